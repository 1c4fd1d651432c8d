import Domain

/// How many users go through a sequence of steps (R-F1 to R-F13).
package struct FunnelQuestion: Hashable, Sendable {
  /// Nil: all environments.
  package var environment: AppID?
  /// In order; 1 to ``maxSteps`` of them.
  package var steps: [EventSelector]
  package var unit: FunnelUnit = .user
  /// All steps have to be inside it (R-F1).
  package var range: TimeRange = .all
  /// The conversion window in milliseconds: the last step is at most so long after the first
  /// (R-F5). Nil: any time within the range.
  package var window: Int64?
  package var grouping: Grouping?
  /// Only users who match.
  package var filter = UserFilter()
  /// How many groups are answered one by one; the rest is one group, ``GroupValue/other``.
  package var groupLimit = 20

  package static let maxSteps = 32

  package init(steps: [EventSelector]) {
    self.steps = steps
  }

  /// - Throws: what is wrong with the question.
  package func check() throws(QuestionError) {
    if steps.isEmpty { throw QuestionError("a funnel needs at least one step") }
    if steps.count > Self.maxSteps {
      throw QuestionError(
        "the funnel has \(steps.count) steps; expected at most \(Self.maxSteps)")
    }
    if let window, window <= 0 {
      throw QuestionError(
        "the conversion window is \(window) ms; expected more than 0, or none at all")
    }
  }
}

/// What a funnel counts (R-F10).
package enum FunnelUnit: Hashable, Sendable {
  case user
  case session
  /// Users, by the best of their sessions: all steps have to be inside one (R-F11).
  case userInSession
  /// Everybody who has the same value of this user property; who has none isn't counted. Nil: the
  /// property that the store takes for the account's name.
  case account(property: String?)
}

/// What an answer is split by.
package enum Grouping: Hashable, Sendable {
  /// A user property: the value in force now (R-M6).
  case user(String)
  /// A property of the events.
  case event(String)
  /// A property of the account that the user belongs to now (R-A14).
  case account(String)
}

/// What a group has in common. Values that are written alike are one group (R-T3).
package enum GroupValue: Hashable, Sendable {
  case value(String)
  /// No value.
  case missing
  /// All groups that are not answered one by one.
  case other

  private static let missingText = "(none)"
  private static let otherText = "(other)"

  /// As it is shown, and given to name a group. A value that is spelt like one of the other two stands
  /// in quotes.
  package var text: String {
    switch self {
    case .value(let text): Self.isReserved(text) ? "\"\(text)\"" : text
    case .missing: Self.missingText
    case .other: Self.otherText
    }
  }

  /// The group that a text names.
  package init(text: String) {
    switch text {
    case Self.missingText: self = .missing
    case Self.otherText: self = .other
    default: self = .value(Self.isReserved(text) ? String(text.dropFirst().dropLast()) : text)
    }
  }

  /// Whether a text is one of the two, in however many quotes.
  private static func isReserved(_ text: String) -> Bool {
    var bare = text[...]
    while bare.count > 2, bare.hasPrefix("\""), bare.hasSuffix("\"") {
      bare = bare.dropFirst().dropLast()
    }
    return bare == missingText || bare == otherText
  }
}

/// One row of a funnel. `counts`, `stillInTime` and the steps of the question are parallel.
package struct FunnelGroup: Hashable, Sendable {
  /// Nil for the row of all.
  package var value: GroupValue?
  /// Units that reached each step; never increasing.
  package var counts: [Int]
  /// Of those that reached a step and not the next: how many can still do so within the window
  /// (R-F9). 0 for the last step, and everywhere without a window.
  package var stillInTime: [Int]
  /// Milliseconds from the first step to the last, for half of those who converted; nil where
  /// nobody did.
  package var medianTime: Int64?
  /// Converted units by how long it took, parallel to ``FunnelAnswer/timeBounds``.
  package var times: [Int]

  package init(
    value: GroupValue? = nil, counts: [Int], stillInTime: [Int], medianTime: Int64? = nil,
    times: [Int]
  ) {
    self.value = value
    self.counts = counts
    self.stillInTime = stillInTime
    self.medianTime = medianTime
    self.times = times
  }

  /// Units that reached a step, not the next, and no longer can. Nothing drops after the last.
  package func dropped(after step: Int) -> Int {
    guard step + 1 < counts.count else { return 0 }
    return counts[step] - counts[step + 1] - stillInTime[step]
  }
}

package struct FunnelAnswer: Hashable, Sendable {
  package var total: FunnelGroup
  /// Most units at the first step first, then in order of value; `missing` and `other` come last.
  /// Empty without a grouping.
  package var groups: [FunnelGroup]
  /// The range in force as moments; nil for all time.
  package var range: Range<Timestamp>?

  /// The upper ends, in milliseconds and inclusive, of the classes of times to convert; the last
  /// class has none.
  package static let timeBounds: [Int64?] = [
    60_000, 600_000, 3_600_000, 6 * 3_600_000, 86_400_000, 3 * 86_400_000, 7 * 86_400_000,
    14 * 86_400_000, 30 * 86_400_000, nil,
  ]

  package init(total: FunnelGroup, groups: [FunnelGroup] = [], range: Range<Timestamp>? = nil) {
    self.total = total
    self.groups = groups
    self.range = range
  }
}

/// The users behind a number of a report; exactly those that were counted (R-F8).
package enum Members: Hashable, Sendable {
  case funnel(FunnelQuestion, FunnelCell)
  case trend(TrendQuestion, TrendCell)
  /// Who belongs to an account (R-A14).
  case account(AccountID)
  /// These, as far as they are there.
  case named([UserKey])
}

/// A number in a funnel. Of sessions and accounts, those are meant who have or are them.
package struct FunnelCell: Hashable, Sendable {
  package enum Outcome: Hashable, Sendable {
    /// Steps count from 0.
    case reached(step: Int)
    /// Reached this step, not the next, and no longer can.
    case dropped(after: Int)
    case stillInTime(after: Int)
  }

  package var outcome: Outcome
  /// Nil: all groups.
  package var group: GroupValue?

  package init(_ outcome: Outcome, group: GroupValue? = nil) {
    self.outcome = outcome
    self.group = group
  }
}
