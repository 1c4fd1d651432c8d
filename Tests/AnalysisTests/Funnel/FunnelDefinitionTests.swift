import Analysis
import Domain
import Testing

@Suite("Funnels as they are written")
struct FunnelDefinitionTests {
  private func definition(_ change: (inout FunnelDefinition) -> Void = { _ in }) -> FunnelDefinition
  {
    var definition = FunnelDefinition(steps: ["View Product", "Purchase"])
    change(&definition)
    return definition
  }

  @Test("Texts become the question that they say")
  func questions() throws {
    let plain = try definition().question()
    #expect(
      plain == FunnelQuestion(steps: [EventSelector("View Product"), EventSelector("Purchase")]))
    let full = try definition {
      $0.by = "event:category"
      $0.within = "2w"
      $0.per = "account:company"
      $0.range = "30d"
      $0.filter = "plan=Startup"
    }.question()
    #expect(full.grouping == .event("category"))
    #expect(full.window == 1_209_600_000)
    #expect(full.unit == .account(property: "company"))
    #expect(full.range == .lastDays(30))
    #expect(full.filter == (try UserFilter(parsing: "plan=Startup")))
    #expect(try definition { $0.by = "plan" }.question().grouping == .user("plan"))
  }

  @Test(
    "Durations are whole numbers with a unit",
    arguments: [
      ("90s", 90_000), ("30m", 1_800_000), ("12h", 43_200_000), ("7d", 604_800_000),
      ("2w", 1_209_600_000),
    ] as [(String, Int64)])
  func durations(text: String, milliseconds: Int64) throws {
    #expect(try definition { $0.within = text }.question().window == milliseconds)
  }

  @Test(
    "What is counted",
    arguments: [
      ("user", .user), ("session", .session), ("user-in-session", .userInSession),
      ("account", .account(property: nil)), ("account:a:b", .account(property: "a:b")),
    ] as [(String, FunnelUnit)])
  func units(text: String, unit: FunnelUnit) throws {
    #expect(try definition { $0.per = text }.question().unit == unit)
  }

  @Test("A text that can't be read is named, with what was expected")
  func problems() {
    func message(_ change: (inout FunnelDefinition) -> Void) -> String {
      do {
        _ = try definition(change).question()
        return "no error"
      } catch {
        return error.description
      }
    }
    #expect(message { $0.within = "0d" }.contains("within: '0d' is not a conversion window"))
    #expect(message { $0.within = "7 days" }.contains("expected one such as 90s"))
    #expect(message { $0.per = "visit" }.contains("per: 'visit' can't be counted"))
    #expect(message { $0.per = "account:" }.contains("account:PROPERTY"))
    #expect(message { $0.by = "event:" }.contains("by: 'event:' doesn't say which property"))
    #expect(message { $0.range = "soon" }.contains("range: 'soon' is not a range"))
    #expect(message { $0.range = "2026-02-01..2026-01-01" }.contains("ends before it starts"))
    #expect(message { $0.filter = "(" }.hasPrefix("where: character"))
    #expect(message { $0.steps[1] = "Purchase where (" }.hasPrefix("step 2: character"))
    #expect(message { $0.steps = [] } == "a funnel needs at least one step")
    #expect(message { $0.steps = Array(repeating: "a", count: 33) }.contains("33 steps"))
  }
}
