import Domain

/// A condition on the properties of an event, such as stands behind `where` in a step. The language
/// is that of ``UserFilter`` without what only users have.
package struct EventFilter: Hashable, Sendable {
  package let root: FilterNode<PropertyTest>

  /// Every event.
  package init() {
    root = .all([])
  }

  init(root: FilterNode<PropertyTest>) {
    self.root = root
  }

  package init(parsing text: String, glossary: Glossary = Glossary()) throws(FilterProblem) {
    try self.init(parsing: text, from: 0)
  }

  init(parsing text: String, from start: Int) throws(FilterProblem) {
    root = try FilterParser.parse(text, from: start) { term, scanner throws(FilterProblem) in
      try Self.node(term, scanner)
    }
  }

  /// Whether it lets every event pass.
  package var isEmpty: Bool { root == .all([]) }

  /// Whether an event with these properties passes: the plain meaning of the filter.
  package func matches(_ properties: Properties) -> Bool {
    root.holds { $0.test.matches(properties[$0.key], now: 0) }
  }

  private static func node(
    _ term: FilterScanner.Term, _ scanner: FilterScanner
  ) throws(FilterProblem) -> FilterNode<PropertyTest> {
    switch term {
    case .comparison(let key, let sign, let value):
      let isOfUsers = userNames.contains(key.text) || AccountKey.property(key.text) != nil
      guard key.isQuoted || !isOfUsers else {
        throw scanner.problem(
          "a property of the event: \(key.text) is about users; a property of that name is "
            + "written \"\(key.text)\", in quotes", at: key.range)
      }
      let term = ComparisonTerm(scanner: scanner, sign: sign, value: value)
      let test = FilterNode.test(
        PropertyTest(key: key.text, test: try term.valueTest(hasAges: false)))
      return sign.isNegated ? .not(test) : test
    case .word(let piece):
      throw scanner.problem(
        "a condition on a property of the event, such as category=shoes; "
          + (userWords.contains(piece.text) ? "\(piece.text) is" : "words are")
          + " about users", at: piece.range)
    case .did(let event, _, _, _):
      throw scanner.problem(
        "a condition on a property of the event; did: is about users", at: event.range)
    case .cohort(let name):
      throw scanner.problem(
        "a condition on a property of the event; cohort: is about users", at: name.range)
    }
  }

  private static let userWords: Set<String> = ["identified", "anonymous", "warning"]
  private static let userNames: Set<String> = [
    "events", "sessions", "merged", "first_seen", "last_seen", "user_id", "identity", "name",
  ]
}

/// A condition on one property.
package struct PropertyTest: Hashable, Sendable {
  package var key: String
  package var test: ValueTest

  package init(key: String, test: ValueTest) {
    self.key = key
    self.test = test
  }
}
