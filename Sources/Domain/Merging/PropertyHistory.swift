/// The values that one user property of a profile has had, over all its merged user_ids (R-M1).
package struct PropertyHistory: Hashable, Sendable {
  package struct Entry: Hashable, Sendable {
    package var value: PropertyValue
    package var time: Timestamp
    /// The raw user_id the value was written under.
    package var user: UserID
    /// Arrival order among all writes of the store.
    package var sequence: Int

    package init(_ value: PropertyValue, at time: Timestamp, by user: UserID, sequence: Int) {
      self.value = value
      self.time = time
      self.user = user
      self.sequence = sequence
    }

    /// R-M1: the later write wins; of equal times the one written under the profile itself, then
    /// the one under the smaller user_id, then the one that arrived last.
    package func wins(over other: Entry, in profile: UserID) -> Bool {
      if time != other.time { return time > other.time }
      if user != other.user {
        if user == profile || other.user == profile { return user == profile }
        return user < other.user
      }
      return sequence > other.sequence
    }
  }

  /// The value in force first, then those that lost to the one before them.
  package let entries: [Entry]

  /// Orders writes of one property; a write that repeats the value before it adds no row (R-T9).
  package init(_ writes: [Entry], in profile: UserID) {
    let newestFirst = writes.sorted { $0.wins(over: $1, in: profile) }
    var kept: [Entry] = []
    for entry in newestFirst.reversed() where kept.last?.value != entry.value {
      kept.append(entry)
    }
    entries = kept.reversed()
  }

  /// The value in force.
  package var current: Entry? { entries.first }
}
