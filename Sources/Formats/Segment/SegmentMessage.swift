import Domain

/// One message of the Segment specification, in the domain's words (R-X1 to R-X4).
///
/// Where both ids are there, the anonymous user is to be migrated to the identity unless it belongs
/// to another one already; that decision needs the store (R-X2).
package struct SegmentMessage: Hashable, Sendable {
  package enum Kind: String, Hashable, CaseIterable, Sendable {
    case identify, track, page, screen, group, alias
  }

  package var kind: Kind
  package var time: Timestamp
  /// `anonymousId`, hashed unless it is a user_id already.
  package var anonymousID: UserID?
  /// `userId`; a number is given as its decimal text.
  package var identity: String?
  /// `messageId` (R-X4).
  package var idempotencyKey: String?
  /// What the message asks for beside the migration of `anonymousID` to `identity`.
  package var operation: Operation

  package init(
    _ kind: Kind, at time: Timestamp, anonymousID: UserID? = nil, identity: String? = nil,
    idempotencyKey: String? = nil, operation: Operation
  ) {
    self.kind = kind
    self.time = time
    self.anonymousID = anonymousID
    self.identity = identity
    self.idempotencyKey = idempotencyKey
    self.operation = operation
  }

  package enum Operation: Hashable, Sendable {
    /// `identify`: may be empty.
    case userProperties([String: InputValue])
    /// `track`, `page` and `screen`.
    case event(name: String, kind: Event.Kind, properties: [String: InputValue])
    /// `group`: the user's account becomes `account`, which gets these account properties.
    case account(account: String, properties: [String: InputValue])
    /// `alias`: `user` migrates to `identity`, unless `previous` is itself an identity: then it is
    /// refused with a warning.
    case alias(previous: String, user: UserID)
  }
}
