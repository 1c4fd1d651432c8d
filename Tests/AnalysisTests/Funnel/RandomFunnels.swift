import Analysis
import Domain
import Store
import TestSupport

/// A store of random calls in memory beside its plain twin, committed at random.
struct RandomStore {
  let seed: UInt64
  let calls: Int

  func open() throws -> (Engine, PlainStore) {
    var choices = SeededGenerator(seed: seed &+ 500)
    var random = RandomCalls(seed: seed)
    var plain = PlainStore()
    let store = try Store.inMemory()
    let writer = try Writer(store)
    for _ in 0..<calls {
      let (facts, environment) = random.next()
      plain.append(facts, in: environment)
      writer.append(facts, in: environment)
      if Int.random(in: 0..<8, using: &choices) == 0 { try writer.commit() }
    }
    try writer.commit()
    return (Engine(store), plain)
  }
}

/// A seeded stream of funnels: few and many steps, the same event twice, any of several, windows from
/// none to longer than the store, all units and groupings.
struct RandomFunnels {
  private var generator: SeededGenerator
  private let newest: Timestamp

  private static let names = ["Search", "Purchase", "Sign Up", "日本語", "Pageview", "Invoice", "No"]

  init(seed: UInt64, newest: Timestamp) {
    generator = SeededGenerator(seed: seed &* 77)
    self.newest = newest
  }

  mutating func next() -> FunnelQuestion {
    var question = FunnelQuestion(steps: (0..<1 + below(4)).map { _ in step() })
    question.environment = pick([nil, nil, nil, AppID.main, AppID("staging"), AppID("unknown")])
    question.unit = pick([
      .user, .user, .session, .userInSession, .account(property: "city"), .account(property: nil),
      .account(property: "Initial City"),
    ])
    question.window = pick([nil, nil, 1, 60_000, 3_600_000, 90_000_000, 10_000_000_000])
    question.grouping = pick([
      nil, .user("plan"), .user("Initial City"), .user("No"), .event("plan"), .event("city"),
      .event("No"), .account("plan"), .account("city"), .account("No"),
    ])
    question.range = pick([
      .all, .all, .lastDays(1), .lastHours(5),
      .between(newest.advanced(seconds: -400_000), newest.advanced(seconds: -90_000)),
      .between(newest.advanced(seconds: -400_000), .latest), .between(.earliest, newest),
      .between(newest, newest.advanced(seconds: -5)), .between(newest, newest),
    ])
    question.groupLimit = pick([0, 1, 2, 20])
    let filters = [
      "", "", "", "User", "alice", "plan=Pro or plan=50", "did:Search",
      "account.age>1 or account.plan=", "not did:Search>=2",
      "did:Pageview in 20h", "not did:\"Sign Up\" in 2d",
    ]
    question.filter = (try? UserFilter(parsing: pick(filters))) ?? UserFilter()
    return question
  }

  private mutating func step() -> EventSelector {
    switch below(9) {
    case 0: .any
    case 2:
      (try? EventSelector(
        parsing: pick([
          "Search where plan=Free", "* where city=Pro", "Search | Purchase where not plan=50",
          "Pageview where \"Logged In\"=true",
        ]))) ?? .any
    case 1:
      EventSelector(
        choices: [.init(name: pick(Self.names)), .init(name: pick(Self.names))], text: "any of two")
    default: EventSelector(pick(Self.names.prefix(5)))
    }
  }

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
  private mutating func pick<Element>(_ elements: some Collection<Element>) -> Element {
    elements[elements.index(elements.startIndex, offsetBy: below(elements.count))]
  }
}
