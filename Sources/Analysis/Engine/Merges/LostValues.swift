import Domain
import Store

/// Which property values some merges made lose (R-M1): of each property that both the user who came
/// and the rest of the profile have, the value of one of the two.
///
/// One pass over the writes of the profiles concerned; what is kept grows with the properties of
/// those profiles, however many users are in them.
struct LostValues {
  private struct Place: Hashable {
    let profile: Int
    let key: Int
  }

  /// The writes of one property that can win: the best of all, and the best by anybody else.
  private struct Standing {
    var best: PropertyHistory.Entry
    var runnerUp: PropertyHistory.Entry?
    /// The best of each user whose merge is asked about, by id.
    var own: [UserID: PropertyHistory.Entry] = [:]

    init(_ entry: PropertyHistory.Entry) { best = entry }

    mutating func take(_ entry: PropertyHistory.Entry, in profile: UserID) {
      if entry.user == best.user {
        if entry.wins(over: best, in: profile) { best = entry }
      } else if entry.wins(over: best, in: profile) {
        runnerUp = best
        best = entry
      } else if runnerUp.map({ entry.wins(over: $0, in: profile) }) ?? true {
        runnerUp = entry
      }
    }

    mutating func takeOwn(_ entry: PropertyHistory.Entry, in profile: UserID) {
      if own[entry.user].map({ entry.wins(over: $0, in: profile) }) ?? true {
        own[entry.user] = entry
      }
    }
  }

  private let population: Population
  private let keys: [String]
  private var standings: [Place: Standing] = [:]
  private var keysOf: [Int: Set<Int>] = [:]

  /// - Parameter migrations: of those in force.
  init(by migrations: [StoredMigration], _ reader: Reader, _ population: Population) throws {
    self.population = population
    keys = try reader.propertyKeys()
    guard !migrations.isEmpty else { return }
    var isProfileWanted = [Bool](repeating: false, count: population.count)
    var isUserWanted = isProfileWanted
    for migration in migrations {
      isProfileWanted[migration.to] = true
      isUserWanted[migration.from] = true
    }
    var list: [UInt32] = []
    var codes: [UInt32] = []
    var times: [Int64] = []
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      try reader.integers(.userList, of: segment, into: &list)
      let isWanted = list.map { isProfileWanted[Int(population.canonical[Int($0)])] }
      guard isWanted.contains(true) else { continue }
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.time, of: segment, into: &times)
      for key in try reader.propertyCodes(in: segment) {
        guard let column = try reader.property(.property(key), of: segment) else { continue }
        for (row, code) in zip(column.rows, column.codes) where isWanted[Int(codes[Int(row)])] {
          let user = Int(list[Int(codes[Int(row)])])
          let entry = PropertyHistory.Entry(
            column.values[Int(code) - 1], at: Timestamp(milliseconds: times[Int(row)]),
            by: population.id(user), sequence: segment.firstRow + Int(row))
          take(entry, of: user, key, isOwn: isUserWanted[user])
        }
      }
    }
  }

  private mutating func take(
    _ entry: PropertyHistory.Entry, of user: Int, _ key: Int, isOwn: Bool
  ) {
    let profile = Int(population.canonical[user])
    let id = population.id(profile)
    let place = Place(profile: profile, key: key)
    if standings[place] == nil {
      standings[place] = Standing(entry)
      keysOf[profile, default: []].insert(key)
    } else {
      standings[place]?.take(entry, in: id)
    }
    if isOwn { standings[place]?.takeOwn(entry, in: id) }
  }

  /// What one of the merges made lose, in order of the keys.
  func of(_ migration: StoredMigration) -> [LostValue] {
    let user = population.id(migration.from)
    let profile = population.id(migration.to)
    var lost: [LostValue] = []
    for key in keysOf[migration.to] ?? [] {
      guard let standing = standings[Place(profile: migration.to, key: key)],
        let own = standing.own[user],
        let other = standing.best.user == user ? standing.runnerUp : standing.best,
        own.value != other.value
      else { continue }
      let (winner, loser) = own.wins(over: other, in: profile) ? (own, other) : (other, own)
      lost.append(LostValue(keys[key], loser: .init(loser), winner: .init(winner)))
    }
    return lost.sorted { $0.key < $1.key }
  }
}

extension LostValue.Written {
  package init(_ entry: PropertyHistory.Entry) {
    self.init(entry.value, at: entry.time, by: entry.user)
  }
}
