import Domain

/// Which idempotency keys a writer has seen (R-A6), by hash: of ten million keys, the chance that
/// any two collide is about three in a million.
///
/// The first look-ups go to the stored columns; a set of all keys is made once there are many.
struct KeyIndex {
  /// Nil once the set holds everything.
  private var committed: CommittedRows?
  private var lookUps = 0
  private var known: Set<UInt64> = []

  /// There can be as many keys as events, so that a look-up is dear.
  static let fewLookUps = 8

  init(_ committed: CommittedRows) { self.committed = committed }

  mutating func contains(_ hash: UInt64) -> Bool {
    if known.contains(hash) { return true }
    guard let committed else { return false }
    lookUps += 1
    guard lookUps <= Self.fewLookUps else {
      loadAll()
      return known.contains(hash)
    }
    return committed.hasKey(hash)
  }

  mutating func insert(_ hash: UInt64) { known.insert(hash) }

  mutating func loadAll() {
    guard let committed else { return }
    self.committed = nil
    committed.look { reader in
      var hashes: [UInt64] = []
      for segment in try reader.segments(.keys) {
        try reader.integers(.id, of: segment, into: &hashes)
        known.formUnion(hashes)
      }
    }
  }
}
