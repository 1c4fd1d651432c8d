/// What an account, a group of users, is called: compared by its bytes, as identities are (R-A13).
///
/// A user belongs to the account that the text of its Account ID property names, so `42` and `"42"`
/// are one account.
package struct AccountID: Hashable, Comparable, Sendable {
  package let value: String

  /// For ids that were checked before, and for the values of properties.
  package init(unchecked value: String) {
    self.value = value
  }

  /// Checks an id as a call gives it: a string or a number, which becomes its decimal text.
  ///
  /// - Throws: what was wrong with it.
  package init(_ input: InputValue) throws(CallRejection) {
    switch input {
    case .string(let text): value = text
    case .number(let number) where number.isFinite && abs(number) <= Double(UserID.maximum):
      value = number.decimalText
    case .number:
      throw CallRejection(
        "the account_id is a number past \(UserID.maximum), whose last digits are lost; write it "
          + "as a string")
    default:
      throw CallRejection("the account_id is \(input.kindName); expected a string or a number")
    }
    if value.isBlank { throw CallRejection("the account_id is empty") }
    let length = value.utf16.count
    guard length <= Limits.propertyValue else {
      throw CallRejection(
        "the account_id has \(length) characters (UTF-16 units); at most \(Limits.propertyValue) "
          + "are accepted, as in the property that names a user's account")
    }
  }

  /// The user property that names the account unless the store says otherwise.
  package static let defaultProperty = "Account ID"

  package static func == (left: AccountID, right: AccountID) -> Bool {
    left.value.utf8.elementsEqual(right.value.utf8)
  }

  package static func < (left: AccountID, right: AccountID) -> Bool {
    left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
  }
}

extension AccountID: CustomStringConvertible {
  package var description: String { value }
}

/// Some properties of an account set at one moment; of each key the value of the latest time counts,
/// of equal times the one that arrived last. Without properties, the account is made all the same
/// (R-A13).
package struct AccountWrite: Hashable, Sendable {
  package var account: AccountID
  package var time: Timestamp
  package var properties: Properties

  package init(_ account: AccountID, time: Timestamp, properties: Properties = [:]) {
    self.account = account
    self.time = time
    self.properties = properties
  }
}
