import Domain

/// Identities that differ only in case (R-I9).
extension Population {
  /// For each of some profiles that has any, the identities of its environment that differ from its
  /// own only in case, in order.
  func caseTwins(of profiles: [Int]) -> [Int: [Identity]] {
    var wanted: Set<UInt64> = []
    for profile in profiles where isIdentified(profile) { wanted.insert(caseHash(of: profile)) }
    guard !wanted.isEmpty else { return [:] }
    var alike: [CaseKey: [Int]] = [:]
    for user in 0..<count where isIdentified(user) && wanted.contains(caseHash(of: user)) {
      alike[caseKey(of: user), default: []].append(user)
    }
    var twins: [Int: [Identity]] = [:]
    for profile in profiles where isIdentified(profile) {
      guard let group = alike[caseKey(of: profile)], group.count > 1 else { continue }
      twins[profile] = group.filter { $0 != profile }.compactMap { identity($0) }.sorted()
    }
    return twins
  }

  /// Whether each user, by ordinal, has such a twin.
  func haveCaseTwins() -> [Bool] {
    var counts: [CaseKey: Int] = [:]
    for user in 0..<count where isIdentified(user) { counts[caseKey(of: user), default: 0] += 1 }
    return (0..<count).map { isIdentified($0) && counts[caseKey(of: $0)] ?? 0 > 1 }
  }

  private struct CaseKey: Hashable {
    var environment: UInt32
    var lowered: String
  }

  private func caseKey(of user: Int) -> CaseKey {
    CaseKey(
      environment: environment[user], lowered: identity(user)?.value.lowercased() ?? "")
  }

  /// Equal for identities that differ only in case; made without a string where they are ASCII.
  private func caseHash(of user: Int) -> UInt64 {
    withIdentity(of: user) { bytes in
      let raw = UnsafeRawBufferPointer(bytes)
      if let hash = Self.hash(raw, isASCII: true) { return hash }
      // Beyond ASCII, a letter's other case may even be ASCII (as of the Kelvin sign).
      let lowered = Array(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
      return lowered.withUnsafeBytes { Self.hash($0, isASCII: false) ?? 0 }
    } ?? 0
  }

  /// Eight bytes at a time, and blind to the bit that tells small letters from capitals; some other
  /// signs then look alike as well, which only makes more to compare.
  ///
  /// - Returns: nil where bytes should be ASCII and aren't.
  @inline(__always)
  private static func hash(_ bytes: UnsafeRawBufferPointer, isASCII: Bool) -> UInt64? {
    var hash = UInt64(truncatingIfNeeded: bytes.count)
    var all: UInt64 = 0
    var place = 0
    while place < bytes.count {
      var word: UInt64 = 0
      if place + 8 <= bytes.count {
        word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      } else {
        for rest in place..<bytes.count { word = word &<< 8 | UInt64(bytes[rest]) }
      }
      all |= word
      hash = (hash ^ (word | 0x2020_2020_2020_2020)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
      place += 8
    }
    return isASCII && all & 0x8080_8080_8080_8080 != 0 ? nil : hash
  }
}
