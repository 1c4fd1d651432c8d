import Domain
import Store

/// Makes rows of the List view.
struct UserRows {
  let reader: Reader
  let population: Population

  /// Rows for some profiles, in the order given, with what each did.
  func rows(of profiles: [Int], _ activities: [ProfileActivity]) throws -> [UserRow] {
    let reading = UserProperties(reader: reader, population: population)
    let histories = try reading.histories(of: profiles)
    let initial = try reading.initial(
      of: zip(profiles, activities).map { ($0, $1.firstSession) })
    let twins = population.caseTwins(of: profiles)
    var accounts = try AccountReading(reader)
    return try zip(profiles, activities).map { profile, activity in
      let written = (histories[profile] ?? [:]).compactMapValues { $0.current?.value }
      let properties = written.merging(initial[profile] ?? [:]) { _, initial in initial }
      var row = population.row(of: profile, activity.row, properties, twins[profile] ?? [])
      row.account = try accounts.account(
        of: properties, in: Int(population.environment[profile]))
      return row
    }
  }
}

extension Population {
  /// The order of users who are equal otherwise: by user id, then by environment (R-U1).
  func isTieBroken(_ left: Int, _ right: Int) -> Bool {
    if ids[left] != ids[right] { return ids[left] < ids[right] }
    return environments[Int(environment[left])] < environments[Int(environment[right])]
  }

  /// A line of the List view.
  func row(
    of profile: Int, _ activity: ActivityRow, _ properties: Properties, _ caseTwins: [Identity]
  ) -> UserRow {
    UserRow(
      environment: environments[Int(environment[profile])], id: id(profile),
      identity: identity(profile), firstSeen: Timestamp(milliseconds: activity.firstSeen),
      lastSeen: activity.lastEvent == ActivityRow.none
        ? nil : Timestamp(milliseconds: activity.lastEvent),
      sessions: Int(activity.sessions), events: Int(activity.events), properties: properties,
      merged: migrations(into: profile).map { id($0.from) }, caseTwins: caseTwins)
  }
}
