/// A session as plain rows name it.
package struct BulkSession: Sendable, BitwiseCopyable {
  /// The ids of the user and of the session.
  package let user: UInt64
  package let id: UInt64
}

/// The sessions of a batch, each once: whoever stores the rows looks up each session and its user once
/// a batch and not once a row. Seven rows of eight go on with a session that is there already.
struct BulkSessions {
  private(set) var sessions = GrowingBuffer<BulkSession>(capacity: 1024)
  /// Numbers + 1 by hash, open addressing; 0 marks an empty slot.
  private var slots = GrowingBuffer<UInt32>(capacity: 4096)

  init() { makeSlots(4096) }

  func deallocate() {
    sessions.deallocate()
    slots.deallocate()
  }

  mutating func clear() {
    sessions.truncate(to: 0)
    makeSlots(slots.count)
  }

  @inline(__always)
  mutating func number(of id: UInt64, user: UInt64) -> UInt32 {
    let mask = slots.count &- 1
    var slot = Self.hash(id, user) & mask
    while true {
      let number = slots.base[slot]
      if number == 0 { return add(BulkSession(user: user, id: id), at: slot) }
      let known = sessions.base[Int(number) &- 1]
      if known.id == id, known.user == user { return number &- 1 }
      slot = (slot &+ 1) & mask
    }
  }

  @inline(__always)
  private static func hash(_ id: UInt64, _ user: UInt64) -> Int {
    let product = (id ^ user &* 0xC2B2_AE3D_27D4_EB4F) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product &>> 32)
  }

  @inline(never)
  private mutating func add(_ session: BulkSession, at slot: Int) -> UInt32 {
    sessions.append(session)
    slots.base[slot] = UInt32(sessions.count)
    if sessions.count * 2 > slots.count { grow() }
    return UInt32(sessions.count - 1)
  }

  private mutating func grow() {
    makeSlots(slots.count * 2)
    let mask = slots.count - 1
    for index in 0..<sessions.count {
      var slot = Self.hash(sessions.base[index].id, sessions.base[index].user) & mask
      while slots.base[slot] != 0 { slot = (slot + 1) & mask }
      slots.base[slot] = UInt32(index + 1)
    }
  }

  private mutating func makeSlots(_ count: Int) { slots.fill(count, with: 0) }
}
