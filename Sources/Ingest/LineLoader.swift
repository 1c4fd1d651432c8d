import Domain
import Formats
import Store

/// Stores the lines of batches in their order: bulk events by code, everything else by the domain's
/// calls.
struct LineLoader {
  var summary = ImportSummary()
  private let writer: Writer
  private let sessions: SessionSource
  /// Lines since the last commit, never more than a segment holds.
  private var sinceCommit = 0
  private var events: EventLoader
  private var calls: CallLoader

  init(_ writer: Writer, _ options: Importer.Options) {
    self.writer = writer
    sessions = SessionSource(writer)
    events = EventLoader(options, sessions)
    calls = CallLoader(writer, options, sessions)
  }

  /// Loads the lines of a batch; whenever a segment is full, `commit` is called.
  mutating func load(_ batch: BulkBatch, commit: (inout LineLoader) throws -> Void) throws {
    try prepare(for: batch)
    let view = BatchView(batch)
    events.prepare(view)
    let told = summary.problems
    summary.problems.removeAll()
    var next = 0
    for placed in batch.lines {
      try load(view, next..<placed.rowsBefore, commit)
      next = placed.rowsBefore
      try calls.load(placed, on: batch.firstLine + placed.line, &summary)
      try count(1, commit)
    }
    try load(view, next..<view.rows.count, commit)
    // Lines are refused by the reader and by the domain; they are told in the order of the file.
    summary.problemCount += batch.problemCount
    let found = (summary.problems + batch.problems).sorted { $0.line < $1.line }
    summary.problems = told + found.prefix(ImportSummary.keptProblems - told.count)
    summary.lines += batch.problemCount
  }

  private mutating func load(
    _ batch: BatchView, _ range: Range<Int>, _ commit: (inout LineLoader) throws -> Void
  ) throws {
    var next = range.lowerBound
    while next < range.upperBound {
      let end = min(range.upperBound, next + SegmentKind.capacity - sinceCommit)
      writer.withRows { rows in
        events.load(next..<end, of: batch, into: &rows, &summary)
      }
      try count(end - next, commit)
      next = end
    }
  }

  private mutating func count(
    _ lines: Int, _ commit: (inout LineLoader) throws -> Void
  ) throws {
    summary.lines += lines
    sinceCommit += lines
    guard sinceCommit == SegmentKind.capacity else { return }
    sinceCommit = 0
    try commit(&self)
    events.forgetTexts()
  }

  /// Lines beyond which reading all keys at once pays.
  private static let fewKeys = 64

  /// What earlier commits know is read when it is first needed: keys of lines that carry one, and
  /// sessions of rows that come without. Where many may need it, all is read at once.
  private func prepare(for batch: BulkBatch) throws {
    let keys = batch.keyCount + batch.lines.count { $0.hasIdempotencyKey }
    if keys > Self.fewKeys { try writer.prepareKeys() }
    try sessions.prepare(rows: batch.cutCount + batch.lines.count { $0.isCut })
  }

  /// Commits, or, in a strict import that isn't at its end, only writes rows out of memory. Where
  /// it isn't final, all that went before is stored, and this is being stored.
  mutating func commit(
    isFinal: Bool, whenDone: @escaping @Sendable () -> Void = {}
  ) throws {
    try calls.saveClients()
    if isFinal { try writer.commit() } else { try writer.beginFlush(whenDone: whenDone) }
  }
}

extension PlacedLine {
  fileprivate var hasIdempotencyKey: Bool {
    switch content {
    case .call(let line): line.idempotencyKey != nil
    case .segment(let message): message.idempotencyKey != nil
    }
  }

  /// Whether it is an event whose session is found by time (R-S12).
  fileprivate var isCut: Bool {
    switch content {
    case .call(let line):
      if case .recorded(let event) = line.action {
        event.event != nil && event.session == nil
      } else {
        false
      }
    case .segment(let message):
      if case .event = message.operation { true } else { false }
    }
  }
}
