import Domain
import Store

/// Finds the accounts of users: which one each belongs to is a user property, whose value in force
/// counts (R-M7), and what is known of an account is read when it is asked for (R-A14).
struct AccountReading {
  let reader: Reader
  /// The user property that names the account.
  let property: String
  private var known: [Place: Account] = [:]

  private struct Place: Hashable {
    let environment: Int
    let account: AccountID
  }

  init(_ reader: Reader) throws {
    self.reader = reader
    property = try reader.accountProperty()
  }

  /// The account of a user with these properties.
  mutating func account(of properties: Properties, in environment: Int) throws -> Account? {
    guard let value = properties[property] else { return nil }
    let place = Place(environment: environment, account: AccountID(unchecked: value.text))
    if let account = known[place] { return account }
    let account = Account(
      place.account,
      properties: try reader.accountProperties(of: place.account, in: environment))
    known[place] = account
    return account
  }

  /// Whether each profile, by ordinal, belongs to an account of its environment.
  func members(of account: AccountID, _ population: Population) throws -> [Bool] {
    var isMember = [Bool](repeating: false, count: population.count)
    let reading = UserProperties(reader: reader, population: population)
    for (profile, value) in try reading.values(of: property) {
      isMember[profile] = AccountID(unchecked: value.text) == account
    }
    return isMember
  }

  /// All accounts, those with the most members first, then by environment and id.
  func all(in environment: Int?, _ population: Population) throws -> [AccountRow] {
    var rows: [Place: AccountRow] = [:]
    func see(_ place: Place, at time: Timestamp) -> Place? {
      if let environment, place.environment != environment { return nil }
      let first = min(rows[place]?.firstSeen ?? .latest, time)
      rows[
        place,
        default: AccountRow(
          environment: population.environments[place.environment],
          account: Account(place.account), members: 0, firstSeen: first)
      ].firstSeen = first
      return place
    }
    for stored in try reader.accounts() {
      let place = Place(environment: stored.environment, account: stored.id)
      if let place = see(place, at: stored.firstSeen) {
        rows[place]?.account.properties = stored.properties
      }
    }
    try eachNaming(population) { place, time in _ = see(place, at: time) }
    let reading = UserProperties(reader: reader, population: population)
    for (profile, value) in try reading.values(of: property) {
      let place = Place(
        environment: Int(population.environment[profile]),
        account: AccountID(unchecked: value.text))
      rows[place]?.members += 1
    }
    return rows.sorted { left, right in
      if left.value.members != right.value.members {
        return left.value.members > right.value.members
      }
      return (left.key.environment, left.key.account)
        < (right.key.environment, right.key.account)
    }.map(\.value)
  }

  /// Every time that an account was named as somebody's.
  private func eachNaming(
    _ population: Population, _ body: (Place, Timestamp) -> Void
  ) throws {
    guard let key = try reader.propertyKeys().firstIndex(of: property) else { return }
    var codes: [UInt32] = []
    var list: [UInt32] = []
    var times: [Int64] = []
    for segment in try reader.segments(.writes) {
      try reader.checkCancellation()
      guard let column = try reader.property(.property(key), of: segment) else { continue }
      try reader.integers(.userList, of: segment, into: &list)
      try reader.integers(.user, of: segment, into: &codes)
      try reader.integers(.time, of: segment, into: &times)
      for (row, value) in zip(column.rows, column.codes) {
        let user = Int(list[Int(codes[Int(row)])])
        let place = Place(
          environment: Int(population.environment[user]),
          account: AccountID(unchecked: column.values[Int(value) - 1].text))
        body(place, Timestamp(milliseconds: times[Int(row)]))
      }
    }
  }
}
