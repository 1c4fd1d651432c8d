/// The fields that a line of a calls file may have.
enum CallField: String, CaseIterable {
  case time, call, device, platform, context, event, identity, properties, property, url, title
  case background, callback
  case appID = "app_id"
  case userID = "user_id"
  case accountID = "account_id"
  case sessionID = "session_id"
  case previousPage = "previous_page"
  case idempotencyKey = "idempotency_key"
  case userProperties = "user_properties"
}

/// Which fields a call takes beside those that every line has.
struct CallShape {
  var required: [CallField]
  var optional: [CallField]

  init(required: [CallField] = [], optional: [CallField] = []) {
    self.required = [.time] + required
    self.optional = optional
  }

  func takes(_ field: CallField) -> Bool {
    Self.common.contains(field) || required.contains(field) || optional.contains(field)
  }

  private static let common: [CallField] = [.call, .appID, .idempotencyKey]
  private static let ofDevices: [CallField] = [.device, .platform, .userID, .context]

  /// Calls of the client API: lines with a `device`.
  static let client: [String: CallShape] = [
    "track": client([.event], [.properties, .background]),
    "identify": client([.identity]),
    "resetIdentity": client(),
    "addUserProperties": client([.properties]),
    "trackPageview": client([], [.url, .title, .previousPage, .properties]),
    "addEventProperties": client([.properties]),
    "removeEventProperty": client([.property]),
    "clearEventProperties": client(),
    "addPageviewProperties": client([.properties]),
    "removePageviewProperty": client([.property]),
    "clearPageviewProperties": client(),
    "pageLoaded": client(),
    "setAppId": client([.appID]),
    "getIdentity": client(),
    "getUserId": client(),
    "getSessionId": client(),
    "onReady": client([], [.callback]),
    "startEVPairing": client(),
    "stopEVPairing": client(),
  ]

  /// Calls of the server-side API, and recorded events: lines without a `device`.
  static let server: [String: CallShape] = [
    "track": CallShape(
      required: [.event], optional: [.identity, .userID, .properties, .sessionID]),
    "addUserProperties": CallShape(required: [.identity, .properties]),
    "addAccountProperties": CallShape(required: [.accountID, .properties]),
    "identify": CallShape(required: [.userID, .identity]),
    "event": CallShape(
      optional: [.event, .userID, .identity, .sessionID, .properties, .userProperties]),
  ]

  /// Calls as the paths of the API spell them.
  static let spellings = [
    "add_user_properties": "addUserProperties",
    "add_account_properties": "addAccountProperties",
  ]

  private static func client(
    _ required: [CallField] = [], _ optional: [CallField] = []
  ) -> CallShape {
    CallShape(required: required, optional: optional + ofDevices)
  }
}
