import Analysis
import Domain

/// A made-up user with everything that the questions can ask about.
struct SamplePerson {
  let profile: Profile
  /// The events of each visit, in order of the visits, oldest event first.
  let history: [[EventRow]]

  private static let names = [
    "kate@example.com", "jack@example.com", "alice@example.com", "李明@例え.jp", "zoë@example.com",
    "guest", "bob.with.a.rather.long.name@subsidiary.example.com", "12345",
    "evil\u{1b}[31m@example.com", "mohammed@example.com",
  ]
  private static let cities = ["Berlin", "Osaka", "São Paulo", "Nairobi"]
  private static let plans = ["Free", "Pro", "Team"]

  init(_ index: Int, using random: inout SeededGenerator) {
    let isIdentified = !index.isMultiple(of: 3)
    let known = index / 3 * 2 + index % 3 - 1
    let name =
      known < Self.names.count ? Self.names[max(0, known)] : "user\(index)@example.com"
    let identity = isIdentified ? Identity(unchecked: name) : nil
    let ids = (0..<(isIdentified ? 1 + index % 3 : 1)).map { _ in UserID.random(using: &random) }
    let id = isIdentified ? UserID.random(using: &random) : ids[0]
    let hasEvents = index % 17 != 16
    let age = Int64(index * index) * 2_100 + Int64.random(in: 0..<600, using: &random)
    let last = SampleStore.newest.advanced(seconds: -age)

    var visits: [Visit] = []
    var history: [[EventRow]] = []
    var start = last
    for number in 0..<(hasEvents ? 1 + index % 5 : 0) {
      let user = ids[number % ids.count]
      let isServer = number == 2
      let rows = Self.events(
        1 + (index + number * 3) % 7, from: start, isServer: isServer, user: user, profile: id,
        identity: identity, using: &random)
      let counts = Dictionary(grouping: rows, by: \.name).map {
        EventCount(name: $0, count: $1.count)
      }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
      let session = SessionID.random(using: &random)
      visits.append(
        Visit(
          kind: isServer
            ? .serverGroup : .session(session, number.isMultiple(of: 2) ? .web : .mobile),
          user: user, start: start, firstEvent: rows.first?.time, lastEvent: rows.last?.time,
          events: rows.count, topEvents: Array(counts.prefix(3)), properties: [:]))
      history.append(rows)
      start = start.advanced(seconds: -Int64.random(in: 40_000..<400_000, using: &random))
    }
    let firstSeen = visits.last?.start ?? last

    var properties: [ProfileProperty] = []
    if isIdentified {
      let plan = Self.plans[index % 3]
      var writes = [
        PropertyHistory.Entry("Free", at: firstSeen, by: ids[0], sequence: index * 10)
      ]
      if plan != "Free" {
        let value = PropertyValue.string(plan)
        writes.append(.init(value, at: last, by: id, sequence: index * 10 + 1))
      }
      properties = [
        ProfileProperty(
          key: "city",
          history: PropertyHistory(
            [
              .init(
                .string(Self.cities[index % 4]), at: firstSeen, by: ids[0], sequence: index * 10 + 2
              )
            ], in: id)),
        ProfileProperty(key: "plan", history: PropertyHistory(writes, in: id)),
        ProfileProperty(
          key: "seats",
          history: PropertyHistory(
            [
              .init(
                .number(Double(index * 7 % 40 + 1)), at: last, by: id, sequence: index * 10 + 3)
            ], in: id)),
      ]
    }
    let initial: [(name: String, value: PropertyValue)] = [
      ("Initial Landing Page", "https://shop.example/pricing"),
      ("Initial UTM Source", "newsletter"),
    ]
    let values = properties.compactMap { item in
      item.history.current.map { (item.key, $0.value) }
    }
    let row = UserRow(
      id: id, identity: identity, firstSeen: firstSeen, lastSeen: hasEvents ? last : nil,
      sessions: visits.count { $0.kind != .serverGroup }, events: history.joined().count,
      properties: Properties(uniqueKeysWithValues: values), merged: isIdentified ? ids : [])
    let sources: [Migration.Source] = [.client, .server, .imported]
    let members = ids.enumerated().map { place, member in
      ProfileMember(
        id: member, migratedAt: isIdentified ? firstSeen.advanced(seconds: 3600) : nil,
        source: isIdentified ? sources[place % 3] : nil, firstSeen: firstSeen,
        sessions: visits.count { $0.user == member },
        events: history.joined().count { $0.user == member })
    }
    profile = Profile(
      user: row, properties: properties, initial: visits.isEmpty ? [] : initial,
      members: members, visits: visits)
    self.history = history
  }

  private static func events(
    _ count: Int, from start: Timestamp, isServer: Bool, user: UserID, profile: UserID,
    identity: Identity?, using random: inout SeededGenerator
  ) -> [EventRow] {
    (0..<count).map { number in
      let name: String
      let properties: Properties
      switch (isServer, number % 4) {
      case (true, _): (name, properties) = ("Invoice Paid", ["amount": 49.5, "currency": "EUR"])
      case (_, 0): (name, properties) = ("Pageview", ["path": "/pricing", "title": "Pricing"])
      case (_, 1): (name, properties) = ("Search", ["term": "running shoes", "results": 24])
      case (_, 2): (name, properties) = ("Pageview", ["path": "/cart"])
      default: (name, properties) = ("Checkout", ["express": true])
      }
      let kind: Event.Kind =
        isServer ? .server : name == Event.pageviewName ? .pageview : .custom
      return EventRow(
        time: start.advanced(seconds: Int64(number) * 97), name: name, kind: kind, user: user,
        profile: profile, identity: identity, session: nil, properties: properties)
    }
  }
}
