import Domain
import Store

/// Every moment at which who is whom changed, in order of time: what the time machine steps through.
///
/// What happened is kept as a few numbers each, for there can be as many as users; words are made
/// for the moment that is looked at alone.
struct IdentityTimeline: Sendable {
  private struct Entry: Sendable {
    var time: Int64
    /// Migrations by their place in the store, then resets by user.
    var order: UInt32
    /// Of a reversal its number among those of the migration + 1; 0 for the migration itself.
    var reversal: UInt16
    var isReset: Bool
  }

  private struct Merge: Sendable {
    var time: Int64
    var from: UInt32
    var to: UInt32
    var isFirst: Bool
  }

  private var entries: [Entry] = []
  /// Of each moment the place of its first entry.
  private var starts: [Int] = []
  private var merges: [Merge] = []
  private var reversals: [UInt32: [Reversal]] = [:]
  /// Who a device was before it became this user.
  private var previous: [UInt32: UInt32] = [:]
  /// The merges, by place, of users who began with the identity of another person than the device
  /// had until then.
  private var switches: Set<UInt32> = []

  /// - Parameter environment: the code of the only environment that counts; nil for all.
  init(_ reader: Reader, _ map: ProfileMap, environment: Int?) throws {
    var firstSight: [Int64] = []
    firstSight.reserveCapacity(map.count)
    var times: [Int64] = []
    var before: [UInt32] = []
    for segment in try reader.segments(.users) {
      try reader.checkCancellation()
      try reader.integers(.time, of: segment, into: &times)
      try reader.integers(.previous, of: segment, into: &before)
      for row in before.indices where before[row] > 0 && reader.isInTime(times[row]) {
        previous[UInt32(firstSight.count + row)] = before[row] - 1
      }
      firstSight += times
    }
    func isWanted(_ user: Int) -> Bool { environment.map { map.environment[user] == $0 } ?? true }
    addMerges(try reader.migrationRecords(), firstSight, isWanted)
    addResets(firstSight, isWanted)
    entries.sort {
      ($0.time, $0.isReset ? 1 : 0, $0.order) < ($1.time, $1.isReset ? 1 : 0, $1.order)
    }
    for (place, entry) in entries.enumerated()
    where place == 0 || entries[place - 1].time != entry.time {
      starts.append(place)
    }
  }

  private mutating func addMerges(
    _ records: [MigrationRecord], _ firstSight: [Int64], _ isWanted: (Int) -> Bool
  ) {
    merges.reserveCapacity(records.count)
    // A profile begins with its earliest merge, unless something else was known of it before.
    var earliest = [UInt32](repeating: .max, count: firstSight.count)
    for record in records {
      let migration = record.migration
      let place = UInt32(merges.count)
      let merge = Merge(
        time: migration.time.milliseconds, from: UInt32(migration.from), to: UInt32(migration.to),
        isFirst: false)
      merges.append(merge)
      let known = earliest[migration.to]
      if firstSight[migration.to] >= merge.time,
        known == .max || merges[Int(known)].time > merge.time
      {
        earliest[migration.to] = place
      }
      guard isWanted(migration.from) else { continue }
      entries.append(Entry(time: merge.time, order: place, reversal: 0, isReset: false))
      guard !record.reversals.isEmpty else { continue }
      reversals[place] = record.reversals
      for (number, reversal) in record.reversals.enumerated() {
        entries.append(
          Entry(
            time: reversal.time.milliseconds, order: place,
            reversal: UInt16(clamping: number + 1), isReset: false))
      }
    }
    for place in earliest where place != .max { merges[Int(place)].isFirst = true }
  }

  /// A user whom a device became is a switch where its first merge was at the very moment of its
  /// first sight, and is told of with that merge; else a reset.
  private mutating func addResets(_ firstSight: [Int64], _ isWanted: (Int) -> Bool) {
    guard !previous.isEmpty else { return }
    var merged: Set<UInt32> = []
    var switched: Set<UInt32> = []
    for (place, merge) in merges.enumerated()
    where previous[merge.from] != nil && merged.insert(merge.from).inserted
      && merge.time == firstSight[Int(merge.from)]
    {
      switched.insert(merge.from)
      switches.insert(UInt32(place))
    }
    for user in previous.keys where !switched.contains(user) && isWanted(Int(user)) {
      entries.append(
        Entry(time: firstSight[Int(user)], order: user, reversal: 0, isReset: true))
    }
  }

  var count: Int { starts.count }

  // MARK: Looking

  /// Nil where nothing ever happened.
  func moment(
    at place: IdentityPlace, _ reader: Reader, _ map: ProfileMap
  ) throws -> IdentityMoment? {
    guard let first = starts.first, let last = starts.last else { return nil }
    let index =
      switch place {
      case .index(let index): min(max(0, index), count - 1)
      case .fromEnd(let back): min(max(0, count - 1 - back), count - 1)
      case .upTo(let moment): max(0, places(upTo: moment.milliseconds) - 1)
      }
    let start = starts[index]
    let end = index + 1 < count ? starts[index + 1] : entries.count
    let shown = entries[start..<min(end, start + IdentityMoment.most)]
    return IdentityMoment(
      time: time(start), index: index, total: count,
      previous: index > 0 ? time(starts[index - 1]) : nil, first: time(first), last: time(last),
      steps: try shown.map { try step($0, reader, map) }, stepCount: end - start)
  }

  private func time(_ entry: Int) -> Timestamp { Timestamp(milliseconds: entries[entry].time) }

  /// How many moments are not after one.
  private func places(upTo moment: Int64) -> Int {
    var (low, high) = (0, starts.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[starts[middle]].time <= moment { low = middle + 1 } else { high = middle }
    }
    return low
  }

  private func step(
    _ entry: Entry, _ reader: Reader, _ map: ProfileMap
  ) throws -> IdentityStep {
    func id(_ user: UInt32) -> UserID { UserID(truncating: map.ids[Int(user)]) }
    func step(_ kind: IdentityStep.Kind, _ user: UInt32, to profile: UInt32?) throws -> IdentityStep
    {
      let isDevice = kind == .reset || kind == .switched
      let before = isDevice ? previous[user] : nil
      return IdentityStep(
        kind, environment: map.environments[Int(map.environment[Int(user)])], user: id(user),
        identity: try profile.flatMap { try reader.identity(of: Int($0)) },
        previous: before.map(id),
        previousIdentity: try before.flatMap { try identity(of: $0, at: entry.time, reader) })
    }
    if entry.isReset { return try step(.reset, entry.order, to: nil) }
    let merge = merges[Int(entry.order)]
    guard entry.reversal > 0, let all = reversals[entry.order] else {
      let kind: IdentityStep.Kind =
        switches.contains(entry.order) ? .switched : merge.isFirst ? .identified : .merged
      return try step(kind, merge.from, to: merge.to)
    }
    let reversal = all[Int(entry.reversal) - 1]
    return try step(
      reversal.isInForce
        ? .restored(by: reversal.author, reason: reversal.reason)
        : .takenBack(by: reversal.author, reason: reversal.reason), merge.from, to: merge.to)
  }

  /// Whose profile a user was part of at a moment.
  private func identity(of user: UInt32, at time: Int64, _ reader: Reader) throws -> Identity? {
    for (place, merge) in merges.enumerated() where merge.from == user && merge.time <= time {
      let last = reversals[UInt32(place)]?.last { $0.time.milliseconds <= time }
      if last?.isInForce ?? true { return try reader.identity(of: Int(merge.to)) }
    }
    return try reader.identity(of: Int(user))
  }
}

extension Engine {
  package func identityMoment(
    _ place: IdentityPlace, in environment: AppID?
  ) async throws -> IdentityMoment? {
    try await read { [self] reader in
      let map = try profileMap(reader)
      let code = map.code(of: environment)
      let timeline = try timeline(reader, environment: code)
      return try timeline.moment(at: place, reader, map)
    }
  }
}
