/// What the caller says uniquely identifies a person: one case-sensitive string.
///
/// Nothing about it is normalised: `Alice@x.com` and `alice@x.com` are two people (R-I9), and so are
/// two spellings of `é` that Swift's `String` takes for equal. Identities are equal when their UTF-8
/// is, as the ids of their profiles are.
package struct Identity: Hashable, Comparable, Sendable {
  package let value: String

  /// For identities that were checked before, such as those read back from a store.
  package init(unchecked value: String) {
    self.value = value
  }

  /// Checks an identity as a client or server call gives it (R-I6, R-I7, R-I8).
  ///
  /// A number becomes its decimal text: `42` and `42.0` are `"42"`.
  package init(_ input: InputValue, side: CallSide) throws(IdentityProblem) {
    let text: String
    switch input {
    case .string(let string): text = string
    case .number(let number) where number.isFinite:
      guard abs(number) <= Double(UserID.maximum) else { throw .inexact }
      text = number.decimalText
    default: throw .notTextOrNumber(input.kindName)
    }
    guard !text.isBlank else { throw .empty }
    let length = text.utf16.count
    let limit = Limits.identity(side)
    guard length <= limit else { throw .tooLong(length: length, limit: limit) }
    value = text
  }

  package static func == (left: Identity, right: Identity) -> Bool {
    left.value.utf8.elementsEqual(right.value.utf8)
  }

  package static func < (left: Identity, right: Identity) -> Bool {
    left.value.utf8.lexicographicallyPrecedes(right.value.utf8)
  }
}

extension Identity: CustomStringConvertible {
  package var description: String { value }
}

/// Why a value can't be an identity.
package enum IdentityProblem: Error, Equatable, CustomStringConvertible {
  case empty
  case tooLong(length: Int, limit: Int)
  case notTextOrNumber(String)
  /// A number so large that its last digits are lost before anybody can read them.
  case inexact

  package var description: String {
    switch self {
    case .empty: "the identity is empty; the call is ignored"
    case .tooLong(let length, let limit):
      "the identity has \(length) characters (UTF-16 units); at most \(limit) are accepted"
    case .notTextOrNumber(let kind):
      "the identity is \(kind); expected a string or a number"
    case .inexact:
      "the identity is a number past \(UserID.maximum), whose last digits are lost; write it as a "
        + "string"
    }
  }
}

/// Whether a call comes from a client library or a server: their limits differ.
package enum CallSide: Hashable, Sendable {
  case client, server
}
