import Domain
import Formats
import Foundation
import Testing

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "formats-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = url.appending(path: name).path()
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }
}

/// A property of an event as a test compares it.
typealias Values = [String: InputValue]

/// Everything that was read from a file, in its order, as plain values.
struct Imported: Equatable {
  /// An event, call or message with its line number.
  struct Item: Equatable {
    var line: Int
    var content: Content
  }

  enum Content: Equatable {
    /// A call, or a bulk event said as one.
    case call(CallLine)
    case segment(SegmentMessage)
  }

  var items: [Item] = []
  var problems: [String] = []
  var offsets: [Int] = []
  var problemCount = 0
  var bulkCount = 0
  var batches = 0
  var failure: InputError?

  var calls: [CallLine] {
    items.compactMap { if case .call(let call) = $0.content { call } else { nil } }
  }

  var messages: [SegmentMessage] {
    items.compactMap { if case .segment(let message) = $0.content { message } else { nil } }
  }
}

extension ImportOptions {
  static let arrival = Timestamp(milliseconds: 1_767_225_600_000)

  static func test(
    _ format: ImportFormat? = nil, columns: String? = nil, rows: CSVRows = .events
  ) throws -> ImportOptions {
    ImportOptions(
      format: format, columns: try columns.map { try CSVColumns(parsing: $0) }, rows: rows,
      arrival: arrival)
  }
}

/// Reads a whole file; a failure after its start is part of the result.
func importFile(_ path: String, _ options: ImportOptions) throws -> Imported {
  let reader = try ImportReader(path: path, options: options)
  let batch = BulkBatch()
  var line = 1
  var result = Imported()
  do {
    while try reader.next(into: batch) {
      reader.parser.parse(batch)
      batch.number(from: &line)
      result.add(batch)
    }
  } catch {
    result.failure = error
  }
  return result
}

func importText(_ text: String, _ options: ImportOptions) throws -> Imported {
  let folder = try TemporaryFolder()
  return try importFile(try folder.file("input", text.utf8), options)
}

extension Imported {
  mutating func add(_ batch: BulkBatch) {
    batches += 1
    bulkCount += batch.rows.count
    problemCount += batch.problemCount
    problems += batch.problems.map(\.description)
    offsets += batch.problems.map(\.offset)
    let properties = batch.eventProperties
    var taken = 0
    for placed in batch.lines {
      addRows(taken..<placed.rowsBefore, of: batch, properties)
      taken = placed.rowsBefore
      switch placed.content {
      case .call(let call):
        items.append(Item(line: batch.firstLine + placed.line, content: .call(call)))
      case .segment(let message):
        items.append(Item(line: batch.firstLine + placed.line, content: .segment(message)))
      }
    }
    addRows(taken..<batch.rows.count, of: batch, properties)
  }

  private mutating func addRows(
    _ range: Range<Int>, of batch: BulkBatch, _ properties: [Int: Values]
  ) {
    for index in range {
      let row = batch.rows[index]
      let own = properties[index] ?? [:]
      let call =
        row.session >= 0 ? batch.call(row, own) : batch.call(batch.events[Int(row.number)], own)
      #expect(call.time == Timestamp(milliseconds: row.time))
      items.append(Item(line: batch.firstLine + Int(row.line), content: .call(call)))
    }
  }
}

extension BulkBatch {
  /// What a plain row says, as a call.
  func call(_ row: BulkRow, _ properties: Values) -> CallLine {
    let session = sessions[Int(row.session)]
    return CallLine(
      .recorded(
        RecordedEvent(
          string(names[Int(row.number)].text), of: RecordedSubject(user: UserID(session.user)),
          session: SessionID(truncating: session.id), properties: properties)),
      at: Timestamp(milliseconds: row.time))
  }

  func call(_ event: BulkEvent, _ properties: Values) -> CallLine {
    let first = Int(event.firstProperty)
    let userProperties = values(first..<first + Int(event.userPropertyCount))
    let identity = text(event.identity)
    let action: CallLine.Action =
      switch event.call {
      case .event:
        .recorded(
          RecordedEvent(
            text(event.name),
            of: RecordedSubject(user: user(event.user), identity: identity),
            session: user(event.session).map { SessionID(truncating: $0.rawValue) },
            properties: properties, userProperties: userProperties))
      case .addUserProperties:
        .server(.addUserProperties(identity: .string(identity ?? ""), properties: userProperties))
      case .identify:
        .server(
          .identify(
            user: user(event.user) ?? UserID(truncating: 0), identity: .string(identity ?? "")))
      }
    return CallLine(
      action, at: Timestamp(milliseconds: event.time), appID: text(event.appID).map(AppID.init),
      idempotencyKey: text(event.idempotencyKey))
  }

  /// The columns' values, by row.
  var eventProperties: [Int: Values] {
    var found: [Int: Values] = [:]
    for column in columns {
      let key = string(names[Int(column.key)].text)
      for (place, bits) in column.values.enumerated() {
        found[column.event(at: place), default: [:]][key] = value(bits)
      }
    }
    for omission in omissions {
      let key = string(names[Int(omission.key)].text)
      found[Int(omission.row), default: [:]][key] = omission.kind == .null ? .null : ""
    }
    return found
  }

  private func value(_ bits: UInt64) -> InputValue {
    if ValueBits.isText(bits) {
      return .string(string(texts[Int(ValueBits.textNumber(bits))].text))
    }
    if ValueBits.isNumber(bits) { return .number(Double(bitPattern: bits)) }
    return .boolean(ValueBits.isTrue(bits))
  }

  func text(_ range: ByteRange) -> String? { range.isAbsent ? nil : string(range) }

  func user(_ key: BulkKey) -> UserID? {
    if key.isAbsent { return nil }
    return key.isNumber ? UserID(key.value) : UserID.ofKey(string(key.text))
  }

  func values(_ range: Range<Int>) -> Values {
    var values: Values = [:]
    for property in properties[range] {
      values[string(names[Int(property.key)].text)] =
        switch property.kind {
        case .string: .string(string(property.value))
        case .number: .number(property.number)
        case .boolean: .boolean(property.boolean)
        }
    }
    return values
  }
}
