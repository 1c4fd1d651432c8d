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
      // Beyond ASCII, a letter's other case may even be ASCII (as of the Kelvin sign).
      bytes.allSatisfy { $0 < 0x80 }
        ? Self.hash(bytes)
        : Self.hash(String(decoding: bytes, as: UTF8.self).lowercased().utf8)
    } ?? 0
  }

  @inline(__always)
  private static func hash(_ bytes: some Sequence<UInt8>) -> UInt64 {
    var hash: UInt64 = 0
    for byte in bytes {
      let letter = byte &- 0x41 < 26 ? byte | 0x20 : byte
      hash = (hash ^ UInt64(letter)) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 29
    }
    return hash
  }
}
