import Domain

/// Reads a step as it is typed.
struct CallReader {
  private var scanner: CallScanner
  private let devices: [String]

  /// Words that are values of their own.
  static let keywords: [String: InputValue] = [
    "true": .boolean(true), "false": .boolean(false), "null": .null, "undefined": .null,
    "NaN": .number(.nan), "Infinity": .number(.infinity), "-Infinity": .number(-.infinity),
  ]

  init(_ text: String, devices: [String]) {
    scanner = CallScanner(text)
    self.devices = devices
  }

  mutating func step() throws(CallProblem) -> Scenario.TypedStep {
    scanner.skipBlanks()
    let moment = try moment()
    let start = scanner.place
    let (name, isQuoted) = try callerName()
    let platform = try platform()
    guard scanner.take(":") else {
      throw scanner.problem("who calls, then ':', such as phone: identify '12345'")
    }
    scanner.skipBlanks()
    if name == "say", !isQuoted {
      guard !scanner.isAtEnd else { throw scanner.problem("a sentence") }
      let action = Scenario.TypedStep.Action.say(scanner.upTo([]))
      return Scenario.TypedStep(action: action, moment: moment)
    }
    var typed = Scenario.TypedStep(action: .say(""), moment: moment)
    if name == "server", !isQuoted {
      typed.action = .call(try serverCall())
    } else {
      typed.newDevice = try newDevice(name, platform, from: start)
      typed.action = .call(try deviceCall(on: name))
    }
    scanner.skipBlanks()
    guard scanner.isAtEnd else { throw scanner.problem("nothing more; several words need quotes") }
    return typed
  }

  // MARK: When and who

  /// `+5m` or `2026-01-05T10:00:00Z` before the caller.
  private mutating func moment() throws(CallProblem) -> Scenario.TypedStep.Moment? {
    guard let first = scanner.next, first == "+" || ("0"..."9").contains(first) else { return nil }
    let start = scanner.place
    let text = scanner.upTo([" "])
    defer { scanner.skipBlanks() }
    if let time = Timestamp(iso8601: text) { return .at(time) }
    if let pause = StepTime.pause(text) { return .after(pause) }
    throw scanner.problem("a time, such as +5m or 2026-01-05T10:00:00Z", from: start)
  }

  private mutating func callerName() throws(CallProblem) -> (name: String, isQuoted: Bool) {
    if scanner.next == "\"" || scanner.next == "'" {
      let name = try scanner.quoted()
      scanner.skipBlanks()
      return (name, true)
    }
    let name = scanner.upTo([":", "("]).trimmed
    guard !name.isEmpty else { throw scanner.problem("who calls: \(callers)") }
    return (name, false)
  }

  private var callers: String { (devices.map(\.deviceName) + ["server"]).joined(separator: ", ") }

  /// `(web)` after the name of a new device.
  private mutating func platform() throws(CallProblem) -> Platform? {
    guard scanner.take("(") else { return nil }
    let start = scanner.place
    guard let platform = Platform(rawValue: scanner.upTo([")"]).trimmed), scanner.take(")") else {
      throw scanner.problem("web or mobile, and ')'", from: start)
    }
    scanner.skipBlanks()
    return platform
  }

  private func newDevice(
    _ name: String, _ platform: Platform?, from start: String.Index
  ) throws(CallProblem) -> Scenario.DeviceSetup? {
    guard !devices.contains(name) else { return nil }
    guard let platform else {
      let hint = Suggestion.hint(for: name, among: devices)
      throw scanner.problem(
        hint.isEmpty
          ? "one of: \(callers); a new one as \(name.deviceName) (web):" : "a device" + hint,
        from: start)
    }
    guard !StepReader.reserved.contains(name) else {
      throw scanner.problem("another name: this word has a meaning in steps", from: start)
    }
    return Scenario.DeviceSetup(
      name: name, platform: platform, userID: nil, appID: .main, context: [:])
  }

  // MARK: Device calls

  private mutating func deviceCall(on device: String) throws(CallProblem) -> Scenario.Caller {
    let call = try clientCall()
    var background = false
    var context = Properties()
    scanner.skipBlanks()
    while scanner.next == "(" {
      if scanner.take("(in the background)") {
        background = true
      } else {
        context = try surroundings()
      }
      scanner.skipBlanks()
    }
    if background, case .track(let event, let properties, _) = call {
      return .device(
        device, .track(event: event, properties: properties, background: true), context: context)
    }
    return .device(device, call, context: context)
  }

  private mutating func surroundings() throws(CallProblem) -> Properties {
    var context = Properties()
    for field in try scanner.fields(until: ")") {
      switch field.value {
      case .string(let text): context[field.key] = .string(text)
      case .number(let number): context[field.key] = .number(number)
      case .boolean(let boolean): context[field.key] = .boolean(boolean)
      case .null, .array, .object:
        throw scanner.problem("texts, numbers, true or false", from: field.place)
      }
    }
    return context
  }

  private mutating func clientCall() throws(CallProblem) -> ClientCall {
    if scanner.take("the page loads anew") { return .pageLoaded }
    _ = scanner.take("heap.")
    let start = scanner.place
    let name = scanner.word()
    guard CallFields.clientNames.contains(name) else {
      let hint = Suggestion.hint(for: name, among: CallFields.clientNames)
      throw scanner.problem(
        hint.isEmpty ? "a call, such as identify or track" : "a call" + hint, from: start)
    }
    let isInParentheses = scanner.take("(")
    scanner.skipBlanks()
    let call = try clientCall(name)
    scanner.skipBlanks()
    if isInParentheses, !scanner.take(")") { throw scanner.problem("')'") }
    return call
  }

  private mutating func clientCall(_ name: String) throws(CallProblem) -> ClientCall {
    switch name {
    case "track":
      let event = try scanner.text("the name of an event, such as \"Search\"")
      return .track(event: event, properties: try optionalProperties())
    case "identify": return .identify(try identity())
    case "addEventProperties": return .addEventProperties(try properties())
    case "addUserProperties": return .addUserProperties(try properties())
    case "addPageviewProperties": return .addPageviewProperties(try properties())
    case "removeEventProperty": return .removeEventProperty(try propertyName())
    case "removePageviewProperty": return .removePageviewProperty(try propertyName())
    case "onReady": return .onReady(callback: try scanner.text("the name of a callback"))
    case "setAppId", "init": return .setAppId(AppID(try scanner.text("an app id")))
    case "trackPageview": return .trackPageview(try pageview())
    case "resetIdentity": return .resetIdentity
    case "clearEventProperties": return .clearEventProperties
    case "clearPageviewProperties": return .clearPageviewProperties
    case "getIdentity": return .getIdentity
    case "getUserId": return .getUserId
    case "getSessionId": return .getSessionId
    case "startEVPairing": return .startEVPairing
    case "stopEVPairing": return .stopEVPairing
    default: return .pageLoaded
    }
  }

  private mutating func identity() throws(CallProblem) -> InputValue {
    guard let next = scanner.next, next != ")" else {
      throw scanner.problem("an identity, such as \"12345\"")
    }
    return try scanner.value()
  }

  private mutating func propertyName() throws(CallProblem) -> String {
    try scanner.text("the name of a property")
  }

  private mutating func properties() throws(CallProblem) -> [String: InputValue] {
    try scanner.object(depth: 1)
  }

  /// A second argument, with or without a comma before it.
  private mutating func optionalProperties() throws(CallProblem) -> [String: InputValue] {
    scanner.skipBlanks()
    let hasComma = scanner.take(",")
    scanner.skipBlanks()
    return hasComma || scanner.next == "{" ? try properties() : [:]
  }

  private mutating func pageview() throws(CallProblem) -> ClientCall.Pageview {
    guard scanner.next == "{" else { return ClientCall.Pageview() }
    var page = ClientCall.Pageview()
    for field in try scanner.fields() {
      switch (field.key, field.value) {
      case ("title", .string(let text)): page.title = text
      case ("url", .string(let text)): page.url = text
      case ("previous_page", .string(let text)): page.previousPage = text
      case ("properties", .object(let entries)): page.properties = entries
      default:
        throw scanner.problem(
          "title, url and previous_page as texts, or properties", from: field.place)
      }
    }
    return page
  }
}

extension CallReader {
  // MARK: Server calls

  private mutating func serverCall() throws(CallProblem) -> Scenario.Caller {
    let start = scanner.place
    _ = scanner.take("POST")
    scanner.skipBlanks()
    let path = scanner.word()
    let names = [
      "/api/track": "track", "/api/add_user_properties": "addUserProperties",
      "/api/v1/identify": "identify",
    ]
    let name = names[path] ?? path
    guard names.values.contains(name) else {
      throw scanner.problem("track, identify or addUserProperties", from: start)
    }
    scanner.skipBlanks()
    let body = scanner.place
    let fields = try scanner.fields()
    let request = try serverRequest(name, ServerFields(fields: fields, place: body))
    scanner.skipBlanks()
    guard scanner.take("(") else { return .server(request, appID: .main) }
    guard scanner.take("app id") else { throw scanner.problem("(app id …)") }
    scanner.skipBlanks()
    let appID = try scanner.text("an app id")
    guard scanner.take(")") else { throw scanner.problem("')'") }
    return .server(request, appID: AppID(appID))
  }

  private struct ServerFields {
    let fields: [CallField]
    let place: String.Index

    subscript(key: String) -> CallField? { fields.first { $0.key == key } }
  }

  private func serverRequest(
    _ name: String, _ given: ServerFields
  ) throws(CallProblem) -> Scenario.ServerRequest {
    let known =
      switch name {
      case "track": ["identity", "user_id", "event", "properties", "session_id"]
      case "identify": ["user_id", "identity"]
      default: ["identity", "properties"]
      }
    for field in given.fields where !known.contains(field.key) {
      throw scanner.problem("one of: \(known.joined(separator: ", "))", from: field.place)
    }
    func require(_ key: String) throws(CallProblem) -> CallField {
      guard let field = given[key] else {
        throw scanner.problem("'\(key)' among the fields", from: given.place)
      }
      return field
    }
    switch name {
    case "addUserProperties":
      return .addUserProperties(
        identity: try require("identity").value, properties: try object(require("properties")))
    case "identify":
      return .identify(
        user: try userID(require("user_id")), identity: try require("identity").value)
    default:
      let subject: Scenario.ServerSubject
      switch (given["identity"], given["user_id"]) {
      case (let identity?, nil): subject = .identity(identity.value)
      case (nil, let user?): subject = .user(try userID(user))
      default: throw scanner.problem("either 'identity' or 'user_id'", from: given.place)
      }
      guard case .string(let event) = try require("event").value else {
        throw scanner.problem("the name of an event", from: try require("event").place)
      }
      let session = try given["session_id"].map { field throws(CallProblem) in try userID(field) }
      return .track(
        of: subject, event: event, properties: try given["properties"].map(object) ?? [:],
        session: session.map { SessionID(truncating: $0.rawValue) })
    }
  }

  private func object(_ field: CallField) throws(CallProblem) -> [String: InputValue] {
    guard case .object(let entries) = field.value else {
      throw scanner.problem("properties, such as {plan: \"Pro\"}", from: field.place)
    }
    return entries
  }

  private func userID(_ field: CallField) throws(CallProblem) -> UserID {
    let digits: String? =
      switch field.value {
      case .string(let text): text
      case .number(let number): number.decimalText
      default: nil
      }
    guard let id = digits.flatMap({ UserID(decimal: $0.utf8) }) else {
      throw scanner.problem("a number from 0 to \(UserID.maximum)", from: field.place)
    }
    return id
  }
}

extension String {
  /// The text without blanks around it.
  fileprivate var trimmed: String {
    let front = drop(while: \.isWhitespace)
    return String(front.prefix(front.count - front.reversed().prefix(while: \.isWhitespace).count))
  }
}
