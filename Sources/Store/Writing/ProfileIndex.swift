import Domain

/// What a writer knows of identities: which profile each has in an environment, and whose identity an
/// ordinal is.
struct ProfileIndex {
  private var texts = Interner()
  /// By environment, then by code of a text; -1 for none.
  private var profiles: [[Int32]] = []
  /// The code of a profile's text, by its ordinal; the owner is always 0.
  private var codes = PairTable()

  /// The number of an identity, whether or not it has a profile; it never changes.
  mutating func code(of identity: UnsafeBufferPointer<UInt8>) -> Int { texts.code(of: identity) }

  mutating func code(of identity: Identity) -> Int { texts.code(of: identity.value) }

  /// The profile of an identity, given by its code.
  @inline(__always)
  func profile(of code: Int, environment: Int) -> Int? {
    guard environment < profiles.count, code < profiles[environment].count else { return nil }
    let profile = profiles[environment][code]
    return profile < 0 ? nil : Int(profile)
  }

  mutating func set(_ code: Int, environment: Int, profile: Int) {
    while profiles.count <= environment { profiles.append([]) }
    if profiles[environment].count <= code {
      let missing = texts.count - profiles[environment].count
      profiles[environment].append(contentsOf: repeatElement(-1, count: missing))
    }
    profiles[environment][code] = Int32(truncatingIfNeeded: profile)
    note(code, of: profile)
  }

  /// Takes note of whose identity an ordinal is.
  mutating func note(_ code: Int, of profile: Int) {
    codes.set(UInt64(profile), owner: 0, ordinal: code)
  }

  /// The code of a profile's identity; nil where an ordinal isn't known to be a profile.
  func code(ofProfile ordinal: Int) -> Int? { codes.ordinal(of: UInt64(ordinal), owner: 0) }
}
