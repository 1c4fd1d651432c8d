import Analysis
import Domain

/// A cursor can only be made by the engine that answers, so pages after the first are not to be had
/// here; see ``PlainStore/stream(_:)``.
package struct NoCursors: Error {
  package init() {}
}

extension PlainStore: Questions {
  package func overview() async throws -> Overview {
    let rows = rows(in: nil)
    let times = worlds(in: nil).flatMap(\.events).map(\.event.time)
    var overview = Overview()
    overview.environments = environments
    overview.users = rows.count
    overview.events = rows.reduce(0) { $0 + $1.events }
    overview.sessions = rows.reduce(0) { $0 + $1.sessions }
    let worlds = worlds(in: nil)
    let written = Self.mostFrequentFirst(worlds.flatMap(\.writes).flatMap(\.write.properties.keys))
    let initial = Set(
      worlds.flatMap(\.sessions).flatMap(\.session.properties.keys)
        .map(InitialProperty.name(forSessionProperty:)))
    overview.userProperties = written.map(\.value) + initial.sorted()
    overview.oldestEvent = times.min()
    overview.newestEvent = times.max()
    return overview
  }

  package func users(_ question: UsersQuestion) async throws -> UsersPage {
    usersPage(question)
  }

  package func profile(_ id: UserID, in environment: AppID?) async throws -> Profile? {
    plainProfile(id, in: environment)
  }

  package func profile(_ identity: Identity, in environment: AppID?) async throws -> Profile? {
    plainProfile(identity, in: environment)
  }

  package func history(_ question: HistoryQuestion) async throws -> HistoryPage {
    historyPage(question)
  }

  package func events(_ question: EventsQuestion) async throws -> EventsPage {
    guard question.after == nil else { throw NoCursors() }
    let stream = stream(question)
    var page = EventsPage()
    page.rows = Array(stream.prefix(question.limit))
    page.total = stream.count
    page.paired = pairedNow
    return page
  }

  /// There are none as of a moment.
  private var pairedNow: [PairedUser] { isAsOfMoment ? [] : paired }

  /// All events that a question matches, newest first, of equal times the last arrived first: what
  /// the pages of an engine give when put one after the other.
  package func stream(_ question: EventsQuestion) -> [EventRow] {
    let worlds = worlds(in: question.environment)
    let all = worlds.flatMap { world in world.events.map { (world, $0) } }
    let moments = question.range.resolved(newest: all.map(\.1.event.time).max())
    return
      all
      .filter { _, stored in
        (moments?.contains(stored.event.time) ?? true)
          && (question.name == nil || stored.event.name == question.name)
      }
      .filter { world, stored in
        !question.onlyPaired
          || pairedNow.contains { $0.user == stored.user && $0.environment == world.environment }
      }
      .sorted { ($0.1.event.time, $0.1.arrival) > ($1.1.event.time, $1.1.arrival) }
      .map { world, stored in world.row(of: stored) }
  }

  package func catalogue(in environment: AppID?) async throws -> [EventUse] {
    var question = EventsQuestion()
    question.environment = environment
    return Dictionary(grouping: stream(question), by: \.name)
      .map { name, rows in
        EventUse(
          name: name, count: rows.count,
          users: Set(rows.map { [$0.environment.value, $0.profile.description] }).count,
          firstSeen: rows.map(\.time).min() ?? .earliest,
          lastSeen: rows.map(\.time).max() ?? .earliest)
      }
      .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }

  package func properties(
    ofEvent name: String, in environment: AppID?
  ) async throws -> [PropertyUse] {
    var question = EventsQuestion()
    question.environment = environment
    question.name = name
    var values: [String: [PropertyValue]] = [:]
    for row in stream(question) {
      for (key, value) in row.properties { values[key, default: []].append(value) }
    }
    return values.map { key, values in
      let counts = Self.mostFrequentFirst(values)
      return PropertyUse(
        key: key, count: values.count, distinct: counts.count,
        topValues: counts.prefix(5).map { ValueCount(value: $0.value, count: $0.count) })
    }
    .sorted { ($1.count, $0.key) < ($0.count, $1.key) }
  }

  package func revision() async throws -> Int { arrivals.count }

  /// Distinct values with their counts; equally frequent ones in their own order.
  private static func mostFrequentFirst<Value: Hashable & Comparable>(
    _ values: [Value]
  ) -> [(value: Value, count: Int)] {
    Dictionary(grouping: values) { $0 }
      .map { (value: $0.key, count: $0.value.count) }
      .sorted { ($1.count, $0.value) < ($0.count, $1.value) }
  }
}
