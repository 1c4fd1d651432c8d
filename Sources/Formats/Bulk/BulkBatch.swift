/// Some whole lines of a file and what was read from them; reused from one stretch to the next.
///
/// `ImportReader.next(into:)` fills in the bytes, `ImportParser.parse` the rest; all ranges hold
/// until the batch is filled again. A batch may go from thread to thread, but belongs to one at a
/// time.
package final class BulkBatch: @unchecked Sendable {
  /// The line number of the first line, counted from 1, once the batch was numbered.
  package private(set) var firstLine = 1
  /// Where the first byte stands in the (unpacked) file.
  package internal(set) var offset = 0
  /// What isn't bulk, in order; see ``PlacedLine/eventsBefore``.
  package internal(set) var lines: [PlacedLine] = []
  /// The first hundred lines that could not be used, in order.
  package var problems: [LineProblem] {
    reported.map {
      LineProblem(line: origin + $0.line, offset: $0.offset, reason: $0.reason)
    }
  }
  /// How many lines could not be used.
  package internal(set) var problemCount = 0

  /// Lines of the file after the batch before and ahead of the first line: a header, or lines that
  /// were left out.
  var linesBefore = 0
  /// How many lines the batch has, known once it is parsed.
  var lineCount = 0
  /// The number of the line after those of the batch before.
  private var origin = 1
  /// With lines counted from there.
  private var reported: [LineProblem] = []

  var text: TextBuffer
  var parsed = BulkRows()

  package init() {
    text = TextBuffer(capacity: Self.usualSize)
  }

  deinit {
    text.deallocate()
    parsed.deallocate()
  }

  /// Bytes that a batch usually holds.
  package static let usualSize = 512 << 10

  /// All that is bulk, in the order of the lines.
  package var rows: UnsafeBufferPointer<BulkRow> { parsed.rows.buffer }
  /// The sessions of plain rows, in order of first sight.
  package var sessions: UnsafeBufferPointer<BulkSession> { parsed.sessions.sessions.buffer }
  /// What more there is of rows that aren't plain.
  package var events: UnsafeBufferPointer<BulkEvent> { parsed.events.buffer }
  /// The user properties of events.
  package var properties: UnsafeBufferPointer<BulkProperty> { parsed.properties.buffer }
  /// The event names and property keys that rows name by number.
  package var names: UnsafeBufferPointer<BulkName> { parsed.names.names.buffer }
  /// The event properties by key.
  package var columns: [BulkColumn] { parsed.columns.buffers }
  /// What plain rows have that is left out, by row, ascending.
  package var omissions: UnsafeBufferPointer<BulkOmission> { parsed.omissions.buffer }
  /// The texts that columns name by number.
  package var texts: UnsafeBufferPointer<BulkText> { parsed.columns.texts.buffer }
  /// How many events have an idempotency key.
  package var keyCount: Int { parsed.keyCount }
  /// How many named events have no session.
  package var cutCount: Int { parsed.cutCount }
  /// The base of every ``ByteRange``; at least 8 bytes can be read past the end of each.
  package var bytes: UnsafePointer<UInt8> { UnsafePointer(text.base) }

  package func bytes(of range: ByteRange) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: text.base + range.lower, count: Int(range.count))
  }

  /// The text of a range; everything a parsed range covers is valid UTF-8.
  package func string(_ range: ByteRange) -> String {
    String(decoding: bytes(of: range), as: UTF8.self)
  }

  /// Numbers the lines of a parsed batch. Batches are numbered in the order of the file; they are
  /// parsed in any.
  ///
  /// - Parameter line: the number of the next line of the file, 1 at its start.
  package func number(from line: inout Int) {
    origin = line
    firstLine = line + linesBefore
    line = firstLine + lineCount
  }

  static let keptProblems = 100

  /// - Parameter problem: with its line counted from the end of the batch before.
  func report(_ problem: LineProblem) {
    problemCount += 1
    if reported.count < Self.keptProblems { reported.append(problem) }
  }

  /// Forgets what was read from the former bytes.
  func clear() {
    lines.removeAll(keepingCapacity: true)
    reported.removeAll(keepingCapacity: true)
    problemCount = 0
    lineCount = 0
    parsed.clear()
    text.scratch = text.scratchStart
  }
}

/// A line that took the slow way, and its place among the bulk rows.
package struct PlacedLine: Hashable, Sendable {
  /// How many of the batch's rows come before it.
  package let rowsBefore: Int
  /// Which line of the batch it is, counted from 0.
  package let line: Int
  package let content: Content

  package enum Content: Hashable, Sendable {
    case call(CallLine)
    case segment(SegmentMessage)
  }
}

/// The rows of a batch.
struct BulkRows {
  private(set) var rows = GrowingBuffer<BulkRow>(capacity: 8192)
  private(set) var sessions = BulkSessions()
  private(set) var events = GrowingBuffer<BulkEvent>(capacity: 256)
  var properties = GrowingBuffer<BulkProperty>(capacity: 1024)
  var omissions = GrowingBuffer<BulkOmission>(capacity: 64)
  var names = BulkNames()
  var columns = BulkColumns()
  private(set) var keyCount = 0
  private(set) var cutCount = 0

  /// Adds an event whose properties were added before, which are the last ones.
  @inline(__always)
  mutating func add(
    _ event: inout BulkEvent, on line: Int, in base: UnsafeMutablePointer<UInt8>
  ) {
    let own = Int(event.propertyCount)
    columns.add(
      properties.base + Int(event.firstProperty), count: own, of: rows.count, in: base)
    if event.isPlain {
      properties.truncate(to: Int(event.firstProperty))
      add(
        time: event.time, on: line, name: event.nameNumber, session: event.session.value,
        user: event.user.value)
    } else {
      properties.remove(at: Int(event.firstProperty), count: own)
      addEvent(event, on: line)
    }
  }

  /// Adds a plain row, whose properties are in the columns already.
  @inline(__always)
  mutating func add(time: Int64, on line: Int, name: UInt32, session: UInt64, user: UInt64) {
    let session = sessions.number(of: session, user: user)
    rows.append(BulkRow(time: time, line: line, name: name, session: session))
  }

  /// Takes note of a property of the row that is added next, or of a later one.
  mutating func omit(_ key: UInt32, _ kind: BulkOmission.Kind, of row: Int) {
    omissions.append(BulkOmission(row: UInt32(truncatingIfNeeded: row), key: key, kind: kind))
  }

  /// Brings what was noted after the first `count` in the order of the rows, as far as these are there.
  mutating func orderOmissions(from count: Int) {
    guard omissions.count > count else { return }
    var noted = UnsafeMutableBufferPointer(
      start: omissions.base + count, count: omissions.count - count)
    noted.sort { $0.row < $1.row }
    omissions.truncate(to: count + noted.prefix { $0.row < rows.count }.count)
  }

  private mutating func addEvent(_ event: BulkEvent, on line: Int) {
    if !event.idempotencyKey.isAbsent { keyCount &+= 1 }
    if event.session.isAbsent, !event.name.isAbsent { cutCount &+= 1 }
    rows.append(BulkRow(time: event.time, line: line, event: events.count))
    events.append(event)
  }

  mutating func clear() {
    rows.truncate(to: 0)
    sessions.clear()
    events.truncate(to: 0)
    properties.truncate(to: 0)
    omissions.truncate(to: 0)
    names.clear()
    columns.clear()
    keyCount = 0
    cutCount = 0
  }

  func deallocate() {
    rows.deallocate()
    sessions.deallocate()
    events.deallocate()
    properties.deallocate()
    omissions.deallocate()
    names.deallocate()
    columns.deallocate()
  }
}

/// Text, room to read past its end, and room for strings without their escapes: they are never
/// longer than what they were made from, so as much again is enough.
struct TextBuffer {
  private(set) var base: UnsafeMutablePointer<UInt8>
  private(set) var capacity: Int
  /// Bytes of text; a line end and zeros follow it.
  private(set) var count = 0
  /// Where the next unescaped string goes.
  var scratch: Int

  static let padding = 64
  /// Scratch beyond as much as the text: for the names in a CSV header.
  private static let spare = 512 << 10

  init(capacity: Int) {
    self.capacity = capacity
    base = Self.allocate(capacity)
    scratch = capacity + Self.padding
  }

  var scratchStart: Int { capacity + Self.padding }

  func deallocate() { base.deallocate() }

  mutating func setCount(_ count: Int) {
    self.count = count
    (base + count).initialize(repeating: 0, count: Self.padding)
    base[count] = RecordCut.lineFeed
  }

  /// Makes room for `wanted` bytes of text, keeping the first `kept`.
  mutating func reserve(_ wanted: Int, keeping kept: Int) {
    guard wanted > capacity else { return }
    let larger = Self.allocate(wanted)
    larger.update(from: base, count: kept)
    base.deallocate()
    base = larger
    capacity = wanted
    scratch = scratchStart
  }

  private static func allocate(_ capacity: Int) -> UnsafeMutablePointer<UInt8> {
    .allocate(capacity: 2 * (capacity + padding) + spare)
  }
}
