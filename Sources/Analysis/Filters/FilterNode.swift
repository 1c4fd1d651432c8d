/// Conditions joined by and, or and not.
package indirect enum FilterNode<Test: Hashable & Sendable>: Hashable, Sendable {
  case test(Test)
  case not(FilterNode)
  /// Holds where all of them do; without any, everywhere.
  case all([FilterNode])
  /// Holds where one of them does.
  case any([FilterNode])

  /// Whether the whole holds, given whether each of its tests does.
  package func holds(_ test: (Test) -> Bool) -> Bool {
    switch self {
    case .test(let one): test(one)
    case .not(let node): !node.holds(test)
    case .all(let nodes): nodes.allSatisfy { $0.holds(test) }
    case .any(let nodes): nodes.contains { $0.holds(test) }
    }
  }

  /// Every test in it, from left to right.
  package var tests: [Test] {
    switch self {
    case .test(let test): [test]
    case .not(let node): node.tests
    case .all(let nodes), .any(let nodes): nodes.flatMap(\.tests)
    }
  }

  /// How many nodes stand inside each other at most.
  var depth: Int {
    switch self {
    case .test: 1
    case .not(let node): 1 + node.depth
    case .all(let nodes), .any(let nodes): 1 + (nodes.map(\.depth).max() ?? 0)
    }
  }

  /// Both; a condition that always holds is left out.
  func and(_ other: FilterNode) -> FilterNode {
    if self == .all([]) { return other }
    return other == .all([]) ? self : .all([self, other])
  }
}
