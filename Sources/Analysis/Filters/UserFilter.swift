import Domain

/// A condition on users, as it is written after `/`, with `--where` and in cohorts. The language is
/// described in docs/filters.md.
package struct UserFilter: Hashable, Sendable {
  package let root: FilterNode<UserTest>

  /// Everybody.
  package init() {
    root = .all([])
  }

  /// - Parameter glossary: the cohorts and defined events that the text may name.
  package init(parsing text: String, glossary: Glossary = Glossary()) throws(FilterProblem) {
    var deeds = 0
    root = try FilterParser.parse(text) { term, scanner throws(FilterProblem) in
      let node = try UserTerms(scanner: scanner, glossary: glossary).node(term)
      deeds += node.tests.count { $0.deed != nil }
      guard deeds <= Self.maxDeeds else {
        throw scanner.problem("at most \(Self.maxDeeds) conditions with did:")
      }
      return node
    }
  }

  /// Each takes a number for every user while it is answered.
  static let maxDeeds = 100

  /// Whether it lets everybody pass.
  package var isEmpty: Bool { root == .all([]) }

  /// The words that are looked for in names, such as a screen marks in them; not those behind `not`.
  package var words: [String] { Self.words(in: root) }

  private static func words(in node: FilterNode<UserTest>) -> [String] {
    switch node {
    case .test(.word(let pattern)): [pattern.text]
    case .test, .not: []
    case .all(let nodes), .any(let nodes): nodes.flatMap { words(in: $0) }
    }
  }
}

/// One condition on a user.
package enum UserTest: Hashable, Sendable {
  /// Occurs in the name or the identity, or in the user_id or a merged one.
  case word(TextPattern)
  case identified
  /// Something to know about the profile: ``UserRow/warnings``.
  case warning
  case name(ValueTest)
  /// Missing for anonymous users.
  case identity(ValueTest)
  /// The profile's own id or any that merged into it.
  case userID(ValueTest)
  case number(UserNumber, Comparison, Double)
  case firstSeen(Comparison, TimeBound)
  /// Missing for users without events.
  case lastSeen(Comparison, TimeBound)
  case hasNoLastSeen
  /// A user property: the value in force, with the `Initial …` ones.
  case property(String, ValueTest)
  /// A property of the account that the user belongs to (R-A14).
  case account(String, ValueTest)
  case did(Deed, Comparison, Int)

  var deed: Deed? { if case .did(let deed, _, _) = self { deed } else { nil } }
}

package enum UserNumber: String, CaseIterable, Hashable, Sendable {
  case events, sessions, merged
}

/// Something users do, and how far back it counts.
package struct Deed: Hashable, Sendable {
  /// An event that fits any of these counts, once.
  package var choices: [EventSelector.Choice]
  /// Milliseconds: as of a moment t, events in [t − window, t) count (R-G3). Nil: all.
  package var window: Int64?

  package init(_ choices: [EventSelector.Choice], window: Int64? = nil) {
    self.choices = choices
    self.window = window
  }
}
