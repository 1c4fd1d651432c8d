import Domain

/// What an identity is made of, where it looks made by a program rather than given to a person.
package enum GeneratedForm: Hashable, Sendable {
  case uuid, hex, digits

  /// Nil for what may be a name, an address or a number that people use.
  package init?(_ identity: Identity) {
    let bytes = Array(identity.value.utf8)
    if Self.isUUID(bytes) {
      self = .uuid
    } else if bytes.allSatisfy({ 0x30...0x39 ~= $0 }) {
      guard bytes.count >= DoctorLimits.generatedDigits else { return nil }
      self = .digits
    } else if bytes.count >= DoctorLimits.generatedHexDigits, bytes.allSatisfy(Self.isHex) {
      self = .hex
    } else {
      return nil
    }
  }

  private static func isHex(_ byte: UInt8) -> Bool {
    0x30...0x39 ~= byte || 0x61...0x66 ~= byte | 0x20
  }

  private static func isUUID(_ bytes: [UInt8]) -> Bool {
    guard bytes.count == 36 else { return false }
    return bytes.enumerated().allSatisfy { place, byte in
      [8, 13, 18, 23].contains(place) ? byte == UInt8(ascii: "-") : isHex(byte)
    }
  }
}
