import Domain

/// Reads any CSV row with care, and says what is wrong with it.
struct CSVRowDecoder {
  let header: CSVHeader
  let base: UnsafeMutablePointer<UInt8>
  let arrival: Timestamp
  var times: TimeReader

  mutating func row(_ cells: UnsafeMutablePointer<ByteRange>) throws(LineReason) -> CallLine {
    var event = RecordedEvent(nil, of: RecordedSubject())
    var time = header.rows == .userProperties ? arrival : nil
    var idempotencyKey: String?
    for (index, column) in header.columns.enumerated() {
      let cell = cells[index]
      if cell.isAbsent { continue }
      switch column.use {
      case .nothing: break
      case .user: event.subject.user = .ofKey(try key(cell, column.name))
      case .session: event.session = .ofKey(try key(cell, column.name))
      case .identity: event.subject.identity = try identity(cell)
      case .event: event.event = CSVValue.text(base, cell)
      case .time: time = try self.time(cell, column.name)
      case .idempotencyKey:
        idempotencyKey = try key(cell, column.name, limit: BulkRules.longestIdempotencyKey)
      case .eventProperty: event.properties[column.name] = CSVValue.input(base, cell)
      case .userProperty: event.userProperties[column.name] = CSVValue.input(base, cell)
      }
    }
    if event.subject.user == nil, event.subject.identity == nil {
      throw LineReason("names no user: \(isEmpty(.user, .identity))")
    }
    if header.rows == .events, event.event == nil {
      throw LineReason("names no event: \(isEmpty(.event))")
    }
    guard let time else { throw LineReason("tells no time: \(isEmpty(.time))") }
    return CallLine(.recorded(event), at: time, idempotencyKey: idempotencyKey)
  }

  private func isEmpty(_ uses: CSVHeader.Column.Use...) -> String {
    let names = header.columns.filter { uses.contains($0.use) }.map { "'\($0.name)'" }
    return names.joined(separator: " and ") + (names.count > 1 ? " are empty" : " is empty")
  }

  private func key(
    _ cell: ByteRange, _ column: String, limit: Int = CallDecoder.longestName
  ) throws(LineReason) -> String {
    let text = CSVValue.text(base, cell)
    if text.isBlank { throw LineReason("'\(column)' is blank") }
    guard text.utf8.count <= limit else {
      throw LineReason("'\(column)' has \(text.utf8.count) bytes; at most \(limit) are accepted")
    }
    return text
  }

  private func identity(_ cell: ByteRange) throws(LineReason) -> String {
    do throws(IdentityProblem) {
      return try Identity(.string(CSVValue.text(base, cell)), side: .client).value
    } catch .empty {
      throw LineReason("the identity is blank")
    } catch {
      throw LineReason(error.description)
    }
  }

  private mutating func time(_ cell: ByteRange, _ column: String) throws(LineReason) -> Timestamp {
    if let time = CSVValue.milliseconds(base, cell, &times) {
      return Timestamp(milliseconds: time)
    }
    throw LineReason(
      "'\(column)' must be a time such as 2026-01-05T10:00:00Z, or seconds or milliseconds since "
        + "1970, not '\(CSVValue.text(base, cell).prefix(60))'")
  }
}
