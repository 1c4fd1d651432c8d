import Domain

/// Reads any line of a calls file, and says what is wrong with it.
struct CallDecoder {
  var scanner: JSONScanner
  var times: TimeReader

  /// The longest name of a device, user, session or environment, in bytes.
  static let longestName = 255

  /// - Throws: what was wrong, where and what was expected.
  mutating func call(from start: Int, to end: Int) throws(LineReason) -> CallLine {
    let fields = try fields(from: start, to: end)
    let (call, shape) = try shape(of: fields)
    for field in fields.names where !shape.takes(field) {
      throw LineReason("'\(field.rawValue)' is not a field of '\(call)'")
    }
    for field in shape.required where fields[field] == nil {
      throw LineReason("the field '\(field.rawValue)' is missing")
    }
    let time = try time(fields)
    let action = try action(call, fields)
    return CallLine(
      action, at: time, appID: try name(.appID, fields).map(AppID.init),
      idempotencyKey: try name(.idempotencyKey, fields, limit: BulkRules.longestIdempotencyKey))
  }

  // MARK: Fields

  private mutating func fields(from start: Int, to end: Int) throws(LineReason) -> Fields {
    scanner.position = start
    scanner.end = end
    var list: [JSONField] = []
    do throws(JSONProblem) {
      scanner.skipSpace()
      try scanner.fields(into: &list)
      try scanner.finish()
    } catch {
      throw LineReason(error, in: scanner.bytes(start, end), from: start)
    }
    var fields = Fields(scanner: scanner, room: list.count)
    for field in list {
      let name = scanner.text(field.key)
      guard let known = CallField(rawValue: name) else {
        let hint = Suggestion.text(for: name, among: CallField.allCases.map(\.rawValue))
        throw LineReason("'\(name.prefix(60))' is not a field of a call\(hint)")
      }
      fields.set(known, to: field)
    }
    return fields
  }

  private typealias Fields = LineFields<CallField>

  private func shape(of fields: Fields) throws(LineReason) -> (String, CallShape) {
    guard let given = try fields.text(.call) else {
      throw LineReason("the field 'call' is missing")
    }
    let name = given == "add_user_properties" ? "addUserProperties" : given
    let isOfDevice = fields[.device] != nil
    let (own, other) =
      isOfDevice
      ? (CallShape.client, CallShape.server) : (CallShape.server, CallShape.client)
    if let shape = own[name] { return (name, shape) }
    if other[name] != nil {
      throw LineReason(
        isOfDevice
          ? "'\(name)' lines have no 'device'; a device's own call is 'track'"
          : "the field 'device' is missing: '\(name)' is a call of a device")
    }
    let hint = Suggestion.text(for: name, among: Set(own.keys).union(other.keys))
    throw LineReason("'\(name.prefix(60))' is not a call\(hint)")
  }

  private mutating func time(_ fields: Fields) throws(LineReason) -> Timestamp {
    guard let field = fields[.time] else { throw LineReason("the field 'time' is missing") }
    var found: Int64?
    if field.kind == .string {
      found = times.milliseconds(
        scanner.base + field.value.lower, count: Int(field.value.count))
    } else if field.kind == .number, case .number(let number) = fields.value(of: field) {
      found = TimeReader.milliseconds(epoch: number)
    }
    guard let found else {
      throw fields.mustBe(
        "a time such as 2026-01-05T10:00:00Z, or seconds or milliseconds since 1970", .time, field)
    }
    return Timestamp(milliseconds: found)
  }

  /// A text that names something; nil where the field is absent.
  private func name(
    _ field: CallField, _ fields: Fields, limit: Int = longestName
  ) throws(LineReason) -> String? {
    guard let name = try fields.text(field) else { return nil }
    if name.isBlank { throw LineReason("'\(field.rawValue)' must not be empty") }
    guard name.utf8.count <= limit else {
      throw LineReason(
        "'\(field.rawValue)' has \(name.utf8.count) bytes; at most \(limit) are accepted")
    }
    return name
  }

  /// a whole number in range, or its decimal digits.
  private func userID(_ fields: Fields) throws(LineReason) -> UserID? {
    guard let field = fields[.userID] else { return nil }
    if field.kind == .string || field.kind == .number,
      let number = BulkRules.decimal(scanner.base, field.value)
    {
      return UserID(number)
    }
    throw fields.mustBe("a whole number from 0 to \(UserID.maximum)", .userID, field)
  }

  /// A whole number in range, or any other text, which is hashed (R-X2).
  private func key(_ name: CallField, _ fields: Fields) throws(LineReason) -> String? {
    guard let field = fields[name] else { return nil }
    if field.kind == .string { return try self.name(name, fields) }
    guard field.kind == .number, BulkRules.decimal(scanner.base, field.value) != nil else {
      throw fields.mustBe("a string or a whole number from 0 to \(UserID.maximum)", name, field)
    }
    return scanner.text(field.value)
  }

  // MARK: Calls

  private func action(_ name: String, _ fields: Fields) throws(LineReason) -> CallLine.Action {
    if let device = try device(fields) {
      return .client(try clientCall(name, fields), on: device)
    }
    let properties = try fields.object(.properties) ?? [:]
    let identity = try fields.textOrNumber(.identity)
    switch name {
    case "event": return .recorded(try recorded(fields))
    case "identify":
      guard let user = try userID(fields), let identity else { break }
      return .server(.identify(user: user, identity: identity))
    case "addUserProperties":
      guard let identity else { break }
      return .server(.addUserProperties(identity: identity, properties: properties))
    default:
      return .server(
        .track(
          of: try subject(identity, try userID(fields)), event: try fields.text(.event) ?? "",
          properties: properties, session: try key(.sessionID, fields).map(SessionID.ofKey)))
    }
    throw LineReason("'\(name)' is not a call")
  }

  private func recorded(_ fields: Fields) throws(LineReason) -> RecordedEvent {
    let user = try key(.userID, fields).map(UserID.ofKey)
    var subject = RecordedSubject(user: user)
    if let input = try fields.textOrNumber(.identity) {
      subject.identity = try identity(input, .client).value
    } else if user == nil {
      throw LineReason("one of the fields 'user_id' and 'identity' is needed")
    }
    let event = try fields.text(.event)
    let userProperties = try fields.object(.userProperties)
    if event == nil, userProperties == nil || fields[.properties] != nil {
      throw LineReason("the field 'event' is missing")
    }
    return RecordedEvent(
      event, of: subject, session: try key(.sessionID, fields).map(SessionID.ofKey),
      properties: try fields.object(.properties) ?? [:], userProperties: userProperties ?? [:])
  }

  /// R-A1: exactly one of both.
  private func subject(_ input: InputValue?, _ user: UserID?) throws(LineReason) -> Subject {
    switch (input, user) {
    case (nil, nil): throw LineReason("one of the fields 'identity' and 'user_id' is needed")
    case (.some, .some):
      throw LineReason("'identity' and 'user_id' are both given; a server call names its user once")
    case (nil, let user?): return .user(user)
    case (let input?, nil): return .identity(try identity(input, .server))
    }
  }

  private func identity(_ input: InputValue, _ side: CallSide) throws(LineReason) -> Identity {
    do throws(IdentityProblem) {
      return try Identity(input, side: side)
    } catch .empty {
      throw LineReason("'identity' must not be empty")
    } catch {
      throw LineReason(error.description)
    }
  }

  private func device(_ fields: Fields) throws(LineReason) -> CallingDevice? {
    guard let key = try name(.device, fields) else { return nil }
    let platform = try fields.text(.platform)
    if let platform, Platform(rawValue: platform) == nil {
      throw LineReason("'platform' must be 'web' or 'mobile', not '\(platform.prefix(60))'")
    }
    return CallingDevice(
      key, platform: platform.flatMap(Platform.init), userID: try userID(fields),
      context: try fields.object(.context) ?? [:])
  }

  private func clientCall(_ name: String, _ fields: Fields) throws(LineReason) -> ClientCall {
    let properties = try fields.object(.properties) ?? [:]
    switch name {
    case "track":
      return .track(
        event: try fields.text(.event, canBeEmpty: true) ?? "", properties: properties,
        background: try fields.boolean(.background) ?? false)
    case "identify": return .identify(try fields.textOrNumber(.identity) ?? .null)
    case "resetIdentity": return .resetIdentity
    case "addUserProperties": return .addUserProperties(properties)
    case "trackPageview":
      return .trackPageview(
        ClientCall.Pageview(
          title: try fields.text(.title, canBeEmpty: true), url: try fields.text(.url),
          previousPage: try fields.text(.previousPage, canBeEmpty: true), properties: properties))
    case "addEventProperties": return .addEventProperties(properties)
    case "removeEventProperty": return .removeEventProperty(try fields.text(.property) ?? "")
    case "clearEventProperties": return .clearEventProperties
    case "addPageviewProperties": return .addPageviewProperties(properties)
    case "removePageviewProperty": return .removePageviewProperty(try fields.text(.property) ?? "")
    case "clearPageviewProperties": return .clearPageviewProperties
    case "pageLoaded": return .pageLoaded
    case "setAppId": return .setAppId(AppID(try self.name(.appID, fields) ?? ""))
    case "getIdentity": return .getIdentity
    case "getUserId": return .getUserId
    case "getSessionId": return .getSessionId
    case "startEVPairing": return .startEVPairing
    case "stopEVPairing": return .stopEVPairing
    default: return .onReady(callback: try fields.text(.callback, canBeEmpty: true) ?? "")
    }
  }
}
