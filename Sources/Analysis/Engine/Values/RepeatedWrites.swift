/// Which profiles have a property written once, and which several times: few of them, so that only
/// for those it is kept which write is in force (R-M1).
struct RepeatedWrites: Sendable {
  /// A write that may be the one in force.
  private struct Write {
    var time = Int64.min
    /// 0 for what was written under the profile itself, else one more than the user id.
    var writer = UInt64.max
    /// The row number over all segments of writes.
    var row = UInt32.max

    /// R-M1: the later one; of equal times, what was written under the profile itself wins, then
    /// under the smaller user_id, then what arrived last, which is the one that comes later here.
    @inline(__always)
    func wins(over other: Write) -> Bool {
      time != other.time ? time > other.time : writer <= other.writer
    }
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

  /// Makes ready for ``decide(_:of:at:by:from:_:)``, once all writes are noted; false where no profile has several.
  mutating func rank() -> Bool {
    var count = 0
    ranks = isRepeated.map { word in
      defer { count += word.nonzeroBitCount }
      return UInt32(count)
    }
    best = [Write](repeating: Write(), count: count)
    return count > 0
  }

  private func isRepeated(_ profile: UInt32) -> Bool {
    isRepeated[Int(profile &>> 6)] &>> UInt64(profile & 63) & 1 != 0
  }

  private func index(_ profile: UInt32) -> Int {
    let before = isRepeated[Int(profile &>> 6)] & ((1 &<< UInt64(profile & 63)) &- 1)
    return Int(ranks[Int(profile &>> 6)]) &+ before.nonzeroBitCount
  }

  /// Whether a row is in force.
  func isInForce(_ row: Int, of profile: UInt32) -> Bool {
    !isRepeated(profile) || Int(best[index(profile)].row) == row
  }

  /// Takes in the writes of a segment to profiles with several; hands over those that are in force so
  /// far.
  ///
  /// - Parameters:
  ///   - rows: those that write the property.
  ///   - profiles: parallel to `rows`.
  ///   - times: by row.
  ///   - writers: by row, 0 for what was written under the profile itself, else one more than the id
  ///     of the raw user.
  ///   - first: the number of the segment's first row.
  mutating func decide(
    _ rows: [UInt32], of profiles: [UInt32], at times: [Int64], by writers: (Int) -> UInt64,
    from first: Int, _ body: (_ place: Int) -> Void
  ) {
    for place in places(in: profiles) {
      let row = Int(rows[Int(place)])
      let write = Write(
        time: times[row], writer: writers(row), row: UInt32(truncatingIfNeeded: first &+ row))
      let index = index(profiles[Int(place)])
      guard write.wins(over: best[index]) else { continue }
      best[index] = write
      body(Int(place))
    }
  }

  /// Where in a list the profiles stand that have several; free of branches like ``note(_:)``.
  private func places(in profiles: [UInt32]) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: profiles.count + 1) { places, count in
      profiles.withUnsafeBufferPointer { profiles in
        isRepeated.withUnsafeBufferPointer { isRepeated in
          var found = 0
          for place in 0..<profiles.count {
            places[found] = UInt32(truncatingIfNeeded: place)
            let profile = profiles[place]
            let word = isRepeated[Int(profile &>> 6)]
            found &+= Int(truncatingIfNeeded: word &>> UInt64(profile & 63) & 1)
          }
          count = found
        }
      }
    }
  }
}
