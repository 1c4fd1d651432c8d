/// Which profiles have a property written once, and which several times: few of them, so that only
/// for those it is kept which write is in force (R-M1).
struct RepeatedWrites: Sendable {
  /// A write that may be the one in force.
  struct Write: Sendable {
    var time = Int64.min
    /// The row number over all segments of writes.
    var row = UInt32.max
    /// The raw user it was written under.
    var user: UInt32 = 0
  }

  /// Bits by profile.
  private var isWritten: [UInt64]
  private var isRepeated: [UInt64]
  /// By word of `isRepeated`: how many bits are set before it.
  private var ranks: [UInt32] = []
  /// By rank of a profile among those with several writes.
  private var best: [Write] = []

  init(profiles: Int) {
    isWritten = [UInt64](repeating: 0, count: (profiles + 63) / 64)
    isRepeated = isWritten
  }

  /// Takes in whose property is written; free of branches, for who wrote before is anybody's guess.
  mutating func note(_ profiles: [UInt32]) {
    isWritten.withUnsafeMutableBufferPointer { isWritten in
      isRepeated.withUnsafeMutableBufferPointer { isRepeated in
        for profile in profiles {
          let word = Int(profile &>> 6)
          let bit: UInt64 = 1 &<< UInt64(profile & 63)
          isRepeated[word] |= isWritten[word] & bit
          isWritten[word] |= bit
        }
      }
    }
  }

  /// Makes ready for ``best(of:)``, once all writes are noted; false where no profile has several.
  mutating func rank() -> Bool {
    var count = 0
    ranks = isRepeated.map { word in
      defer { count += word.nonzeroBitCount }
      return UInt32(count)
    }
    best = [Write](repeating: Write(), count: count)
    return count > 0
  }

  func isRepeated(_ profile: UInt32) -> Bool {
    isRepeated[Int(profile &>> 6)] &>> UInt64(profile & 63) & 1 != 0
  }

  private func index(_ profile: UInt32) -> Int {
    let before = isRepeated[Int(profile &>> 6)] & ((1 &<< UInt64(profile & 63)) &- 1)
    return Int(ranks[Int(profile &>> 6)]) &+ before.nonzeroBitCount
  }

  /// The write in force of a profile with several, of those given so far.
  subscript(profile: UInt32) -> Write {
    get { best[index(profile)] }
    set { best[index(profile)] = newValue }
  }

  /// Whether a row is in force.
  func isInForce(_ row: Int, of profile: UInt32) -> Bool {
    !isRepeated(profile) || Int(self[profile].row) == row
  }
}
