/// The number that stands for one anonymous visitor of one device, or for an identified profile.
///
/// An integer from 0 to 2^53 − 1, so that every client, JavaScript included, holds it exactly;
/// printed in decimal.
package struct UserID: Hashable, Comparable, Sendable {
  /// The largest id: 2^53 − 1.
  package static let maximum: UInt64 = 0x1F_FFFF_FFFF_FFFF

  package let rawValue: UInt64

  /// Nil when `rawValue` is past 2^53 − 1.
  package init?(_ rawValue: UInt64) {
    guard rawValue <= Self.maximum else { return nil }
    self.rawValue = rawValue
  }

  /// Keeps the low 53 bits, which is how random numbers and hashes become ids.
  @inlinable @inline(__always)
  package init(truncating bits: UInt64) {
    rawValue = bits & Self.maximum
  }

  /// A fresh random id, drawn uniformly from the whole range.
  package static func random(using generator: inout some RandomNumberGenerator) -> UserID {
    UserID(truncating: generator.next())
  }

  /// Reads a decimal string without sign or leading zeros.
  package init(parsing text: some StringProtocol) throws(InvalidUserID) {
    guard let id = UserID(decimal: text.utf8) else { throw InvalidUserID(text: String(text)) }
    self = id
  }

  /// Reads decimal digits without sign or leading zeros; nil where they are not an id.
  package init?(decimal digits: some Sequence<UInt8>) {
    var value: UInt64 = 0
    var count = 0
    for byte in digits {
      guard byte >= 0x30, byte <= 0x39, count < 16, !(count == 1 && value == 0) else { return nil }
      value = value * 10 + UInt64(byte - 0x30)
      count += 1
    }
    guard count > 0, value <= Self.maximum else { return nil }
    rawValue = value
  }

  package static func < (left: UserID, right: UserID) -> Bool { left.rawValue < right.rawValue }
}

extension UserID: CustomStringConvertible {
  package var description: String { String(rawValue) }
}

/// A text that is not a user id; the message names the range.
package struct InvalidUserID: Error, Equatable, CustomStringConvertible {
  package let text: String

  package var description: String {
    "'\(text)' is not a user_id: expected a whole number from 0 to \(UserID.maximum), "
      + "written without sign or leading zeros"
  }
}
