import Domain

/// The account that a user belongs to: that which the text of its account property names (R-A14).
package struct Account: Hashable, Sendable {
  package var id: AccountID
  /// Of each key the value of the latest time (R-A13); empty where nothing was said of the account.
  package var properties: Properties

  package init(_ id: AccountID, properties: Properties = [:]) {
    self.id = id
    self.properties = properties
  }
}

/// An account with what is known of it. One that nobody belongs to is kept (R-A13).
package struct AccountRow: Hashable, Sendable {
  package var environment: AppID
  package var account: Account
  /// Profiles that belong to it now.
  package var members: Int
  /// When it was first named: by a call about it, or as somebody's account.
  package var firstSeen: Timestamp

  package init(
    environment: AppID = .main, account: Account, members: Int, firstSeen: Timestamp
  ) {
    self.environment = environment
    self.account = account
    self.members = members
    self.firstSeen = firstSeen
  }
}
