import Domain
import Store

/// What a funnel counts, by number, and whose events are whose (R-F10).
struct FunnelUnits {
  /// What tells the unit of an event.
  enum Key {
    /// Its raw user.
    case user
    /// Its session; by time where it has none (R-S10).
    case session(SessionPlaces)
  }

  let count: Int
  let key: Key
  /// By raw user, or by session ordinal + 1: the unit; `count` where there is none.
  let unitOf: [UInt32]
  /// Which profiles count, by ordinal; nil for all.
  let allowed: [Bool]?
  /// By unit: its profile. Empty for accounts, which have several.
  let profileOf: [UInt32]

  init(
    _ unit: FunnelUnit, allowed: [Bool]?, _ reader: Reader, _ map: ProfileMap,
    folds: () throws -> Engine.Folds
  ) throws {
    self.allowed = allowed
    switch unit {
    case .user:
      count = map.count
      key = .user
      profileOf = []
      unitOf =
        allowed.map { allowed in
          map.canonical.map { allowed[Int($0)] ? $0 : UInt32(map.count) }
        } ?? map.canonical
    case .account(let property):
      let property = try property ?? reader.accountProperty()
      let values = try ValuesInForce(of: property, texts: .max, reader, map, folds: folds)
      count = values.texts?.all.count ?? 0
      key = .user
      profileOf = []
      let none = UInt32(count)
      unitOf = map.canonical.map { profile in
        let code = values.codes[Int(profile)]
        return code == 0 || allowed?[Int(profile)] == false ? none : code - 1
      }
    case .session, .userInSession:
      let places = try SessionPlaces(reader, map)
      count = places.profileOf.count
      key = .session(places)
      profileOf = places.profileOf
      let none = UInt32(count)
      unitOf =
        [none]
        + places.sessionOf.map { session in
          guard session != SessionPlaces.loose else { return none }
          return allowed?[Int(places.profileOf[Int(session)])] == false ? none : session
        }
    }
  }

  /// The profiles that some units are.
  func profiles(of isChosen: [Bool], _ map: ProfileMap) -> [Bool] {
    var profiles = [Bool](repeating: false, count: map.count)
    if profileOf.isEmpty {
      for user in unitOf.indices where unitOf[user] < count && isChosen[Int(unitOf[user])] {
        profiles[Int(map.canonical[user])] = true
      }
    } else {
      for unit in isChosen.indices where isChosen[unit] { profiles[Int(profileOf[unit])] = true }
    }
    return profiles
  }
}
