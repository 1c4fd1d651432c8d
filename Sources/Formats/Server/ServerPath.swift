/// The paths of the documented server-side API.
package enum ServerPath: String, CaseIterable, Sendable {
  case track = "/api/track"
  case addUserProperties = "/api/add_user_properties"
  case addAccountProperties = "/api/add_account_properties"
  case identify = "/api/v1/identify"

  /// The field that holds many items at once; nil where there is no such form.
  var list: BodyField? {
    switch self {
    case .track: .events
    case .addUserProperties: .users
    case .addAccountProperties: .accounts
    case .identify: nil
    }
  }
}

/// The paths of the Segment specification (R-X1).
package enum SegmentPath: Hashable, Sendable {
  /// `/v1/batch`: every message says its type.
  case batch
  /// `/v1/track` and so on: one message, whose type the path says.
  case single(SegmentMessage.Kind)

  /// Nil for any other path.
  package init?(_ path: String) {
    guard path.hasPrefix("/v1/") else { return nil }
    let name = String(path.dropFirst("/v1/".count))
    if name == "batch" {
      self = .batch
    } else if let kind = SegmentMessage.Kind(rawValue: name) {
      self = .single(kind)
    } else {
      return nil
    }
  }
}

/// The fields that a body of the server-side API may have; others are passed over.
enum BodyField: String {
  case events, users, accounts, event, identity, properties, timestamp
  case appID = "app_id"
  case userID = "user_id"
  case accountID = "account_id"
  case sessionID = "session_id"
  case idempotencyKey = "idempotency_key"
}
