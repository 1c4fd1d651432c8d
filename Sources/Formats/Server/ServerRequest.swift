import Domain

/// What a body of the server-side API asks for. Shapes are checked here; what the rules say of names
/// and values, ``ServerCall/perform(at:policy:)`` checks.
package struct ServerRequest: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package var call: ServerCall
    package var time: Timestamp
    /// R-A6; nil where there is none.
    package var idempotencyKey: String?
  }

  package var app: AppID
  package var items: [Item]
  /// The field that held the items; nil for a call of its own.
  package var list: String?

  /// As many items may come at once (R-A7, R-A13).
  package static let mostItems = 1000

  /// How a message names an item: nothing for a call of its own.
  package func place(of index: Int) -> String { list.map { "\($0)[\(index)]: " } ?? "" }

  /// Reads a body.
  ///
  /// - Parameter arrival: the time of calls that tell none (R-A5).
  /// - Throws: ``BodyProblem`` where the API answers with status 400.
  package init(
    _ path: ServerPath, body: some Collection<UInt8>, arrival: Timestamp
  ) throws(BodyProblem) {
    self = try JSONText.withScanner(body) { (scanner) throws(BodyProblem) in
      var decoder = ServerBodyDecoder(scanner: scanner, path: path, arrival: arrival)
      return try decoder.request()
    }
  }

  init(app: AppID, items: [Item], list: String?) {
    self.app = app
    self.items = items
    self.list = list
  }
}

/// Why a body can't be used.
package struct BodyProblem: Error, Hashable, CustomStringConvertible {
  package let description: String
  /// Whether it isn't JSON at all.
  package let isNotJSON: Bool

  package init(_ description: String, isNotJSON: Bool = true) {
    self.description = description
    self.isNotJSON = isNotJSON
  }

  init(_ reason: LineReason) {
    let isPlace = reason.isNotJSON && !reason.text.hasPrefix("expected")
    self.init(isPlace ? "the body \(reason.text)" : reason.text, isNotJSON: reason.isNotJSON)
  }
}

/// Reads a body of the server-side API.
struct ServerBodyDecoder {
  private var scanner: JSONScanner
  private var times = TimeReader { _ in 0 }
  private let path: ServerPath
  private let arrival: Timestamp

  private typealias Fields = LineFields<BodyField>

  init(scanner: JSONScanner, path: ServerPath, arrival: Timestamp) {
    self.scanner = scanner
    self.path = path
    self.arrival = arrival
  }

  mutating func request() throws(BodyProblem) -> ServerRequest {
    let fields: Fields
    do throws(JSONProblem) {
      scanner.skipSpace()
      fields = try self.fields()
      try scanner.finish()
    } catch {
      throw BodyProblem(LineReason(error, in: scanner.bytes(0, scanner.end), from: 0))
    }
    do throws(LineReason) {
      guard let app = try fields.nameOrNumber(.appID) else {
        throw LineReason("the field 'app_id' is missing")
      }
      guard let list = path.list, let array = fields[list] else {
        return ServerRequest(app: AppID(app), items: [try item(fields)], list: nil)
      }
      guard array.kind == .array else { throw fields.mustBe("an array", list, array) }
      let items = try items(of: array, list.rawValue)
      return ServerRequest(app: AppID(app), items: items, list: list.rawValue)
    } catch {
      throw BodyProblem(error)
    }
  }

  /// Takes an object; what isn't known is checked and passed over.
  private mutating func fields() throws(JSONProblem) -> Fields {
    var list: [JSONField] = []
    try scanner.fields(into: &list)
    var fields = Fields(scanner: scanner, room: list.count)
    for field in list {
      if let name = BodyField(rawValue: scanner.text(field.key)) { fields.set(name, to: field) }
    }
    return fields
  }

  /// The items of an array whose syntax was checked already (R-A7).
  private mutating func items(
    of array: JSONField, _ list: String
  ) throws(LineReason) -> [ServerRequest.Item] {
    var items: [ServerRequest.Item] = []
    let mark = scanner.scratch
    scanner.position = array.at + 1
    scanner.skipSpace()
    if scanner.take(0x5D) { return [] }
    var count = 0
    var first: LineReason?
    var goesOn = true
    while goesOn {
      scanner.scratch = mark
      do throws(LineReason) {
        let item = try nextItem()
        if items.count < ServerRequest.mostItems { items.append(item) }
      } catch {
        first = first ?? LineReason("\(list)[\(count)]: \(error.text)")
      }
      count += 1
      do throws(JSONProblem) { goesOn = try scanner.hasNextItem() } catch {
        throw LineReason(error.text)
      }
    }
    if count > ServerRequest.mostItems {
      throw LineReason(
        "'\(list)' has \(count) items; at most \(ServerRequest.mostItems) are accepted at once")
    }
    if let first { throw first }
    return items
  }

  private mutating func nextItem() throws(LineReason) -> ServerRequest.Item {
    do throws(JSONProblem) {
      guard scanner.byte(scanner.position) == 0x7B else {
        _ = try scanner.value(depth: 2)
        throw JSONProblem(reason: .value, at: scanner.position)
      }
    } catch {
      throw LineReason("expected a JSON object")
    }
    let fields: Fields
    do throws(JSONProblem) { fields = try self.fields() } catch { throw LineReason(error.text) }
    return try item(fields)
  }

  private mutating func item(_ fields: Fields) throws(LineReason) -> ServerRequest.Item {
    let call = try call(fields)
    return ServerRequest.Item(
      call: call, time: try time(fields),
      idempotencyKey: path == .track
        ? try fields.nameOrNumber(.idempotencyKey, limit: BulkRules.longestIdempotencyKey) : nil)
  }

  private func call(_ fields: Fields) throws(LineReason) -> ServerCall {
    switch path {
    case .track:
      let subject = try fields.subject(.identity, .userID)
      guard let event = try fields.text(.event, canBeEmpty: true) else {
        throw LineReason("the field 'event' is missing")
      }
      return .track(
        of: subject, event: event, properties: try fields.object(.properties) ?? [:],
        session: try fields.key(.sessionID).map(SessionID.ofKey))
    case .addUserProperties:
      return .addUserProperties(
        identity: try required(.identity, fields),
        properties: try fields.object(.properties) ?? [:])
    case .addAccountProperties:
      return .addAccountProperties(
        account: try required(.accountID, fields),
        properties: try fields.object(.properties) ?? [:])
    case .identify:
      guard let user = try fields.userID(.userID) else {
        throw LineReason("the field 'user_id' is missing")
      }
      return .identify(user: user, identity: try required(.identity, fields))
    }
  }

  private func required(_ name: BodyField, _ fields: Fields) throws(LineReason) -> InputValue {
    guard let value = try fields.textOrNumber(name) else {
      throw LineReason("the field '\(name.rawValue)' is missing")
    }
    return value
  }

  /// R-A5. Only track and identify have a time of their own.
  private mutating func time(_ fields: Fields) throws(LineReason) -> Timestamp {
    guard path == .track || path == .identify, let field = fields[.timestamp] else {
      return arrival
    }
    guard field.kind == .string,
      let time = times.milliseconds(
        scanner.base + field.value.lower, count: Int(field.value.count))
    else {
      throw fields.mustBe("an ISO 8601 time such as 2026-01-05T10:00:00Z", .timestamp, field)
    }
    return Timestamp(milliseconds: time)
  }
}
