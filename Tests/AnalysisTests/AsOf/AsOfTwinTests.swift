import Domain
import Store
import TestSupport
import Testing

@testable import Analysis

/// As of any moment the engine, whose reader ends there, and the plain twin, which leaves out facts,
/// give the same answers, merges taken back and restored included (R-0, R-1, R-M6).
@Suite("As of any moment: the engine and its plain twin")
struct AsOfTwinTests {
  @Test("R-0: lists and profiles, with merges taken back and restored", arguments: 1...6)
  func sameLists(seed: Int) async throws {
    var past = try RandomPast(seed: UInt64(seed), calls: 160)
    #expect(past.takenBack > 0)
    for moment in [nil] + past.moments(6) {
      let (engine, plain) = (past.engine.asOf(moment), past.plain.plainlyAsOf(moment))
      #expect(try await engine.overview() == (try await plain.overview()))
      for column in [UserColumn.lastSeen, .firstSeen, .name, .merged] {
        var question = UsersQuestion(limit: .max)
        question.sort = UserSort(column)
        let page = try await engine.users(question)
        #expect(page == (try await plain.users(question)), "as of \(moment as Any), by \(column)")
        guard column == .name else { continue }
        for row in page.rows {
          let profile = try await engine.profile(row.id, in: row.environment)
          let expected = try await plain.profile(row.id, in: row.environment)
          #expect(profile?.user == expected?.user)
          #expect(profile?.members == expected?.members)
          #expect(profile?.visits == expected?.visits)
        }
      }
      #expect(try await engine.catalogue(in: nil) == (try await plain.catalogue(in: nil)))
    }
  }

  @Test("R-0: the history of merges ends at the moment, with what was taken back by then")
  func sameMerges() async throws {
    for seed in 1...4 {
      var past = try RandomPast(seed: UInt64(seed), calls: 160)
      let records = try past.merges().map(\.record)
      for moment in past.moments(5) {
        let rows = try await past.engine.asOf(moment).merges(MergesQuestion(limit: .max)).rows
        let expected = records.filter { $0.migration.time <= moment }.map { record in
          let last = record.reversals.last { $0.time <= moment }
          return "\(record.id) \(last?.isInForce ?? true)"
        }
        #expect(Set(rows.map { "\($0.number) \($0.isInForce)" }) == Set(expected))
      }
    }
  }

  @Test("What users did up to a moment is the same from whichever moment it was read on from")
  func wandering() throws {
    for seed in 1...3 {
      var past = try RandomPast(seed: UInt64(seed), calls: 160)
      let kept = PastActivities(fewEvents: 0)
      for moment in past.moments(20).map(\.milliseconds) {
        try past.store.readNow(asOf: Timestamp(milliseconds: moment)) { reader in
          let users = try ProfileMap(reader).count
          let revision = try reader.revision()
          let found = try kept.activity(upTo: moment, reader, users: users, revision: revision)
          var expected = RawActivity(users: users)
          try expected.advance(to: moment, reader)
          #expect(found.moment == moment)
          #expect(found.rows == expected.rows)
        }
      }
    }
  }

  @Test("Random pasts restore merges, and are refused to where a user belongs to another profile")
  func pastsAreRich() throws {
    let pasts = try (1...6).map { try RandomPast(seed: $0, calls: 160) }
    #expect(pasts.contains { $0.restored > 0 })
    #expect(pasts.contains { $0.refused > 0 })
  }

  @Test("R-F1 to R-F13: funnels and the users behind their numbers", arguments: 1...5)
  func sameFunnels(seed: Int) async throws {
    var past = try RandomPast(seed: UInt64(seed), calls: 160)
    for moment in past.moments(4) {
      let (engine, plain) = (past.engine.asOf(moment), past.plain.plainlyAsOf(moment))
      let newest = try await plain.overview().newestEvent ?? moment
      var questions = RandomFunnels(
        seed: UInt64(seed) &+ UInt64(truncatingIfNeeded: moment.milliseconds), newest: newest)
      for number in 0..<12 {
        let question = questions.next()
        let answer = try await engine.funnel(question)
        #expect(answer == (try await plain.funnel(question)), "as of \(moment): \(question)")
        guard number.isMultiple(of: 4) else { continue }
        for step in question.steps.indices {
          var users = UsersQuestion(limit: .max)
          users.members = .funnel(question, FunnelCell(.reached(step: step)))
          #expect(
            try await engine.users(users) == (try await plain.users(users)),
            "as of \(moment): \(question)")
        }
      }
    }
  }

  @Test("R-G1, R-G2: trends and the users behind their numbers", arguments: 1...5)
  func sameTrends(seed: Int) async throws {
    var past = try RandomPast(seed: UInt64(seed), calls: 160)
    var choices = SeededGenerator(seed: UInt64(seed))
    let first = try #require(past.times.min())
    for moment in past.moments(4) {
      let (engine, plain) = (past.engine.asOf(moment), past.plain.plainlyAsOf(moment))
      for number in 0..<10 {
        let question = RandomTrends.question(&choices, from: first, newest: moment)
        let answer = try await engine.trend(question)
        #expect(answer == (try await plain.trend(question)), "as of \(moment): \(question)")
        guard number.isMultiple(of: 3) else { continue }
        for group in [answer.total] + answer.groups {
          var users = UsersQuestion(limit: .max)
          users.members = .trend(question, TrendCell(group: group.value))
          #expect(
            try await engine.users(users) == (try await plain.users(users)),
            "as of \(moment): \(question)")
        }
      }
    }
  }

  @Test("R-G3, R-G4: filters, the sizes of cohorts, and properties", arguments: 1...5)
  func sameFilters(seed: Int) async throws {
    var past = try RandomPast(seed: UInt64(seed), calls: 160)
    var filters = RandomFilters(seed: UInt64(seed))
    for moment in past.moments(4) {
      let (engine, plain) = (past.engine.asOf(moment), past.plain.plainlyAsOf(moment))
      for number in 0..<12 {
        let text = FilterText.text(filters.userFilter())
        var question = UsersQuestion(limit: .max)
        question.filter = try UserFilter(parsing: text)
        question.range = number.isMultiple(of: 3) ? .lastDays(2) : .all
        #expect(
          try await engine.users(question) == (try await plain.users(question)),
          "as of \(moment): \(text)")
      }
      for text in ["alice", "events>1 or plan=Pro", "User"] {
        var sizes = CohortSizeQuestion(filter: try UserFilter(parsing: text))
        sizes.range = .lastDays(3)
        #expect(
          try await engine.cohortSizes(sizes) == (try await plain.cohortSizes(sizes)),
          "as of \(moment): \(text)")
      }
      #expect(
        try await engine.propertyCatalogue(in: nil) == (try await plain.propertyCatalogue(in: nil)))
    }
  }

  @Test("R-M6: as of January the property that became Pro in March is Free")
  func freeInJanuary() async throws {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    let alice = Subject.identity(Identity(unchecked: "alice"))
    func day(_ text: String) throws -> Timestamp { try #require(Timestamp(iso8601: text)) }
    writer.append(
      [
        .properties(
          PropertyWrite(alice, time: try day("2026-01-05"), properties: ["plan": "Free"])),
        .event(Event("Search", of: alice, at: try day("2026-01-10"))),
        .properties(
          PropertyWrite(alice, time: try day("2026-03-05"), properties: ["plan": "Pro"])),
      ], in: .main)
    try writer.commit()
    let engine = Engine(store)
    func plans(_ engine: any Questions) async throws -> [GroupValue?] {
      var question = TrendQuestion(event: EventSelector("Search"))
      question.grouping = .user("plan")
      return try await engine.trend(question).groups.map(\.value)
    }
    #expect(try await plans(engine) == [.value("Pro")])
    #expect(try await plans(engine.asOf(try day("2026-03-05"))) == [.value("Pro")])
    #expect(try await plans(engine.asOf(try day("2026-03-04"))) == [.value("Free")])
    #expect(try await plans(engine.asOf(try day("2026-01-04"))) == [])
  }
}

@Suite("A moment as people write it")
struct PastMomentTests {
  private func resolved(
    _ text: String, zone: String = "UTC", newest: String? = "2026-03-10T12:00:00Z"
  ) throws -> String {
    try PastMoment(parsing: text).resolved(
      newest: newest.flatMap { Timestamp(iso8601: $0) }, calendar: try TrendCalendar(zone: zone)
    ).description
  }

  @Test(
    "A time, a date to its end, and so long before the newest event",
    arguments: [
      ("2026-01-31T09:00:00Z", "2026-01-31T09:00:00.000Z"),
      ("2026-01-31T09:00:00.123+02:00", "2026-01-31T07:00:00.123Z"),
      ("2026-01-31", "2026-01-31T23:59:59.999Z"), ("24h", "2026-03-09T12:00:00.000Z"),
      ("7d", "2026-03-03T12:00:00.000Z"),
    ])
  func written(text: String, moment: String) throws {
    #expect(try resolved(text) == moment)
  }

  @Test("A date ends by the clock of the zone, also on the day when clocks are put forward")
  func zones() throws {
    #expect(try resolved("2026-03-29", zone: "Europe/Berlin") == "2026-03-29T21:59:59.999Z")
    #expect(try resolved("2026-03-28", zone: "Europe/Berlin") == "2026-03-28T22:59:59.999Z")
  }

  @Test(
    "Anything else is refused", arguments: ["", "yesterday", "7", "0d", "-1d", "7w", "2026-13-01"])
  func refused(text: String) {
    #expect(throws: QuestionError.self) { try PastMoment(parsing: text) }
  }

  @Test("Without an event there is nothing to count back from")
  func noEvents() {
    #expect(throws: QuestionError.self) { try resolved("7d", newest: nil) }
  }
}
