@testable import Analysis
import Domain
import Store
import TestSupport
import Testing

/// Filters mean the same to the engine, which folds columns, and to the plain store, which goes
/// through every event of every user (R-G3, R-G4).
@Suite("Filters and their plain twin")
struct FilterTwinTests {
  @Test("A random filter is written and read back as the same tree", arguments: 1...20)
  func roundTrip(seed: Int) throws {
    var filters = RandomFilters(seed: UInt64(seed))
    for _ in 0..<50 {
      let user = filters.userFilter()
      #expect(try UserFilter(parsing: FilterText.text(user)).root == user)
      let event = filters.eventFilter()
      #expect(try EventFilter(parsing: FilterText.text(event)).root == event)
    }
  }

  @Test("Random filters on random stores find the same users", arguments: 1...8)
  func sameUsers(seed: Int) async throws {
    try await withStore(seed: seed) { plain, engine, _ in
      var filters = RandomFilters(seed: UInt64(seed) &* 7919)
      var sizes: Set<Int> = []
      for number in 0..<60 {
        var question = UsersQuestion(limit: 1000)
        let text = FilterText.text(filters.userFilter())
        question.filter = try UserFilter(parsing: text)
        question.environment = [nil, AppID.main, AppID("staging")][number % 3]
        let answer = try await engine.users(question)
        let expected = try await plain.users(question)
        #expect(answer == expected, "\(text)")
        sizes.insert(answer.matching)
      }
      // The filters are neither all true nor all false.
      #expect(sizes.count > 3)
    }
  }

  @Test("R-G3: as of any moment, random filters match the same users", arguments: 1...6)
  func sameMoments(seed: Int) async throws {
    try await withStore(seed: seed) { plain, _, store in
      let times = plain.stream(EventsQuestion()).map(\.time.milliseconds)
      let newest = try #require(times.max())
      let rows = plain.rows(in: nil)
      var filters = RandomFilters(seed: UInt64(seed) &* 104_729)
      let trees = (0..<40).map { _ in filters.userFilter() }
      try await store.read { reader in
        let population = try Population(reader, try ProfileMap(reader))
        let activity = try Activity(reader, population)
        for tree in trees {
          let filter = try UserFilter(parsing: FilterText.text(tree))
          let fold = try UserFilterFold(filter, anchor: newest, reader, population, activity)
          let now = fold.matchesNow()
          let direct = try UserFilterFold.matchesNow(
            filter, anchor: newest, reader, population, activity)
          for row in rows {
            let profile = try #require(
              (0..<population.count).first {
                population.isProfile($0) && population.id($0) == row.id
                  && population.environments[Int(population.environment[$0])] == row.environment
              })
            #expect(direct[profile] == now[profile])
            for moment in [newest + 1, times[times.count / 2], times[times.count / 3] + 1] {
              let expected = plain.plainlyMatches(
                row, filter, ages: newest + 1, windows: moment)
              #expect(fold.matches(profile, at: moment) == expected, "\(FilterText.text(tree))")
              if moment == newest + 1 { #expect(now[profile] == expected) }
              #expect(fold.isTimed || fold.matches(profile, at: moment) == now[profile])
            }
          }
        }
      }
    }
  }

  @Test("Random filters let the same events pass, one by one and by columns", arguments: 1...6)
  func sameEvents(seed: Int) async throws {
    try await withStore(seed: seed) { _, _, store in
      var filters = RandomFilters(seed: UInt64(seed) &* 31_337)
      let trees = (0..<60).map { _ in filters.eventFilter() }
      try await store.read { reader in
        let segments = try reader.segments(.events)
        let rows = EventRows(
          reader: reader, population: try Population(reader, try ProfileMap(reader)))
        var columns = EventColumns()
        for (index, segment) in segments.enumerated() {
          try columns.read(reader, segment)
          let records = (0..<segment.count).map { columns.record($0, segment: index) }
          let events = try rows.rows(records, in: segments).map(\.properties)
          for tree in trees {
            let text = FilterText.text(tree)
            let filter = try EventFilter(parsing: text)
            var fold = try EventFilterFold(filter, reader)
            let expected = events.map { plainlyPasses(filter, $0) }
            #expect(try fold.matches(in: segment) == expected, "\(text)")
            #expect(events.map { filter.matches($0) } == expected, "\(text)")
          }
        }
      }
    }
  }

  @Test("did: counts events by name and properties, whatever they are called")
  func definedEvents() async throws {
    try await withStore(seed: 3) { plain, engine, _ in
      var glossary = Glossary()
      glossary.events["Paid"] = try EventSelector(
        parsing: "Purchase | Invoice where plan=Free or plan=Pro or age=")
      glossary.cohorts["Payers"] = try UserFilter(parsing: "did:Paid>=2", glossary: glossary)
      for text in [
        "did:Paid", "not did:Paid>1 in 90d", "cohort:Payers", "not cohort:Payers events>2",
      ] {
        var question = UsersQuestion(limit: 1000)
        question.filter = try UserFilter(parsing: text, glossary: glossary)
        let answer = try await engine.users(question)
        #expect(answer == (try await plain.users(question)), "\(text)")
        #expect(answer.matching > 0 && answer.matching < answer.total, "\(text)")
      }
    }
  }

  private func withStore(
    seed: Int, _ body: (PlainStore, Engine, Store) async throws -> Void
  ) async throws {
    let folder = try TemporaryFolder()
    let store = try Store.openForWriting(folder.path("store.db"))
    var plain = PlainStore()
    var calls = RandomCalls(seed: UInt64(seed))
    var choices = SeededGenerator(seed: UInt64(seed))
    let writer = try Writer(store)
    for _ in 0..<220 {
      let (facts, environment) = calls.next()
      plain.append(facts, in: environment)
      writer.append(facts, in: environment)
      if Int.random(in: 0..<30, using: &choices) == 0 { try writer.commit() }
    }
    try writer.commit()
    try await body(plain, Engine(store), store)
    try store.close()
  }
}
