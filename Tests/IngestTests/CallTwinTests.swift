import Domain
import Ingest
import Store
import Testing

/// Calls that set user properties or merge users give the same store by rows and by calls.
@Suite("Calls without an event, fast and slow")
struct CallTwinTests {
  @Test("Random calls give the same users, counts, problems and warnings", arguments: 1...6)
  func fastAndSlow(seed: Int) async throws {
    var chance = SeededGenerator(seed: UInt64(seed))
    let lines = (0..<180).map { _ in Self.line(&chance) }
    var answers: [[String]] = []
    for way in 0..<3 {
      let imports = try Imports()
      var answer: [String] = []
      for start in stride(from: 0, to: lines.count, by: 60) {
        let text = lines[start..<start + 60].map { call, text in
          let isSlow = way == 1 || (way == 2 && Bool.random(using: &chance))
          // A field that is given twice is read with care, and says the same.
          return (isSlow ? "{\"call\":\"\(call)\"," + text.dropFirst() : text) + "\n"
        }
        let summary = try imports.load(text.joined(), name: "part \(start)") {
          $0.identityPolicy = seed.isMultiple(of: 3) ? .reject : .perform
        }
        answer.append(
          "\(summary.lines) \(summary.events) \(summary.otherCalls) \(summary.duplicates)")
        answer += summary.problems.map(\.description)
        answer += summary.warnings.map { "\($0): \($1.count) from line \($1.line)" }.sorted()
      }
      answer += try await imports.events()
      answer += try await imports.users()
      answers.append(answer)
    }
    #expect(answers[0] == answers[1])
    #expect(answers[0] == answers[2])
    #expect(answers[0].contains { $0.contains("plan") })
  }

  private static func line(_ chance: inout SeededGenerator) -> (call: String, text: String) {
    func pick(_ choices: [String]) -> String {
      choices.randomElement(using: &chance) ?? choices[0]
    }
    func percent(_ number: Int) -> Bool { Int.random(in: 0..<100, using: &chance) < number }
    func object() -> String {
      let keys = ["plan", "age", "é", percent(10) ? "id" : "a", percent(20) ? "user_id" : "b"]
      let long = "\"" + String(repeating: "x", count: 1100) + "\""
      let fields = keys.shuffled(using: &chance).prefix(.random(in: 0...3, using: &chance)).map {
        "\"\($0)\":" + pick(["\"Pro\"", "1", "1.5", "true", "\" \"", percent(10) ? long : "0"])
      }
      return "{" + fields.joined(separator: ",") + "}"
    }
    let call = pick(["addUserProperties", "add_user_properties", "identify", "event", "event"])
    let user = "\"user_id\":" + pick((1...30).map(String.init) + ["\"3\""])
    let identity = "\"identity\":\"" + pick(["alice", "bob", "guest", "日本", "1", " "]) + "\""
    var fields = ["\"time\":\(Int.random(in: 1_700_000_000...1_700_020_000, using: &chance))"]
    fields.append("\"call\":\"\(call)\"")
    switch call {
    case "identify": fields += [user, identity]
    case "event":
      if percent(20) {
        fields += [user, "\"event\":\"View\""]
      } else {
        fields.append("\"user_properties\":" + object())
        fields += [[user], [identity], [user, identity]].randomElement(using: &chance) ?? []
      }
    default: fields += [identity, "\"properties\":" + object()]
    }
    if percent(15) { fields.append("\"app_id\":\"shop\"") }
    if percent(15) {
      let key = Int.random(in: 0..<15, using: &chance)
      fields.append("\"idempotency_key\":\"k\(key)\"")
    }
    return (call, "{" + fields.shuffled(using: &chance).joined(separator: ",") + "}")
  }
}
