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
      action, at: time, appID: try fields.name(.appID).map(AppID.init),
      idempotencyKey: try fields.name(
        .idempotencyKey, limit: BulkRules.longestIdempotencyKey))
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
    let name = CallShape.spellings[given] ?? given
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
      guard let user = try fields.userID(.userID), let identity else { break }
      return .server(.identify(user: user, identity: identity))
    case "addAccountProperties":
      guard let account = try fields.textOrNumber(.accountID) else { break }
      return .server(.addAccountProperties(account: account, properties: properties))
    case "addUserProperties":
      guard let identity else { break }
      return .server(.addUserProperties(identity: identity, properties: properties))
    default:
      return .server(
        .track(
          of: try fields.subject(.identity, .userID), event: try fields.text(.event) ?? "",
          properties: properties, session: try fields.key(.sessionID).map(SessionID.ofKey)))
    }
    throw LineReason("'\(name)' is not a call")
  }

  private func recorded(_ fields: Fields) throws(LineReason) -> RecordedEvent {
    let user = try fields.key(.userID).map(UserID.ofKey)
    var subject = RecordedSubject(user: user)
    if let input = try fields.textOrNumber(.identity) {
      subject.identity = try Fields.identity(input, .client).value
    } else if user == nil {
      throw LineReason("one of the fields 'user_id' and 'identity' is needed")
    }
    let event = try fields.text(.event)
    let userProperties = try fields.object(.userProperties)
    if event == nil, userProperties == nil || fields[.properties] != nil {
      throw LineReason("the field 'event' is missing")
    }
    return RecordedEvent(
      event, of: subject, session: try fields.key(.sessionID).map(SessionID.ofKey),
      properties: try fields.object(.properties) ?? [:], userProperties: userProperties ?? [:])
  }

  private func device(_ fields: Fields) throws(LineReason) -> CallingDevice? {
    guard let key = try fields.name(.device) else { return nil }
    let platform = try fields.text(.platform)
    if let platform, Platform(rawValue: platform) == nil {
      throw LineReason("'platform' must be 'web' or 'mobile', not '\(platform.prefix(60))'")
    }
    return CallingDevice(
      key, platform: platform.flatMap(Platform.init), userID: try fields.userID(.userID),
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
    case "setAppId": return .setAppId(AppID(try fields.name(.appID) ?? ""))
    case "getIdentity": return .getIdentity
    case "getUserId": return .getUserId
    case "getSessionId": return .getSessionId
    case "startEVPairing": return .startEVPairing
    case "stopEVPairing": return .stopEVPairing
    default: return .onReady(callback: try fields.text(.callback, canBeEmpty: true) ?? "")
    }
  }
}
