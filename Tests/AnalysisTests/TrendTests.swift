import Analysis
import Domain
import Store
import Testing

@Suite("Trends")
struct TrendTests {
  private func engine(
    _ times: [String], properties: (Int) -> Properties = { _ in [:] },
    memory: ReportMemory = ReportMemory()
  ) throws -> Engine {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    for (place, text) in times.enumerated() {
      let time = try #require(Timestamp(iso8601: text))
      let event = Event(
        "Buy", of: .user(UserID(truncating: UInt64(place % 3))), at: time,
        properties: properties(place))
      writer.append([.event(event)], in: .main)
    }
    try writer.commit()
    return Engine(store, memory: memory)
  }

  private func lengths(_ answer: TrendAnswer) -> [Int64] {
    let edges = answer.buckets + [answer.end].compactMap(\.self)
    return zip(edges, edges.dropFirst()).map { $1.milliseconds(since: $0) / 3_600_000 }
  }

  @Test("R-G2: days are as long as the clocks of the zone make them")
  func daylightSaving() async throws {
    let engine = try engine(["2026-03-28T12:00:00Z", "2026-03-30T12:00:00Z"])
    var question = TrendQuestion(event: .any)
    question.timeZone = "Europe/Berlin"
    #expect(lengths(try await engine.trend(question)) == [24, 23, 24])
    let autumn = try self.engine(["2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z"])
    #expect(lengths(try await autumn.trend(question)) == [24, 25, 24])
    question.timeZone = "UTC"
    #expect(lengths(try await autumn.trend(question)) == [24, 24, 24])
  }

  @Test("R-G2: a day that begins at one o'clock, for clocks skipped midnight, is a day")
  func skippedMidnight() async throws {
    let engine = try engine(["2018-11-03T12:00:00Z", "2018-11-05T12:00:00Z"])
    var question = TrendQuestion(event: .any)
    question.timeZone = "America/Sao_Paulo"
    let answer = try await engine.trend(question)
    #expect(lengths(answer) == [24, 23, 24])
    #expect(answer.buckets[1] == Timestamp(iso8601: "2018-11-04T03:00:00Z"))
  }

  @Test("R-G2: hours stay whole hours where clocks move by half of one")
  func halfHours() async throws {
    let engine = try engine(["2026-04-04T13:10:00Z", "2026-04-04T16:40:00Z"])
    var question = TrendQuestion(event: .any)
    question.interval = .hour
    question.timeZone = "Australia/Lord_Howe"
    let answer = try await engine.trend(question)
    let minutes = zip(answer.buckets, answer.buckets.dropFirst()).map {
      $1.milliseconds(since: $0) / 60000
    }
    #expect(minutes == [60, 60, 30, 60])
    #expect(answer.total.events.reduce(0, +) == 2)
  }

  @Test("R-G2: weeks start on Monday, months on the first, in the zone that is stated")
  func weeksAndMonths() async throws {
    let engine = try engine(["2026-03-01T20:00:00Z"])
    var question = TrendQuestion(event: .any)
    question.interval = .week
    #expect(
      try await engine.trend(question).buckets == [Timestamp(iso8601: "2026-02-23T00:00:00Z")])
    question.timeZone = "Asia/Kolkata"
    question.interval = .month
    #expect(
      try await engine.trend(question).buckets == [Timestamp(iso8601: "2026-02-28T18:30:00Z")])
  }

  @Test("R-T3: the number 50 and the text 50 are one group")
  func writtenAlike() async throws {
    let times = (1...4).map { "2026-03-0\($0)T00:00:00Z" }
    let engine = try engine(times) {
      ["size": $0.isMultiple(of: 2) ? .number(50) : .string("50")]
    }
    var question = TrendQuestion(event: .any)
    question.grouping = .event("size")
    let groups = try await engine.trend(question).groups
    #expect(groups.map(\.value) == [.value("50")] && groups.map(\.totalEvents) == [4])
  }

  @Test("Of thousands of values the most frequent are found, however few are held at a time")
  func manyValues() async throws {
    var memory = ReportMemory()
    memory.distinctValues = 100
    let times = [String](repeating: "2026-03-01T00:00:00Z", count: 5000)
    let engine = try engine(
      times, properties: { ["id": .string($0 < 4000 ? "v\($0)" : "top\($0 % 3)")] },
      memory: memory)
    var question = TrendQuestion(event: .any)
    question.grouping = .event("id")
    question.groupLimit = 4
    let groups = try await engine.trend(question).groups
    #expect(
      groups.map(\.value) == [
        .value("top1"), .value("top0"), .value("top2"), .value("v0"), .other,
      ])
    #expect(groups.map(\.totalEvents) == [334, 333, 333, 1, 3999])
    let entry = try await engine.propertyCatalogue(in: nil).event.first
    #expect(entry?.distinct == 4003 && entry?.count == 5000 && entry?.topValues.count == 10)
  }

  @Test("Too many buckets and an unknown zone are said for people, with what to do")
  func errors() async throws {
    let engine = try engine(["2020-01-01T00:00:00Z", "2026-03-01T00:00:00Z"])
    var question = TrendQuestion(event: .any)
    question.interval = .hour
    await #expect {
      try await engine.trend(question)
    } throws: {
      "\($0)" == "more than 10000 hours; narrow the range, or count per day"
    }
    question.range = .lastDays(30)
    #expect(try await engine.trend(question).buckets.count == 721)
    question.timeZone = "Europe/Nowhere"
    await #expect {
      try await engine.trend(question)
    } throws: {
      "\($0)".hasPrefix("there is no time zone 'Europe/Nowhere'; expected UTC or a name")
    }
  }

  @Test("What a trend is split by is read as it is written")
  func grouping() throws {
    #expect(try Grouping(parsing: "") == nil)
    #expect(try Grouping(parsing: "plan") == .user("plan"))
    #expect(try Grouping(parsing: "event:category") == .event("category"))
    #expect(try Grouping(parsing: "account.plan") == .account("plan"))
    #expect(try Grouping(parsing: #"account."Company size""#) == .account("Company size"))
    #expect(try Grouping(parsing: #""account.plan""#) == .user("account.plan"))
    for text in ["event:", "account."] {
      #expect(throws: QuestionError.self) { try Grouping(parsing: text) }
    }
    #expect(Grouping.event("category").text == "event:category")
    for key in ["plan", "a b", "account.plan", "event:x", "\"x\"", "\"", "é"] {
      for grouping in [Grouping.user(key), .event(key), .account(key)] {
        #expect(try Grouping(parsing: grouping.text) == grouping)
      }
    }
  }

  @Test("A date is one of the zone's clock, with an offset one of that")
  func dates() throws {
    let berlin = try TrendCalendar(zone: "Europe/Berlin")
    #expect(berlin.moment("2026-03-30") == Timestamp(iso8601: "2026-03-29T22:00:00Z"))
    #expect(berlin.moment("2026-03-28T01:00") == Timestamp(iso8601: "2026-03-28T00:00:00Z"))
    #expect(berlin.moment("2026-03-28T01:00Z") == Timestamp(iso8601: "2026-03-28T01:00:00Z"))
    #expect(berlin.moment("soon") == nil)
    let start = try #require(berlin.moment("2026-03-30T13:00"))
    #expect(berlin.title(of: .hour, start) == "2026-03-30 13:00")
    #expect(berlin.title(of: .month, start) == "2026-03")
  }
}
