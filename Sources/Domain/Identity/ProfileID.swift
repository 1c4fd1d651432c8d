extension UserID {
  /// The id of an identity's profile: a published 53-bit packing of an MD5.
  ///
  /// Two identities could hash alike; whoever assigns ids takes the next free number with
  /// ``next()``.
  package static func profile(of identity: Identity) -> UserID {
    UserID(packing: MD5.digest(Array("identity:\(identity.value)".utf8)))
  }

  /// The id of a key that is not itself an id, such as a UUID another tool made up (R-X2).
  ///
  /// A key of digits in range is taken as the id it spells.
  package static func ofKey(_ key: String) -> UserID {
    UserID(decimal: key.utf8) ?? UserID(packing: MD5.digest(Array(key.utf8)))
  }

  /// The number after this one, going round at 2^53 − 1.
  package func next() -> UserID { UserID(truncating: rawValue + 1) }

  private init(packing digest: [UInt8]) {
    func word(at offset: Int) -> UInt64 {
      (0..<4).reduce(0) { $0 | UInt64(digest[offset + $1]) << UInt64(8 * $1) }
    }
    self.init(truncating: word(at: 0) | (word(at: 8) & 0x1F_FFFF) << 32)
  }
}
