import Domain

/// Everything that can be asked of stored facts: the one seam between those who show answers (the
/// explorer, the command line) and the engine that finds them.
///
/// Questions and answers are plain values; no row number, file or SQL crosses. Every question can be
/// cancelled (by cancelling the task that asks, see ``withDeadline(_:_:)``) and then throws
/// `CancellationError`: an incomplete answer is an error, never a smaller number.
package protocol Questions: Sendable {
  /// What the store holds in all, for headings and for choosing columns.
  func overview() async throws -> Overview

  /// One page of the List view (R-U1).
  func users(_ question: UsersQuestion) async throws -> UsersPage

  /// One user with everything merged into it; a raw user_id gives the profile it belongs to.
  /// Nil when no such user is stored.
  func profile(_ id: UserID, in environment: AppID?) async throws -> Profile?

  /// The profile of an identity; nil when no such user is stored.
  func profile(_ identity: Identity, in environment: AppID?) async throws -> Profile?

  /// The events of one visit, or of the whole history, of a profile (R-U3), oldest first.
  func history(_ question: HistoryQuestion) async throws -> HistoryPage

  /// The stream of events, newest first.
  func events(_ question: EventsQuestion) async throws -> EventsPage

  /// The event names with their counts, most frequent first.
  func catalogue(in environment: AppID?) async throws -> [EventUse]

  /// The properties seen on one event, most frequent first.
  func properties(ofEvent name: String, in environment: AppID?) async throws -> [PropertyUse]

  /// How many get through a sequence of steps (R-F1 to R-F13).
  func funnel(_ question: FunnelQuestion) async throws -> FunnelAnswer

  /// How often, and by how many users, something was done over time (R-G1, R-G2).
  func trend(_ question: TrendQuestion) async throws -> TrendAnswer

  /// How many users match a filter on each day (R-G3).
  func cohortSizes(_ question: CohortSizeQuestion) async throws -> [CohortSize]

  /// Every property there is.
  func propertyCatalogue(in environment: AppID?) async throws -> PropertyCatalogue

  /// Every account, those with the most members first, then by environment and id (R-A13). Who
  /// belongs to one, ``Members/account(_:)`` asks.
  func accounts(in environment: AppID?) async throws -> [AccountRow]

  /// The history of merges, those taken back included.
  func merges(_ question: MergesQuestion) async throws -> MergesPage

  /// Both sides of merges before they are taken back or restored.
  ///
  /// - Throws: ``MergeProblem``.
  func mergePreview(_ change: MergeChange) async throws -> MergePreview

  /// All that is known of how a user, or the user of a session, came to belong where it does; nil
  /// when no such user is stored.
  func why(_ question: WhyQuestion) async throws -> IdentityFacts?

  /// A moment at which who is whom changed, and what happened then; nil where that was never. The
  /// moments are those of the questions' own time: as of a moment, later ones aren't there.
  func identityMoment(
    _ place: IdentityPlace, in environment: AppID?
  ) async throws -> IdentityMoment?

  /// What is probably not as it was meant, the worst first.
  ///
  /// - Parameter now: what is later was recorded by a clock that is ahead.
  func doctor(in environment: AppID?, now: Timestamp) async throws -> [Finding]

  /// The same questions as of a moment: facts after it don't count, merges and property values are
  /// those of the moment (R-0, R-M6), and so are the presets of a range. Nil for all time.
  func asOf(_ moment: Timestamp?) -> any Questions

  /// A number that changes when anything is stored, by this process or another one.
  func revision() async throws -> Int
}

/// What a store holds.
package struct Overview: Hashable, Sendable {
  /// Environments, in the order in which they appeared.
  package var environments: [AppID] = []
  package var users = 0
  package var events = 0
  package var sessions = 0
  /// Keys of all user properties, most used first.
  package var userProperties: [String] = []
  /// The user property that names a user's account (R-A14).
  package var accountProperty = AccountID.defaultProperty
  package var oldestEvent: Timestamp?
  package var newestEvent: Timestamp?

  package init() {}
}

/// Which time a list is about. Presets count back from the newest event of the store, so that
/// historical data never opens empty (R-U1).
package enum TimeRange: Hashable, Sendable {
  case all
  case lastHours(Int)
  case lastDays(Int)
  /// Start inclusive, end exclusive.
  case between(Timestamp, Timestamp)

  /// The documented presets, one key away each.
  package static let presets: [TimeRange] = [
    .all, .lastHours(24), .lastDays(7), .lastDays(30), .lastDays(90),
  ]

  /// How the range is named on the screen.
  package var title: String {
    switch self {
    case .all: "all time"
    case .lastHours(let hours): "last \(hours) hours"
    case .lastDays(let days): "last \(days) days"
    case .between(.earliest, let end): "until \(end.day)"
    case .between(let start, .latest): "since \(start.day)"
    case .between(let start, let end): "\(start.day) to \(end.day)"
    }
  }

  /// The range as moments, start inclusive, end exclusive; nil for all time.
  package func resolved(newest: Timestamp?) -> Range<Timestamp>? {
    func back(_ hours: Int) -> Range<Timestamp>? {
      guard let newest else { return nil }
      let end = Timestamp(milliseconds: newest.milliseconds + 1)
      return newest.advanced(seconds: -3600 * Int64(hours))..<end
    }
    switch self {
    case .all: return nil
    case .lastHours(let hours): return back(hours)
    case .lastDays(let days): return back(24 * days)
    case .between(let start, let end):
      // Nothing is later than the latest moment, so a range that is open at its end holds it too.
      let end = end == .latest ? Timestamp(milliseconds: end.milliseconds + 1) : end
      return start..<max(start, end)
    }
  }
}

extension Timestamp {
  /// The day alone, `2026-01-05`, in UTC.
  package var day: String { String(description.prefix(10)) }
}

/// Runs a question and cancels it when `duration` has passed; the question then throws
/// `CancellationError`.
package func withDeadline<Answer: Sendable>(
  _ duration: Duration, _ question: @escaping @Sendable () async throws -> Answer
) async throws -> Answer {
  try await withThrowingTaskGroup(of: Answer?.self) { group in
    group.addTask { try await question() }
    group.addTask {
      try await ContinuousClock().sleep(for: duration)
      return nil
    }
    defer { group.cancelAll() }
    guard let answer = try await group.next() ?? nil else { throw CancellationError() }
    return answer
  }
}
