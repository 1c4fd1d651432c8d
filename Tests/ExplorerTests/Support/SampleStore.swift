import Domain
import Explorer
import TestSupport

@testable import Analysis

/// A small store with made-up people, the same in every run, that answers at once.
struct SampleStore: Questions {
  static let newest = Timestamp(milliseconds: 1_775_044_800_000)  // 2026-04-01T12:00:00Z
  static let now = newest.advanced(seconds: 780)

  private(set) var rows: [UserRow] = []
  private(set) var profiles: [UserID: Profile] = [:]
  private(set) var histories: [UserID: [[EventRow]]] = [:]
  private(set) var stream: [EventRow] = []
  var revisionNumber = 1
  /// What the doctor finds.
  var findings: [Finding] = []
  /// Merges that are not in force, by number.
  var takenBack: Set<Int> = [3]
  var paired: [PairedUser] = []

  init(users: Int = 60, seed: UInt64 = 1) {
    var random = SeededGenerator(seed: seed)
    for index in 0..<users { add(SamplePerson(index, using: &random)) }
    stream = histories.values.flatMap { $0.flatMap { $0 } }.sorted {
      ($1.time, $1.user, $1.name) < ($0.time, $0.user, $0.name)
    }
  }

  /// Another visitor, as when the store grows.
  mutating func add(_ person: SamplePerson) {
    rows.append(person.profile.user)
    profiles[person.profile.user.id] = person.profile
    histories[person.profile.user.id] = person.history
    stream.insert(contentsOf: person.history.joined().reversed(), at: 0)
  }

  /// One event more, the newest.
  mutating func insert(_ event: EventRow) { stream.insert(event, at: 0) }

  func answer(_ question: Question) -> Answer {
    switch question {
    case .overview: .overview(overviewNow)
    case .users(let question): .users(page(question))
    case .profile(let id, _): .profile(profiles[id])
    case .history(let question): .history(page(question))
    case .events(let question): .events(page(question))
    case .catalogue: .catalogue(names)
    case .propertyUse(let name, _): .propertyUse(uses(of: name))
    case .funnel(let question): .funnel(funnel(of: question))
    case .trend(let question): .trend(trend(of: question))
    case .propertyCatalogue: .propertyCatalogue(allProperties)
    case .merges(let question): .merges(merges(of: question))
    case .mergePreview(let change): .mergePreview(preview(of: change))
    case .why(let question): .why(facts(of: question))
    case .identityMoment: .identityMoment(nil)
    case .doctor: .doctor(findings)
    case .revision: .revision(revisionNumber)
    // The stage answers these, not a store.
    case .play, .scene: .revision(revisionNumber)
    case .asOf(_, let question): answer(question)
    }
  }

  private var overviewNow: Overview {
    var overview = Overview()
    overview.environments = [.main]
    overview.users = rows.count
    overview.events = stream.count
    overview.sessions = rows.reduce(0) { $0 + $1.sessions }
    overview.userProperties = rows.isEmpty ? [] : ["plan", "city", "seats", "company"]
    overview.oldestEvent = stream.last?.time
    overview.newestEvent = stream.first?.time
    return overview
  }

  private func page(_ question: UsersQuestion) -> UsersPage {
    let moments = question.range.resolved(newest: stream.first?.time)
    let members: Set<UserID>? =
      switch question.members {
      case .trend(let question, let cell): users(of: question, cell)
      case .named(let keys): Set(keys.map(\.id))
      case .funnel, .account, nil: nil
      }
    let matching = rows.filter { row in
      let isInRange =
        moments.map { range in
          histories[row.id, default: []].joined().contains { range.contains($0.time) }
        } ?? true
      if case .funnel(let funnel, let cell) = question.members,
        !contains(row.id, cell, funnel)
      {
        return false
      }
      return isInRange && matches(row, question.filter) && (members?.contains(row.id) ?? true)
    }
    .sorted { question.sort.puts($0, before: $1) }
    var page = UsersPage()
    page.rows = Array(matching.dropFirst(question.offset).prefix(question.limit))
    page.matching = matching.count
    page.identified = matching.count(where: \.isIdentified)
    page.events = matching.reduce(0) { $0 + $1.events }
    page.sessions = matching.reduce(0) { $0 + $1.sessions }
    page.total = rows.count
    page.range = moments
    page.newest = stream.first?.time
    return page
  }

  func matches(_ row: UserRow, _ filter: UserFilter) -> Bool {
    let now = (stream.first?.time.milliseconds ?? 0) + 1
    return plainly(
      row, histories[row.id, default: []].flatMap { $0 }, match: filter, ages: now, windows: now)
  }

  private func page(_ question: HistoryQuestion) -> HistoryPage {
    let visits = histories[question.profile] ?? []
    let rows = question.visit.map { visits.indices.contains($0) ? visits[$0] : [] }
    let all = rows ?? visits.reversed().flatMap { $0 }
    return HistoryPage(
      rows: Array(all.dropFirst(question.offset).prefix(question.limit)), total: all.count)
  }

  private func page(_ question: EventsQuestion) -> EventsPage {
    let moments = question.range.resolved(newest: stream.first?.time)
    let matching = stream.filter {
      (question.name == nil || $0.name == question.name) && (moments?.contains($0.time) ?? true)
        && (!question.onlyPaired || paired.device(of: $0) != nil)
    }
    // The cursor of this store counts the events shown; a real one would find them by time.
    let start = question.after?.shown ?? 0
    var page = EventsPage()
    page.rows = Array(matching.dropFirst(start).prefix(question.limit))
    page.total = matching.count
    page.paired = paired
    let end = start + page.rows.count
    if end < matching.count, let last = page.rows.last {
      page.next = EventCursor(time: last.time, shown: end)
    }
    return page
  }

  private var names: [EventUse] {
    Dictionary(grouping: stream, by: \.name).map { name, rows in
      EventUse(
        name: name, count: rows.count, users: Set(rows.map(\.profile)).count,
        firstSeen: rows.map(\.time).min() ?? Self.newest,
        lastSeen: rows.map(\.time).max() ?? Self.newest)
    }
    .sorted { ($1.count, $0.name) < ($0.count, $1.name) }
  }

  private func uses(of name: String) -> [PropertyUse] {
    let rows = stream.filter { $0.name == name }
    let keys = Set(rows.flatMap(\.properties.keys)).sorted()
    return keys.map { key in
      let values = Dictionary(grouping: rows.compactMap { $0.properties[key] }, by: \.self)
        .map { ValueCount(value: $0, count: $1.count) }
        .sorted { ($1.count, $0.value.text) < ($0.count, $1.value.text) }
      return PropertyUse(
        key: key, count: values.reduce(0) { $0 + $1.count }, distinct: values.count,
        topValues: Array(values.prefix(5)))
    }
  }

  // The questions as the explorer's runner asks them.

  func overview() async throws -> Overview { overviewNow }
  func users(_ question: UsersQuestion) async throws -> UsersPage { page(question) }
  func profile(_ id: UserID, in environment: AppID?) async throws -> Profile? { profiles[id] }
  func profile(_ identity: Identity, in environment: AppID?) async throws -> Profile? { nil }
  func doctor(in environment: AppID?, now: Timestamp) async throws -> [Finding] { findings }
  func history(_ question: HistoryQuestion) async throws -> HistoryPage { page(question) }
  func events(_ question: EventsQuestion) async throws -> EventsPage { page(question) }
  func catalogue(in environment: AppID?) async throws -> [EventUse] { names }
  func properties(ofEvent name: String, in environment: AppID?) async throws -> [PropertyUse] {
    uses(of: name)
  }
  func asOf(_ moment: Timestamp?) -> any Questions { self }
  func identityMoment(
    _ place: IdentityPlace, in environment: AppID?
  ) async throws -> IdentityMoment? { nil }

  func revision() async throws -> Int { revisionNumber }
  func accounts(in environment: AppID?) async throws -> [AccountRow] { [] }
  func funnel(_ question: FunnelQuestion) async throws -> FunnelAnswer {
    funnel(of: question)
  }
  func trend(_ question: TrendQuestion) async throws -> TrendAnswer { trend(of: question) }
  func cohortSizes(_ question: CohortSizeQuestion) async throws -> [CohortSize] { [] }
  func propertyCatalogue(in environment: AppID?) async throws -> PropertyCatalogue {
    allProperties
  }
}

extension UserSort {
  fileprivate func puts(_ left: UserRow, before right: UserRow) -> Bool {
    func compare<Value: Comparable>(_ value: (UserRow) -> Value) -> Bool {
      let (first, second) = (value(left), value(right))
      if first == second { return left.id < right.id }
      return descending ? second < first : first < second
    }
    switch column {
    case .name, .userID: return compare(\.name)
    case .kind: return compare { $0.isIdentified ? 1 : 0 }
    case .firstSeen: return compare(\.firstSeen)
    case .lastSeen: return compare { $0.lastSeen?.milliseconds ?? 0 }
    case .sessions: return compare(\.sessions)
    case .events: return compare(\.events)
    case .merged: return compare(\.merged.count)
    case .property(let key): return compare { $0.properties[key]?.text ?? "" }
    }
  }
}
