/// What will happen to identities in one person's time with the shop.
enum Story: Sendable, CaseIterable {
  /// Never says who they are.
  case visitor
  /// Signs up on the device they came with.
  case customer
  /// Signs up, and logs in on a second device later.
  case twoDevices
  /// Two people who share a browser and log out of it.
  case sharedWithLogout
  /// Two people who share a browser and never log out.
  case sharedWithoutLogout
  /// An embedded form that identifies everyone as `guest`.
  case guest
  /// The phone sends the address with capitals.
  case twoCasings
  /// A made-up uuid first, the address at the sign-up.
  case ownUUID
  /// Writes the key `Email` where `email` was meant.
  case wrongEmailKey
  /// Only a server knows them: a customer brought in by the sales team.
  case serverOnly

  private static let shares: [(item: Story, weight: Int)] = [
    (.visitor, 500), (.customer, 245), (.twoDevices, 150), (.sharedWithLogout, 24),
    (.sharedWithoutLogout, 16), (.guest, 10), (.twoCasings, 12), (.ownUUID, 12),
    (.wrongEmailKey, 16), (.serverOnly, 15),
  ]

  static func random(_ draw: inout Draw) -> Story { draw.pick(weighted: shares) }

  var isShared: Bool { self == .sharedWithLogout || self == .sharedWithoutLogout }
}
