import Analysis
import Domain
import Store
import TestSupport
import Testing

/// Trends over column segments are the same as those counted one event after the other, whatever
/// arrived late, was merged or belongs to another environment.
@Suite("Trends, cohort sizes and properties, and their plain twins")
struct TrendTwinTests {
  /// Some days before clocks are put forward in Europe.
  private static let start = Timestamp(milliseconds: 1_774_310_400_000)

  private func stores(_ seed: Int, _ memory: ReportMemory) throws -> (Engine, PlainStore) {
    var choices = SeededGenerator(seed: UInt64(seed) &+ 500)
    var calls = RandomCalls(seed: UInt64(seed), from: Self.start)
    var plain = PlainStore()
    let store = try Store.inMemory()
    let writer = try Writer(store)
    // Each commit is smaller than the one before it, or the store would make one segment of them;
    // events come days late, so that the segments overlap.
    for count in [80, 40, 24, 14, 8, 5, 3, 1] {
      for _ in 0..<count {
        var (facts, environment) = calls.next()
        for index in facts.indices {
          guard case .event(var event) = facts[index] else { continue }
          event.time = event.time.advanced(
            seconds: -Int64.random(in: 0..<700_000, using: &choices))
          facts[index] = .event(event)
        }
        plain.append(facts, in: environment)
        writer.append(facts, in: environment)
      }
      try writer.commit()
    }
    return (Engine(store, memory: memory), plain)
  }

  /// So little memory that buckets and values are counted in many turns.
  private static var tight: ReportMemory {
    var memory = ReportMemory()
    memory.bitmaps = 1
    memory.distinctValues = 2
    return memory
  }

  @Test(
    "R-G1, R-G2, R-G3, R-M6: any trend, and who is behind each of its numbers, is what the twin counts",
    arguments: 1...9)
  func sameTrends(seed: Int) async throws {
    let (engine, plain) = try stores(seed, seed.isMultiple(of: 3) ? Self.tight : ReportMemory())
    let newest = try #require(try await plain.overview().newestEvent)
    var choices = SeededGenerator(seed: UInt64(seed) &+ 900)
    for _ in 0..<25 {
      let question = RandomTrends.question(&choices, from: Self.start, newest: newest)
      let answer = try await engine.trend(question)
      let expected = try await plain.trend(question)
      #expect(answer == expected, "\(question)")
      try await compareMembers(question, answer, engine, plain, &choices)
    }
  }

  private func compareMembers(
    _ question: TrendQuestion, _ answer: TrendAnswer, _ engine: Engine, _ plain: PlainStore,
    _ choices: inout SeededGenerator
  ) async throws {
    for group in [answer.total] + answer.groups {
      var cells = [(TrendCell(group: group.value), group.totalUsers)]
      if !answer.buckets.isEmpty {
        let index = Int.random(in: answer.buckets.indices, using: &choices)
        cells.append(
          (TrendCell(bucket: answer.buckets[index], group: group.value), group.users[index]))
      }
      for (cell, count) in cells {
        var users = UsersQuestion(limit: .max)
        users.environment = question.environment
        users.members = .trend(question, cell)
        let found = try await engine.users(users).rows.map { PlainUser($0) }
        #expect(found.count == count, "\(cell) of \(question)")
        #expect(Set(found) == plain.members(of: question, cell), "\(cell) of \(question)")
      }
    }
  }

  @Test("Any catalogue of properties is what the twin counts", arguments: 1...6)
  func sameProperties(seed: Int) async throws {
    let (engine, plain) = try stores(seed, seed.isMultiple(of: 2) ? Self.tight : ReportMemory())
    for environment in [nil, AppID.main, AppID("staging"), AppID("unknown")] {
      let answer = try await engine.propertyCatalogue(in: environment)
      #expect(answer == (try await plain.propertyCatalogue(in: environment)))
    }
  }

  @Test("R-G3: any cohort's sizes are what the twin counts", arguments: 1...4)
  func sameSizes(seed: Int) async throws {
    let (engine, plain) = try stores(seed, ReportMemory())
    for zone in ["UTC", "Europe/Berlin", "Pacific/Auckland"] {
      for range in [TimeRange.all, .lastDays(3)] {
        for environment in [nil, AppID("staging")] {
          for filter in ["alice"] + RandomTrends.timedFilters {
            var question = CohortSizeQuestion(filter: try UserFilter(parsing: filter))
            question.timeZone = zone
            question.range = range
            question.environment = environment
            let answer = try await engine.cohortSizes(question)
            #expect(answer == (try await plain.cohortSizes(question)), "\(question)")
          }
        }
      }
    }
  }
}
