import Domain

/// A person with the state of their account.
struct Customer: Sendable {
  let person: Person
  /// What the site passes to identify once they have signed up.
  let identity: String
  /// Nil until they sign up.
  var plan: String?
  /// Which side of the A/B test they were put on; nil outside of it.
  var variation: String?
  var projects = 0
}

/// One browser or phone with what the site's script knows on it.
struct Handset: Sendable {
  let key: String
  let machine: Machine
  let userID: UserID
  /// The identity that was passed to identify last.
  var identifiedAs: String?
  /// Whether a line has named its platform and user_id yet.
  var isIntroduced = false

  init(key: String, _ machine: Machine, _ draw: inout Draw) {
    self.key = key
    self.machine = machine
    userID = UserID(truncating: draw.bits())
  }
}

/// Something that a server will do without anybody visiting.
struct Errand: Sendable {
  enum Kind: Sendable {
    /// The monthly invoice, as long as the plan costs something.
    case renewal
    case email(template: String)
  }

  let kind: Kind
  let time: Timestamp
  /// Whose, as a place in the cast.
  let customer: Int
}
