import Formats

/// A batch as plain pointers, which are asked for once and not once a row.
struct BatchView {
  let rows: UnsafeBufferPointer<BulkRow>
  let sessions: UnsafeBufferPointer<BulkSession>
  let events: UnsafeBufferPointer<BulkEvent>
  let properties: UnsafeBufferPointer<BulkProperty>
  let names: UnsafeBufferPointer<BulkName>
  let columns: [BulkColumn]
  let omissions: UnsafeBufferPointer<BulkOmission>
  let texts: UnsafeBufferPointer<BulkText>
  let firstLine: Int
  let offset: Int
  private let base: UnsafePointer<UInt8>

  init(_ batch: BulkBatch) {
    rows = batch.rows
    sessions = batch.sessions
    events = batch.events
    properties = batch.properties
    names = batch.names
    columns = batch.columns
    omissions = batch.omissions
    texts = batch.texts
    firstLine = batch.firstLine
    offset = batch.offset
    base = batch.bytes
  }

  @inline(__always)
  func bytes(of range: ByteRange) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: base + range.lower, count: Int(range.count))
  }

  func string(_ range: ByteRange) -> String { String(decoding: bytes(of: range), as: UTF8.self) }
}
