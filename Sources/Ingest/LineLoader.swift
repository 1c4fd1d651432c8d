import Domain
import Formats
import Store

/// Stores the lines of batches in their order: bulk events by code, everything else by the domain's
/// calls.
struct LineLoader {
  var summary = ImportSummary()
  private let writer: Writer
  private var events: EventLoader
  private var calls: CallLoader

  init(_ writer: Writer, _ options: Importer.Options) {
    self.writer = writer
    let sessions = SessionSource(writer)
    events = EventLoader(writer, options, sessions)
    calls = CallLoader(writer, options, sessions)
  }

  mutating func load(_ batch: BulkBatch) throws {
    var next = 0
    for placed in batch.lines {
      while next < placed.eventsBefore {
        try events.load(batch.events[next], of: batch, &summary)
        next += 1
      }
      try calls.load(placed, &summary)
    }
    while next < batch.events.count {
      try events.load(batch.events[next], of: batch, &summary)
      next += 1
    }
    for problem in batch.problems { summary.report(problem) }
    summary.problemCount += batch.problemCount - batch.problems.count
    summary.lines += batch.events.count + batch.lines.count + batch.problemCount
  }

  /// Commits, or, in a strict import that isn't at its end, only writes rows out of memory.
  mutating func commit(isFinal: Bool) throws {
    try calls.saveClients()
    if isFinal { try writer.commit() } else { try writer.flush() }
  }
}

/// Cuts sessions for rows that come without session ids (R-S12), going on with those that are stored.
final class SessionSource {
  private let writer: Writer
  private var cutters: [Int: SessionCutter] = [:]
  private var hasResumed = false

  init(_ writer: Writer) {
    self.writer = writer
  }

  /// The ordinal of the session that an event of a user falls into.
  func session(of user: Int, id: UserID, at time: Timestamp) throws -> Int {
    if !hasResumed {
      hasResumed = true
      try writer.sessionSpans { user, id, first, last in
        cutters[user, default: SessionCutter()].resume(id, first: first, last: last)
      }
    }
    // The same file makes the same ids.
    var ids = SeededGenerator(seed: id.rawValue &* 31 ^ UInt64(bitPattern: time.milliseconds))
    let (session, _) = cutters[user, default: SessionCutter()].admit(at: time) {
      .random(using: &ids)
    }
    return writer.sessionOrdinal(session, user: user, at: time)
  }
}
