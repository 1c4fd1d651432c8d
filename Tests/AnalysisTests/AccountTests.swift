import Analysis
import Domain
import Store
import TestSupport
import Testing

@Suite("Accounts")
struct AccountTests {
  private let start = Timestamp(milliseconds: 1_767_600_000_000)

  private func fill(_ body: (Writer) throws -> Void) throws -> Engine {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    try body(writer)
    try writer.commit()
    return Engine(store)
  }

  private func account(_ id: String, _ properties: Properties, after seconds: Int64) -> Fact {
    .account(
      AccountWrite(
        AccountID(unchecked: id), time: start.advanced(seconds: seconds), properties: properties))
  }

  private func user(_ id: UInt64, _ properties: Properties, after seconds: Int64) -> Fact {
    .properties(
      PropertyWrite(
        .user(UserID(truncating: id)), time: start.advanced(seconds: seconds),
        properties: properties))
  }

  @Test("R-A13, R-A14, R-M7: the engine's accounts are those of the plain store", arguments: 1...8)
  func twin(seed: UInt64) async throws {
    var calls = RandomCalls(seed: seed)
    let store = try Store.inMemory()
    let writer = try Writer(store)
    var plain = PlainStore()
    for number in 0..<150 {
      let (facts, environment) = calls.next()
      writer.append(facts, in: environment)
      plain.append(facts, in: environment)
      if number.isMultiple(of: 60) { try writer.commit() }
    }
    try writer.commit()
    let engine = Engine(store)
    for environment in [nil, AppID.main, AppID("staging")] {
      let (rows, expected) = try await (
        engine.accounts(in: environment), plain.accounts(in: environment)
      )
      #expect(rows == expected)
      var everybody = UsersQuestion(limit: 1000)
      everybody.environment = environment
      #expect(try await engine.users(everybody).rows == plain.usersPage(everybody).rows)
      for row in rows {
        var question = UsersQuestion(limit: 1000)
        question.environment = row.environment
        question.members = .account(row.account.id)
        let page = try await engine.users(question)
        #expect(page.matching == row.members)
        #expect(page.rows.allSatisfy { $0.account == row.account })
      }
    }
    let moment = start.advanced(seconds: 200_000)
    #expect(
      try await engine.asOf(moment).accounts(in: nil) == plain.plainlyAsOf(moment).accounts(in: nil)
    )
  }

  @Test("R-A13: whatever the order of arrival, of each key the latest time wins", arguments: 1...10)
  func order(seed: UInt64) async throws {
    var chance = SeededGenerator(seed: seed)
    let writes = (0..<12).map { index in
      account("acme", ["plan": .string("p\(index % 4)"), "k\(index % 3)": 1], after: Int64(index))
    }
    var answers: Set<[AccountRow]> = []
    for _ in 0..<4 {
      let shuffled = writes.shuffled(using: &chance)
      let engine = try fill { writer in
        for write in shuffled {
          writer.append([write], in: .main)
          if Bool.random(using: &chance) { try writer.commit() }
        }
      }
      answers.insert(try await engine.accounts(in: nil))
    }
    #expect(answers.count == 1)
    #expect(answers.first?.first?.account.properties["plan"] == "p3")
    #expect(answers.first?.first?.firstSeen == start)
  }

  @Test("R-A13: an equal value adds nothing; values keep their types")
  func equalValues() async throws {
    let store = try Store.inMemory()
    for _ in 0..<3 {
      let writer = try Writer(store)
      writer.append(
        [account("acme", ["n": 50, "s": "50", "t": true, "e": "é\u{0}"], after: 0)], in: .main)
      try writer.commit()
    }
    let rows = try await Engine(store).accounts(in: nil)
    #expect(rows.map(\.account.properties) == [["n": 50, "s": "50", "t": true, "e": "é\u{0}"]])
  }

  @Test("R-A14: a user whose account property changes moves; the account that is left is kept")
  func moving() async throws {
    let engine = try fill { writer in
      writer.append([account("acme", ["plan": "Pro"], after: 0)], in: .main)
      writer.append([user(1, ["Account ID": "acme"], after: 1)], in: .main)
      writer.append([user(2, ["Account ID": "acme"], after: 1)], in: .main)
      writer.append([user(2, ["Account ID": "other"], after: 2)], in: .main)
      writer.append([user(1, ["Account ID": "other"], after: 3)], in: .main)
    }
    let rows = try await engine.accounts(in: nil)
    #expect(rows.map(\.account.id.value) == ["other", "acme"])
    #expect(rows.map(\.members) == [2, 0])
    let before = try await engine.asOf(start.advanced(seconds: 1)).accounts(in: nil)
    #expect(before.map(\.account.id.value) == ["acme"])
    #expect(before.map(\.members) == [2])
    let profile = try await engine.profile(UserID(truncating: 1), in: nil)
    #expect(profile?.user.account == Account(AccountID(unchecked: "other")))
  }

  @Test("R-M7: of merged users the account that was written last counts, and it is one")
  func merging() async throws {
    let alice = Identity(unchecked: "alice")
    let engine = try fill { writer in
      writer.append([account("new", ["plan": "Pro"], after: 0)], in: .main)
      writer.append([user(1, ["Account ID": "new"], after: 5)], in: .main)
      writer.append([user(2, ["Account ID": "old"], after: 4)], in: .main)
      for id in [1, 2] as [UInt64] {
        writer.append(
          [
            .migration(
              Migration(
                from: UserID(truncating: id), to: alice, time: start.advanced(seconds: 9),
                source: .client))
          ], in: .main)
      }
    }
    let profile = try await engine.profile(alice, in: nil)
    #expect(profile?.user.account?.id.value == "new")
    #expect(profile?.user.account?.properties == ["plan": "Pro"])
    #expect(try await engine.accounts(in: nil).map(\.members) == [1, 0])
  }

  @Test("R-A14: another user property can name the account, also for funnels")
  func setting() async throws {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    for id in 1...4 as ClosedRange<UInt64> {
      writer.append(
        [
          user(id, ["company": .number(Double(id / 2))], after: 0),
          .event(Event("A", of: .user(UserID(truncating: id)), at: start)),
        ], in: .main)
    }
    writer.setAccountProperty("company")
    try writer.commit()
    let engine = Engine(store)
    #expect(try await engine.overview().accountProperty == "company")
    #expect(try await engine.accounts(in: nil).map(\.account.id.value) == ["1", "0", "2"])
    var question = FunnelQuestion(steps: [EventSelector("A")])
    question.unit = .account(property: nil)
    #expect(try await engine.funnel(question).total.counts == [3])
    // The next writer knows it, and the question named is answered likewise.
    #expect(try Writer(store).accountProperty == "company")
    question.unit = .account(property: "company")
    #expect(try await engine.funnel(question).total.counts == [3])
  }

  @Test(
    "R-A14, R-M7: filters and groups read the account of now, also after a move and a new value")
  func properties() async throws {
    let engine = try fill { writer in
      writer.append(
        [
          account("old", ["plan": "Free", "seats": 3], after: 0),
          account("new", ["plan": "Pro"], after: 1),
          account("old", ["plan": "Team"], after: 2),
          user(1, ["Account ID": "old"], after: 3), user(2, ["Account ID": "old"], after: 3),
          user(2, ["Account ID": "new"], after: 4), user(3, ["plan": "Pro"], after: 5),
        ]
          + (1...3).map {
            .event(Event("A", of: .user(UserID(truncating: $0)), at: start))
          }, in: .main)
      // An account of the same name elsewhere is another one.
      writer.append([account("old", ["plan": "Other"], after: 9)], in: AppID("staging"))
    }
    func names(_ filter: String, asOf seconds: Int64? = nil) async throws -> Set<UserID> {
      var question = UsersQuestion(limit: 10)
      question.filter = try UserFilter(parsing: filter)
      let past = engine.asOf(seconds.map { start.advanced(seconds: $0) })
      return Set(try await past.users(question).rows.map(\.id))
    }
    let (one, two, three) = (
      UserID(truncating: 1), UserID(truncating: 2), UserID(truncating: 3)
    )
    #expect(try await names("account.plan=Team") == [one])
    #expect(try await names("account.plan=Pro") == [two])
    #expect(try await names("account.plan=") == [three])
    #expect(try await names("account.seats>2") == [one])
    #expect(try await names("account.plan=Team", asOf: 3) == [one, two])
    #expect(try await names("account.plan=Free", asOf: 3).isEmpty)

    var funnel = FunnelQuestion(steps: [EventSelector("A")])
    funnel.grouping = .account("plan")
    #expect(
      try await engine.funnel(funnel).groups.map(\.value)
        == [.value("Pro"), .value("Team"), .missing])
    var trend = TrendQuestion(event: EventSelector("A"))
    trend.grouping = .account("plan")
    #expect(
      try await engine.trend(trend).groups.map(\.value)
        == [.value("Pro"), .value("Team"), .missing])
    let catalogue = try await engine.propertyCatalogue(in: nil)
    #expect(catalogue.account.map(\.key) == ["plan", "seats"])
    #expect(catalogue.account.map(\.count) == [2, 1])
  }
}
