import Analysis
import Domain

/// Seeded filters as trees, about what ``RandomCalls`` makes happen, and their texts.
package struct RandomFilters {
  private var generator: SeededGenerator

  package init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  package mutating func userFilter() -> FilterNode<UserTest> {
    node(depth: 3) { $0.userTest() }
  }

  package mutating func eventFilter() -> FilterNode<PropertyTest> {
    node(depth: 3) { $0.propertyTest() }
  }

  private mutating func node<Test>(
    depth: Int, _ test: (inout RandomFilters) -> Test
  ) -> FilterNode<Test> {
    switch depth == 0 ? 9 : below(8) {
    case 0, 1: return .all(nodes(depth, test))
    case 2, 3: return .any(nodes(depth, test))
    case 4: return .not(node(depth: depth - 1, test))
    default: return .test(test(&self))
    }
  }

  private mutating func nodes<Test>(
    _ depth: Int, _ test: (inout RandomFilters) -> Test
  ) -> [FilterNode<Test>] {
    (0..<2 + below(2)).map { _ in node(depth: depth - 1, test) }
  }

  // MARK: Tests

  private mutating func userTest() -> UserTest {
    switch below(16) {
    case 0: return .word(TextPattern(pick(["alice", "Alice", "1", "User", "ob", "é", "12345"])))
    case 1: return .identified
    case 2: return .warning
    case 3: return .name(valueTest())
    case 4: return .identity(valueTest())
    case 5:
      let pattern = TextPattern(pick(["1", "7", "3141"]))
      return .userID(chance(50) ? .contains(pattern) : .equals(pattern))
    case 6: return .number(pick(UserNumber.allCases), comparison(), Double(below(6)))
    case 7:
      let (sign, bound) = timeComparison()
      return .firstSeen(sign, bound)
    case 8:
      let (sign, bound) = timeComparison()
      return chance(20) ? .hasNoLastSeen : .lastSeen(sign, bound)
    case 9...11: return .property(key(), valueTest())
    case 12, 13: return .account(key(), valueTest())
    default:
      let name: String? = chance(20) ? nil : pick(Self.events)
      let deed = Deed([.init(name: name)], window: chance(50) ? duration() : nil)
      return .did(deed, comparison(), below(4))
    }
  }

  private mutating func propertyTest() -> PropertyTest {
    PropertyTest(key: key(), test: valueTest(hasAges: false))
  }

  private mutating func valueTest(hasAges: Bool = true) -> ValueTest {
    let text = TextPattern(pick(Self.texts))
    let order = pick([Comparison.less, .lessOrEqual, .greater, .greaterOrEqual])
    switch below(6) {
    case 0: return .isMissing
    case 1: return .contains(text)
    case 2: return .number(order, pick([0, 1.5, 49, 50, 50.5, 1e300]))
    case 3:
      let (_, bound) = timeComparison(hasAges: hasAges)
      return .time(order, bound)
    case 4: return .text(order, text)
    default: return .equals(text)
    }
  }

  /// Ages and values are only compared by their order.
  private mutating func timeComparison(hasAges: Bool = true) -> (Comparison, TimeBound) {
    let order = pick([Comparison.less, .lessOrEqual, .greater, .greaterOrEqual])
    if hasAges, chance(50) {
      return (order, .age(duration()))
    }
    let day = 1_767_571_200_000 + Int64(below(30)) * 86_400_000
    let isDay = chance(60)
    let moments = isDay ? day..<day + 86_400_000 : day + 5000..<day + 5001
    return (chance(20) ? .equal : order, .moments(moments))
  }

  private mutating func comparison() -> Comparison {
    pick([.equal, .less, .lessOrEqual, .greater, .greaterOrEqual])
  }

  private mutating func duration() -> Int64 {
    pick([1000, 90_000, 3_600_000, 86_400_000, 3 * 86_400_000, 14 * 86_400_000])
  }

  private mutating func key() -> String {
    pick([
      "plan", "email", "Email", "city", "age", "Initial City", "no such", "did:x", "events", "or",
    ])
  }

  private static let events = ["Search", "Purchase", "Invoice", "日本語", "tab\there", "a \"b\" \\c"]
  private static let texts = [
    "Free", "free", "Pro", "r", "50", "50.0", "1.5", "true", "é", "E", "User 1", "not", "a b", "\"",
    "Berlin", "2026-01-05", "7d", "(", "=", "\\", "alice",
  ]

  private mutating func below(_ bound: Int) -> Int { Int.random(in: 0..<bound, using: &generator) }
  private mutating func chance(_ percent: Int) -> Bool { below(100) < percent }
  private mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[below(elements.count)]
  }
}
