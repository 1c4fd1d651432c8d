@testable import Analysis
import Domain
import Testing

@Suite("Texts that are no filter")
struct FilterProblemTests {
  private func problem(_ text: String, _ glossary: Glossary = Glossary()) -> FilterProblem? {
    do throws(FilterProblem) {
      _ = try UserFilter(parsing: text, glossary: glossary)
      return nil
    } catch { return error }
  }

  private func eventProblem(_ text: String) -> FilterProblem? {
    do throws(FilterProblem) {
      _ = try EventFilter(parsing: text)
      return nil
    } catch { return error }
  }

  @Test(
    "The problem names the character, what is there and what should be",
    arguments: [
      ("plan=a or", "character 10: found the end, expected a condition"),
      ("(plan=a", "character 8: found the end, expected a parenthesis that closes the one at"),
      ("plan=a)", #"character 7: found ")", expected no closing parenthesis"#),
      ("()", #"character 2: found ")", expected a condition"#),
      ("or a", #"character 1: found "or", expected a condition before or"#),
      (#"a="b"#, "character 5: found the end, expected a quote that closes the one at character 3"),
      (#"a="\x""#, #"character 5: found "x", expected \", \\, \n or \t"#),
      ("events>many", #"character 8: found "many", expected a number"#),
      ("events~1", #"character 7: found "~", expected =, !=, >, >=, < or <= after events"#),
      ("user_id>1", #"character 8: found ">", expected =, !=, ~ or !~ after user_id"#),
      ("first_seen>soon", #"character 12: found "soon", expected a date such as 2026-01-31 or an"#),
      ("first_seen=", "character 12: found the end, expected a date"),
      ("last_seen=7d", #"character 10: found "=", expected <, <=, > or >= before an age"#),
      ("plan>", "character 6: found the end, expected a number, a date, an age"),
      ("city~", "character 6: found the end, expected a text to look for"),
      ("plan==x", #"character 6: found "=", expected a value"#),
      ("did:", "character 5: found the end, expected the name of an event"),
      ("did:x>=two", #"character 8: found "two", expected how often"#),
      ("did:x>-1", #"character 7: found "-1", expected how often"#),
      ("did:x in", "character 9: found the end, expected a length of time after in"),
      ("did:x in 0d", #"character 10: found "0d", expected a length of time such as 30d"#),
      ("did:x~2", #"character 6: found "~", expected =, !=, >, >=, < or <= and how often"#),
      ("cohort:x", #"character 8: found "x", expected the name of a cohort, but there are none"#),
      ("account.=x", #"character 1: found "account.", expected which property of the account"#),
      (#"account."a" b"#, #"character 12: found " ", expected a comparison with a value"#),
      (#"account."a"#, "character 11: found the end, expected a quote that closes the one at"),
      ("!identified", #"character 1: found "!", expected the word not"#),
      ("a(b)", #"character 2: found "(", expected a blank here"#),
      (#""a"b"#, #"character 4: found "b", expected a blank here"#),
    ])
  func messages(text: String, message: String) throws {
    let found = try #require(problem(text)).description
    #expect(found.hasPrefix(message), "\(found)")
  }

  @Test(
    "What only users have is refused for events, by name",
    arguments: [
      ("did:x", "did: is about users"), ("cohort:x", "cohort: is about users"),
      ("identified", "identified is about users"), ("events>1", "events is about users"),
      ("shoes", "words are about users"), ("age<7d", "an age has no meaning for an event"),
    ])
  func userOnly(text: String, part: String) throws {
    #expect(try #require(eventProblem(text)).description.contains(part))
  }

  @Test("The caret stands under the character, also in long texts and behind controls")
  func caret() throws {
    #expect(try #require(problem("a=1 events>x")).caret == "a=1 events>x\n           ^")
    #expect(try #require(problem("\u{1b}[ events>xyz")).caret == "?[ events>xyz\n          ^^^")
    let long = String(repeating: "a=1 ", count: 1000) + ")" + String(repeating: " b=2", count: 1000)
    let lines = try #require(problem(long)).caret.split(separator: "\n")
    #expect(lines[0].count < 80)
    #expect(lines[0].dropFirst(lines[1].count - 1).first == ")")
  }

  @Test("Ten thousand characters are read; too long, too deep and too many say so")
  func sizes() throws {
    #expect(problem(String(repeating: "plan=Startup or ", count: 625) + "x") == nil)
    let nots = String(repeating: "not ", count: 2000) + "x"
    #expect(try #require(problem(nots)).expected.hasPrefix("at most 100 parentheses"))
    for count in [101, 20_000, 100_000] {
      #expect(
        try #require(problem(String(repeating: "(", count: count))).expected.contains("at most"))
    }
    #expect(
      problem(String(repeating: "(", count: 99) + "x" + String(repeating: ")", count: 99)) == nil)
    let deeds = (0...100).map { "did:e\($0)" }.joined(separator: " ")
    #expect(try #require(problem(deeds)).expected.hasPrefix("at most 100 conditions with did:"))
  }

  @Test("Cohorts made of cohorts end somewhere too")
  func deepCohorts() throws {
    var glossary = Glossary()
    glossary.cohorts["c"] = try UserFilter(parsing: "x")
    var last: FilterProblem?
    for _ in 0..<200 where last == nil {
      do throws(FilterProblem) {
        glossary.cohorts["c"] = try UserFilter(parsing: "not cohort:c", glossary: glossary)
      } catch { last = error }
    }
    #expect(try #require(last).expected.hasPrefix("a cohort in which less"))
  }

  @Test(
    "Selectors: no name, an empty name, an empty filter",
    arguments: [
      ("", "character 1: found the end, expected the name of an event"),
      ("a | ", "character 5: found the end, expected the name of an event"),
      (#""""#, #"character 1: found """", expected the name of an event"#),
      ("a where ", "character 9: found the end, expected a condition behind where"),
      ("where a=1", #"character 1: found "w", expected the name of an event"#),
      (#""a" b"#, #"character 5: found "b", expected the end"#),
      ("a where b", #"character 9: found "b", expected a condition on a property of the event"#),
    ])
  func selectors(text: String, message: String) {
    do throws(FilterProblem) {
      _ = try EventSelector(parsing: text)
      Issue.record("\(text) was read")
    } catch {
      #expect(error.description.hasPrefix(message), "\(error)")
    }
  }

  @Test("Any text is a filter or a problem inside it, never a crash")
  func noise() {
    var generator = SeededGenerator(seed: 7)
    let pieces = [
      "a", "=", "!", "~", "<", ">", "(", ")", "\"", "\\", " ", "did:", "cohort:", "in",
      "not", "or", "and", "7d", "5", "events", "last_seen", "é", "\u{301}", "\0", "|", "where",
    ]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0..<14, using: &generator))
        .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &generator)] }.joined()
      for found in [problem(text), eventProblem(text)].compactMap({ $0 }) {
        #expect(found.range.lowerBound <= text.count && found.range.upperBound <= text.count)
        #expect(!found.caret.isEmpty)
      }
      _ = try? EventSelector(parsing: text)
    }
  }
}
