import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("The command that prints what is shown")
struct ShownCommandTests {
  /// What `y c` copies after some keys.
  private func copied(_ keys: String, filter: String? = nil) throws -> String? {
    var explorer = Driver(columns: 120, rows: 40)
    if !keys.isEmpty { try explorer.press(keys) }
    if let filter {
      try explorer.press("/")
      explorer.type(filter)
      try explorer.press("enter")
    }
    return try copied(&explorer)
  }

  private func copied(_ explorer: inout Driver) throws -> String? {
    explorer.effects = []
    try explorer.press("y c")
    return explorer.effects.compactMap { effect in
      if case .copy(let text) = effect { text } else { nil }
    }.first
  }

  @Test("Users: filter, range, order and columns")
  func users() throws {
    var explorer = Driver()
    explorer.state.settings.columns = ["plan", "a,b", "city"]
    #expect(try copied(&explorer) == "cairn users --properties plan,city --store shop.db")
    try explorer.press("/")
    explorer.type("plan=Pro and events>3")
    try explorer.press("enter ] ] s")
    #expect(
      try copied(&explorer)
        == "cairn users --where 'plan=Pro and events>3' --range 7d --sort name:asc "
        + "--properties plan,city --store shop.db")
    explorer.expect(contains: "Copied: cairn users --where 'plan=Pro and events>3'")
  }

  @Test("Other screens, and what is opened over them")
  func screens() throws {
    #expect(try copied("2") == "cairn events --store shop.db")
    #expect(try copied("5") == "cairn properties --store shop.db")
    #expect(try copied("6 s") == "cairn merges --oldest-first --store shop.db")
    #expect(try copied("6 o o") == "cairn merges --taken-back --store shop.db")
    #expect(try copied("6 d") == "cairn doctor --store shop.db")
    var explorer = Driver()
    try explorer.press("6")
    let merged = try #require(explorer.state.identity.selectedRow?.user)
    try explorer.press("i")
    #expect(try copied(&explorer) == "cairn why --store shop.db \(merged)")
    try explorer.press("2")
    explorer.state.events.pane = .names
    #expect(try copied(&explorer) == "cairn events --names --store shop.db")
    try explorer.press("1 enter")
    let id = try #require(explorer.state.profile?.key.id)
    #expect(try copied(&explorer) == "cairn user --store shop.db \(id)")
    explorer.state.overview?.environments.append(AppID("staging"))
    #expect(try copied(&explorer) == "cairn user --app-id main --store shop.db \(id)")
  }

  @Test("Funnels and trends with their settings; a step like an option isn't taken for one")
  func reports() throws {
    var explorer = Driver()
    try explorer.press("3")
    explorer.state.funnels.definition.steps = ["View Product", "Buy | Order where price>5"]
    explorer.state.funnels.definition.by = "plan"
    explorer.state.funnels.definition.within = "7d"
    explorer.state.funnels.definition.per = "session"
    #expect(
      try copied(&explorer) == "cairn funnel --by plan --within 7d --per session --store shop.db "
        + "'View Product' 'Buy | Order where price>5'")
    explorer.state.funnels.definition = FunnelDefinition(steps: ["-x"])
    #expect(try copied(&explorer) == "cairn funnel --store shop.db -- -x")
    try explorer.press("4")
    explorer.state.trends.definition.interval = .week
    explorer.state.trends.definition.timeZone = "Europe/Berlin"
    #expect(
      try copied(&explorer)
        == "cairn trend --per week --time-zone Europe/Berlin --store shop.db '*'")
  }

  @Test("The users behind a number of a report, as long as the whole list is shown")
  func members() throws {
    var explorer = try Driver.funnel(by: "plan", within: "2d", columns: 160)
    try explorer.press("l j D")
    #expect(
      try copied(&explorer)
        == "cairn funnel --by plan --within 2d --users dropped:2 --group Pro --store shop.db "
        + "Search Checkout 'Invoice Paid'")
    try explorer.press("/")
    explorer.type("kate")
    try explorer.press("enter")
    #expect(try copied(&explorer) == nil)
    explorer = Driver(columns: 160, rows: 40)
    try explorer.press("4 enter")
    let command = try #require(try copied(&explorer))
    #expect(command.hasPrefix("cairn trend --per day --users-at 20"))
  }

  @Test("What no command has is said, and nothing is copied")
  func none() throws {
    #expect(try copied("3") == nil)
    #expect(try copied("6", filter: "kate") == nil)
    var explorer = Driver(columns: 120, rows: 40)
    try explorer.press("6 o y c")
    explorer.expect(contains: "no command prints just this")
  }

  @Test("As of a step in time")
  func past() async throws {
    var traveller = await Traveller(columns: 160)
    try await traveller.press("6 ( .")
    #expect(
      try copied(&traveller.driver)
        == "cairn merges --as-of 2026-01-06T09:05:00.000Z --store shop.db")
  }
}
