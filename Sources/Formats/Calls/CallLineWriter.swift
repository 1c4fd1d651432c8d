import Domain

/// Writes calls as lines of a calls file: the fields in one order and properties by name, so that
/// equal calls give equal lines.
package struct CallLineWriter {
  /// The lines written so far, in UTF-8.
  package private(set) var bytes: [UInt8] = []

  package init() {}

  /// Forgets the lines, keeping the memory.
  package mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

  /// Adds one line.
  package mutating func write(_ line: CallLine) {
    bytes.append(0x7B)
    raw("\"time\":")
    string(line.time.description)
    if case .client(.setAppId(let wanted), _) = line.action {
      field("app_id", text: wanted.value)
    } else if let appID = line.appID {
      field("app_id", text: appID.value)
    }
    switch line.action {
    case .client(let call, let device): write(call, on: device)
    case .server(let call): write(call)
    case .recorded(let event): write(event)
    }
    if let key = line.idempotencyKey { field("idempotency_key", text: key) }
    raw("}\n")
  }

  // MARK: Calls

  private mutating func write(_ call: ClientCall, on device: CallingDevice) {
    field("device", text: device.key)
    if let platform = device.platform { field("platform", text: platform.rawValue) }
    if let user = device.userID { field("user_id", number: user.rawValue) }
    field("context", nonempty: device.context)
    field("call", text: call.name)
    switch call {
    case .track(let event, let properties, let background):
      field("event", text: event)
      field("properties", nonempty: properties)
      if background { field("background", .boolean(true)) }
    case .identify(let identity): field("identity", identity)
    case .addUserProperties(let properties), .addEventProperties(let properties),
      .addPageviewProperties(let properties):
      field("properties", .object(properties))
    case .removeEventProperty(let key), .removePageviewProperty(let key):
      field("property", text: key)
    case .trackPageview(let page):
      if let url = page.url { field("url", text: url) }
      if let title = page.title { field("title", text: title) }
      if let previous = page.previousPage { field("previous_page", text: previous) }
      field("properties", nonempty: page.properties)
    case .onReady(let callback): field("callback", text: callback)
    case .resetIdentity, .clearEventProperties, .clearPageviewProperties, .pageLoaded,
      .getIdentity, .getUserId, .getSessionId, .setAppId, .startEVPairing, .stopEVPairing:
      break
    }
  }

  private mutating func write(_ call: ServerCall) {
    switch call {
    case .track(let subject, let event, let properties, let session):
      field("call", text: "track")
      switch subject {
      case .user(let user): field("user_id", number: user.rawValue)
      case .identity(let identity): field("identity", text: identity.value)
      }
      if let session { field("session_id", number: session.rawValue) }
      field("event", text: event)
      field("properties", nonempty: properties)
    case .addUserProperties(let identity, let properties):
      field("call", text: "addUserProperties")
      field("identity", identity)
      field("properties", .object(properties))
    case .addAccountProperties(let account, let properties):
      field("call", text: "addAccountProperties")
      field("account_id", account)
      field("properties", .object(properties))
    case .identify(let user, let identity):
      field("call", text: "identify")
      field("user_id", number: user.rawValue)
      field("identity", identity)
    }
  }

  private mutating func write(_ event: RecordedEvent) {
    field("call", text: "event")
    if let user = event.subject.user { field("user_id", number: user.rawValue) }
    if let identity = event.subject.identity { field("identity", text: identity) }
    if let session = event.session { field("session_id", number: session.rawValue) }
    if let name = event.event { field("event", text: name) }
    field("properties", nonempty: event.properties)
    if event.event == nil {
      field("user_properties", .object(event.userProperties))
    } else {
      field("user_properties", nonempty: event.userProperties)
    }
  }

  // MARK: JSON

  private mutating func field(_ name: StaticString, text: String) {
    start(name)
    string(text)
  }

  private mutating func field(_ name: StaticString, number: UInt64) {
    start(name)
    bytes.append(contentsOf: String(number).utf8)
  }

  private mutating func field(_ name: StaticString, nonempty object: [String: InputValue]) {
    if !object.isEmpty { field(name, .object(object)) }
  }

  private mutating func field(_ name: StaticString, _ value: InputValue) {
    start(name)
    self.value(value)
  }

  /// Every field follows `time`, so a comma is always due.
  private mutating func start(_ name: StaticString) {
    raw(",\"")
    raw(name)
    raw("\":")
  }

  private mutating func value(_ value: InputValue) {
    switch value {
    case .string(let text): string(text)
    case .number(let number) where number.isFinite:
      bytes.append(contentsOf: number.decimalText.utf8)
    case .boolean(let boolean): raw(boolean ? "true" : "false")
    case .null, .number: raw("null")
    case .array(let items):
      bytes.append(0x5B)
      for (index, item) in items.enumerated() {
        if index > 0 { bytes.append(0x2C) }
        self.value(item)
      }
      bytes.append(0x5D)
    case .object(let fields):
      bytes.append(0x7B)
      for (index, (key, item)) in fields.sorted(by: { $0.key < $1.key }).enumerated() {
        if index > 0 { bytes.append(0x2C) }
        string(key)
        bytes.append(0x3A)
        self.value(item)
      }
      bytes.append(0x7D)
    }
  }

  private mutating func string(_ text: String) { bytes.append(json: text) }

  private mutating func raw(_ text: StaticString) {
    bytes.append(
      contentsOf: UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }
}

extension ClientCall {
  /// What a line's `call` says.
  var name: String {
    switch self {
    case .track: "track"
    case .identify: "identify"
    case .resetIdentity: "resetIdentity"
    case .addEventProperties: "addEventProperties"
    case .removeEventProperty: "removeEventProperty"
    case .clearEventProperties: "clearEventProperties"
    case .addUserProperties: "addUserProperties"
    case .trackPageview: "trackPageview"
    case .addPageviewProperties: "addPageviewProperties"
    case .removePageviewProperty: "removePageviewProperty"
    case .clearPageviewProperties: "clearPageviewProperties"
    case .pageLoaded: "pageLoaded"
    case .getIdentity: "getIdentity"
    case .getUserId: "getUserId"
    case .getSessionId: "getSessionId"
    case .onReady: "onReady"
    case .setAppId: "setAppId"
    case .startEVPairing: "startEVPairing"
    case .stopEVPairing: "stopEVPairing"
    }
  }
}
