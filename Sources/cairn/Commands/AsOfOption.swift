import Analysis
import ArgumentParser
import Domain
import Explorer

/// The moment that a question is asked as of.
struct AsOfOption: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "As things were then: later events, merges and values don't count. A time such as "
        + "2026-01-31T09:00:00Z, a date (to its end), or 24h, 7d before the newest event.",
      valueName: "time"), transform: Self.parse)
  var asOf: PastMoment?

  private static func parse(_ text: String) throws -> PastMoment {
    do {
      return try PastMoment(parsing: text)
    } catch {
      throw ValidationError(error.description)
    }
  }

  /// The moment asked for; nil for now.
  ///
  /// - Parameter zone: where a date ends.
  func moment(_ engine: Engine, zone: String = "UTC") throws -> Timestamp? {
    guard let asOf else { return nil }
    let newest =
      asOf.isRelative ? try waiting { try await engine.overview() }.newestEvent : nil
    do {
      return try asOf.resolved(newest: newest, calendar: try TrendCalendar(zone: zone))
    } catch {
      throw ValidationError("--as-of: \(error)")
    }
  }

  /// What to ask, and what people are told before the answer.
  func questions(
    _ engine: Engine, zone: String = "UTC", isText: Bool
  ) throws -> any Questions {
    guard let moment = try moment(engine, zone: zone) else { return engine }
    if isText { Self.announce(moment) }
    return engine.asOf(moment)
  }

  /// The first line of a text that is about the past.
  static func announce(_ moment: Timestamp) {
    put("As of \(moment.exact) UTC: what came later doesn't count.\n\n")
  }
}
