import Domain

/// Reads messages of the Segment specification: one object, or `{"batch": […]}` (R-X1).
///
/// Other tools add fields of their own, so fields that aren't known are passed over.
struct SegmentDecoder {
  var scanner: JSONScanner
  var times: TimeReader
  /// The time of a message that tells none (R-X4).
  let arrival: Timestamp

  enum Field: String, CaseIterable {
    case type, anonymousId, userId, event, name, category, traits, properties, groupId, previousId
    case messageId, timestamp, sentAt, context, batch
  }

  typealias Outcome = Result<SegmentMessage, LineReason>

  /// The messages of one line, each as far as it can be used.
  ///
  /// - Parameter path: where the text was sent to, which says what it must be; nil for a line of a
  ///   file, which may be either.
  /// - Throws: where the whole line can't be read.
  mutating func messages(
    from start: Int, to end: Int, path: SegmentPath? = nil
  ) throws(LineReason) -> [Outcome] {
    scanner.position = start
    scanner.end = end
    let fields: Fields
    do throws(JSONProblem) {
      scanner.skipSpace()
      fields = try self.fields()
      try scanner.finish()
    } catch {
      throw LineReason(error, in: scanner.bytes(start, end), from: start)
    }
    if case .single(let kind) = path { return [outcome(fields, sentAt: nil, kind)] }
    guard let batch = fields[.batch] else {
      if path == .batch { throw LineReason("the field 'batch' is missing") }
      return [outcome(fields, sentAt: nil)]
    }
    guard batch.kind == .array else { throw fields.mustBe("an array", .batch, batch) }
    return items(of: batch, sentAt: fields[.sentAt])
  }

  // MARK: Fields

  private typealias Fields = LineFields<Field>

  /// Takes an object; what isn't known is checked and passed over.
  private mutating func fields() throws(JSONProblem) -> Fields {
    var list: [JSONField] = []
    try scanner.fields(into: &list)
    var fields = Fields(scanner: scanner, room: list.count)
    for field in list {
      if let name = Field(rawValue: scanner.text(field.key)) { fields.set(name, to: field) }
    }
    return fields
  }

  /// The items of a batch, whose syntax was checked already.
  private mutating func items(of batch: JSONField, sentAt: JSONField?) -> [Outcome] {
    var outcomes: [Outcome] = []
    let mark = scanner.scratch
    scanner.position = batch.at + 1
    scanner.skipSpace()
    if scanner.take(0x5D) { return [] }
    do throws(JSONProblem) {
      repeat {
        scanner.scratch = mark
        let number = outcomes.count + 1
        if scanner.byte(scanner.position) == 0x7B {
          let fields = try fields()
          outcomes.append(
            outcome(fields, sentAt: sentAt).mapError {
              LineReason("message \(number) of the batch: \($0.text)")
            })
        } else {
          _ = try scanner.value(depth: 2)
          outcomes.append(
            .failure(LineReason("message \(number) of the batch: expected a JSON object")))
        }
      } while try scanner.hasNextItem()
    } catch {
      outcomes.append(.failure(LineReason(error.text)))
    }
    return outcomes
  }

  private mutating func outcome(
    _ fields: Fields, sentAt: JSONField?, _ kind: SegmentMessage.Kind? = nil
  ) -> Outcome {
    do throws(LineReason) {
      return .success(try message(fields, sentAt, kind))
    } catch {
      return .failure(error)
    }
  }

  // MARK: Messages

  private mutating func message(
    _ fields: Fields, _ sentAt: JSONField?, _ known: SegmentMessage.Kind?
  ) throws(LineReason) -> SegmentMessage {
    let kind = if let known { known } else { try kind(fields) }
    let anonymous = try id(.anonymousId, fields)
    let identity = try id(.userId, fields)
    guard anonymous != nil || identity != nil else {
      throw LineReason("one of the fields 'userId' and 'anonymousId' is needed")
    }
    return SegmentMessage(
      kind, at: try time(fields, sentAt), anonymousID: anonymous.map(UserID.ofKey),
      identity: identity, idempotencyKey: try id(.messageId, fields),
      operation: try operation(kind, fields, identity: identity))
  }

  private func kind(_ fields: Fields) throws(LineReason) -> SegmentMessage.Kind {
    guard let type = try fields.text(.type) else { throw LineReason("the field 'type' is missing") }
    guard let kind = SegmentMessage.Kind(rawValue: type) else {
      let known = SegmentMessage.Kind.allCases.map(\.rawValue)
      throw LineReason(
        "'\(type.prefix(60))' is not a type of message\(Suggestion.text(for: type, among: known))")
    }
    return kind
  }

  private mutating func operation(
    _ kind: SegmentMessage.Kind, _ fields: Fields, identity: String?
  ) throws(LineReason) -> SegmentMessage.Operation {
    switch kind {
    case .identify: return .userProperties(try traits(fields))
    case .track:
      guard let name = try fields.text(.event) else {
        throw LineReason("the field 'event' is missing")
      }
      return .event(name: name, kind: .custom, properties: try fields.object(.properties) ?? [:])
    case .page:
      return .event(name: "Page viewed", kind: .pageview, properties: try pageProperties(fields))
    case .screen:
      return .event(name: "Screen viewed", kind: .pageview, properties: try pageProperties(fields))
    case .group:
      guard let account = try id(.groupId, fields) else {
        throw LineReason("the field 'groupId' is missing")
      }
      return .account(account: account, properties: try fields.object(.traits) ?? [:])
    case .alias:
      guard let previous = try id(.previousId, fields) else {
        throw LineReason("the field 'previousId' is missing")
      }
      guard identity != nil else { throw LineReason("the field 'userId' is missing") }
      return .alias(previous: previous, user: UserID.ofKey(previous))
    }
  }

  /// A page's own name and category are properties like the others, unless those say otherwise.
  private func pageProperties(_ fields: Fields) throws(LineReason) -> [String: InputValue] {
    var properties = try fields.object(.properties) ?? [:]
    for field in [Field.name, .category] {
      if properties[field.rawValue] == nil, let text = try fields.text(field, canBeEmpty: true) {
        properties[field.rawValue] = .string(text)
      }
    }
    return properties
  }

  /// R-X3: `traits`, or those of the context where there are none.
  private mutating func traits(_ fields: Fields) throws(LineReason) -> [String: InputValue] {
    if let own = try fields.object(.traits) { return own }
    guard let context = fields[.context], context.kind == .object else { return [:] }
    let (position, mark) = (scanner.position, scanner.scratch)
    defer { (scanner.position, scanner.scratch) = (position, mark) }
    scanner.position = context.at
    guard let inner = try? self.fields() else { return [:] }
    return try inner.object(.traits) ?? [:]
  }

  /// An id: a string or a number; null and "" are none.
  private func id(_ name: Field, _ fields: Fields) throws(LineReason) -> String? {
    guard let field = fields[name] else { return nil }
    switch field.kind {
    case .string:
      let text = scanner.text(field.value)
      return text.isBlank ? nil : text
    case .number:
      // The digits as written: a double would change ids past 2^53.
      let written = scanner.text(field.value)
      if written.utf8.allSatisfy({ $0 &- 0x30 <= 9 }) { return written }
      guard case .number(let number) = fields.value(of: field), number.isFinite else { break }
      return number.decimalText
    default: break
    }
    throw fields.mustBe("a string or a number", name, field)
  }

  /// R-X4: `timestamp`, else `sentAt`, else arrival.
  private mutating func time(
    _ fields: Fields, _ batchSentAt: JSONField?
  ) throws(LineReason) -> Timestamp {
    for (name, given) in [
      (Field.timestamp, fields[.timestamp]), (.sentAt, fields[.sentAt]), (.sentAt, batchSentAt),
    ] {
      guard let field = given else { continue }
      var found: Int64?
      if field.kind == .string {
        found = times.milliseconds(
          scanner.base + field.value.lower, count: Int(field.value.count))
      } else if field.kind == .number, case .number(let number) = fields.value(of: field) {
        found = TimeReader.milliseconds(epoch: number)
      }
      guard let found else {
        throw fields.mustBe("a time such as 2026-01-05T10:00:00Z", name, field)
      }
      return Timestamp(milliseconds: found)
    }
    return arrival
  }
}
