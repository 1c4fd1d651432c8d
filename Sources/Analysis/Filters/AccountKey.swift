/// How a property of a user's account is written wherever a user property can stand: `account.plan`,
/// `account."Company size"`. A user property that is named so stands in quotes, `"account.plan"`.
package enum AccountKey {
  package static let prefix = "account."

  /// The account property that an unquoted name means; nil where it means none.
  package static func property(_ name: String) -> String? {
    name.hasPrefix(prefix) ? String(name.dropFirst(prefix.count)) : nil
  }
}
