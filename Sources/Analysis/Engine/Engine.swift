import Domain
import Store
import Synchronization

/// Answers questions by folding over a store's segments.
///
/// The folds that many questions need, who there is and what they did, are made when first asked for
/// and kept until something is stored.
package final class Engine: Questions {
  let memory: ReportMemory
  private let store: Store
  /// The last moment that counts; nil for all time.
  private let moment: Timestamp?
  private let pastActivities: PastActivities
  private let kept = Mutex<Kept?>(nil)

  private struct Kept: Sendable {
    var revision: Int
    var map: ProfileMap
    var population: Population?
    var activity: Activity?
    var mergeLog: MergeLog?
    /// Of the properties that were asked about last, the last one at the end.
    var codes: [(property: String, codes: PropertyCodes)] = []
    /// The users behind a number of a report, whose list is paged through, sorted and filtered.
    var members: (asked: Members, profiles: [Bool])?
    /// By the code of an environment; nil for all.
    var timelines: [Int?: IdentityTimeline] = [:]
  }

  /// What questions about users need.
  struct Folds: Sendable {
    var population: Population
    var activity: Activity
  }

  /// - Parameter moment: the last moment that counts; nil for all time.
  package init(
    _ store: Store, asOf moment: Timestamp? = nil, memory: ReportMemory = ReportMemory()
  ) {
    self.store = store
    self.moment = moment
    self.memory = memory
    pastActivities = PastActivities()
  }

  /// The same store as of another moment; what was read of its past is shared.
  private init(_ engine: Engine, asOf moment: Timestamp?) {
    store = engine.store
    memory = engine.memory
    pastActivities = engine.pastActivities
    self.moment = moment
  }

  package func asOf(_ moment: Timestamp?) -> any Questions {
    moment == self.moment ? self : Engine(self, asOf: moment)
  }

  /// Answers from one snapshot, up to the moment in force.
  func read<Answer: Sendable>(
    _ question: @escaping @Sendable (Reader) throws -> Answer
  ) async throws -> Answer {
    try await store.read(asOf: moment, question)
  }

  /// Who is whom, for questions that need no more: it is there long before ``folds(_:)``.
  func profileMap(_ reader: Reader) throws -> ProfileMap {
    try withKept(reader) { $0.map }
  }

  /// Who there is.
  func population(_ reader: Reader) throws -> Population {
    try withKept(reader, readsMerges: true) { kept in
      let population = try kept.population ?? Population(reader, kept.map)
      kept.population = population
      return population
    }
  }

  /// Who there is, and what everybody did.
  func folds(_ reader: Reader) throws -> Folds {
    try withKept(reader, readsMerges: true) { kept in
      let population = try kept.population ?? Population(reader, kept.map)
      kept.population = population
      let activity = try kept.activity ?? activity(reader, population, kept.revision)
      kept.activity = activity
      return Folds(population: population, activity: activity)
    }
  }

  /// The texts that profiles have of a user property; nil where there are more than `limit`. Kept for
  /// the next question, which often is the same one with another step or range.
  func codes(of property: String, limit: Int, _ reader: Reader) throws -> PropertyCodes? {
    let known = try withKept(reader) { kept in
      kept.codes.first { $0.property == property }?.codes
    }
    if let known { return known.texts.all.count <= limit ? known : nil }
    let values = try ValuesInForce(
      of: property, texts: limit, reader, try profileMap(reader), folds: { try folds(reader) })
    guard let texts = values.texts else { return nil }
    let codes = PropertyCodes(texts: texts, codes: values.codes)
    guard texts.all.count <= PropertyCodes.few else { return codes }
    try withKept(reader) { kept in
      kept.codes.removeAll { $0.property == property }
      kept.codes = kept.codes.suffix(1) + [(property, codes)]
    }
    return codes
  }

  /// Every merge there ever was.
  func mergeLog(_ reader: Reader) throws -> MergeLog {
    try withKept(reader, readsMerges: true) { kept in
      let population = try kept.population ?? Population(reader, kept.map)
      kept.population = population
      let log = try kept.mergeLog ?? MergeLog(reader, population)
      kept.mergeLog = log
      return log
    }
  }

  /// Whether each profile is behind a number, where that was asked last.
  func keptMembers(_ members: Members, _ reader: Reader) throws -> [Bool]? {
    try withKept(reader) { kept in
      // Texts that Swift takes for equal may be two names.
      kept.members.flatMap { kept in
        kept.asked == members && "\(kept.asked)".utf8.elementsEqual("\(members)".utf8)
          ? kept.profiles : nil
      }
    }
  }

  func keep(_ members: Members, _ profiles: [Bool], _ reader: Reader) throws {
    try withKept(reader) { kept in kept.members = (members, profiles) }
  }

  private func activity(
    _ reader: Reader, _ population: Population, _ revision: Int
  ) throws -> Activity {
    guard let moment else { return try Activity(reader, population) }
    let earlier = try pastActivities.activity(
      upTo: moment.milliseconds, reader, users: population.count, revision: revision)
    return try Activity(reader, population, earlier)
  }

  /// When who is whom changed, in an environment by its code or in all.
  func timeline(_ reader: Reader, environment: Int?) throws -> IdentityTimeline {
    try withKept(reader) { kept in
      let timeline =
        try kept.timelines[environment]
        ?? IdentityTimeline(reader, kept.map, environment: environment)
      kept.timelines[environment] = timeline
      return timeline
    }
  }

  /// Questions that come at the same time wait for one of them to fold, rather than each do it.
  ///
  /// - Parameter readsMerges: whether more is asked of merges than who is whom now. Then all of it
  ///   is read at once.
  private func withKept<Value>(
    _ reader: Reader, readsMerges: Bool = false, _ body: (inout Kept) throws -> Value
  ) throws -> Value {
    let revision = try reader.revision()
    return try kept.withLock { kept in
      var current: Kept
      if let kept, kept.revision == revision {
        current = kept
      } else {
        if readsMerges { _ = try reader.migrations() }
        current = Kept(revision: revision, map: try ProfileMap(reader))
      }
      defer { kept = current }
      return try body(&current)
    }
  }

  // MARK: Questions

  package func revision() async throws -> Int {
    try await read { try $0.revision() }
  }

  package func overview() async throws -> Overview {
    try await read { [self] reader in
      let population = try population(reader)
      var overview = Overview()
      overview.environments = population.environments
      overview.users = (0..<population.count).count { population.isProfile($0) }
      overview.events = try reader.segments(.events).reduce(0) { $0 + $1.count }
      overview.sessions = try reader.sessionCount()
      overview.accountProperty = try reader.accountProperty()
      overview.userProperties = try UserProperties(reader: reader, population: population)
        .allKeys()
      let segments = try reader.segments(.events)
      overview.oldestEvent = segments.map(\.oldest).min().map { Timestamp(milliseconds: $0) }
      overview.newestEvent = segments.map(\.newest).max().map { Timestamp(milliseconds: $0) }
      return overview
    }
  }

  package func users(_ question: UsersQuestion) async throws -> UsersPage {
    try await read { [self] reader in
      // Once it is known what everybody did, that answers everything.
      if try withKept(reader, readsMerges: true, { $0.activity == nil }),
        let page = try LatestUsers(reader: reader, population: try population(reader))
          .page(question)
      {
        return page
      }
      let folds = try folds(reader)
      return try UserList(
        reader: reader, population: folds.population, activity: folds.activity
      ).page(question, among: try question.members.map { try profiles(behind: $0, reader) })
    }
  }

  /// The user property that names a user's account; ``Overview`` has it too, and takes longer.
  package func accountProperty() async throws -> String {
    try await read { try $0.accountProperty() }
  }

  package func accounts(in environment: AppID?) async throws -> [AccountRow] {
    try await read { [self] reader in
      let population = try population(reader)
      return try AccountReading(reader).all(in: population.code(of: environment), population)
    }
  }

  package func history(_ question: HistoryQuestion) async throws -> HistoryPage {
    try await read { [self] reader in
      let population = try population(reader)
      let code = population.code(of: question.environment)
      guard let user = population.profile(of: question.profile, in: code) else {
        return HistoryPage()
      }
      let history = try ProfileHistory(reader, population, profile: user)
      let chosen = history.events.indices.filter {
        question.visit == nil || history.visitOfEvent[$0] == question.visit
      }
      let page = chosen.dropFirst(max(0, question.offset)).prefix(max(0, question.limit))
      let rows = try EventRows(reader: reader, population: population)
        .rows(page.map { history.events[$0] }, in: history.segments)
      return HistoryPage(rows: rows, total: chosen.count)
    }
  }

  package func events(_ question: EventsQuestion) async throws -> EventsPage {
    try await read { [self] reader in
      try EventStream(reader: reader, population: try population(reader)).page(question)
    }
  }

  package func catalogue(in environment: AppID?) async throws -> [EventUse] {
    try await read { [self] reader in
      let population = try population(reader)
      return try Catalogue(reader: reader, population: population)
        .events(in: population.code(of: environment))
    }
  }

  package func properties(
    ofEvent name: String, in environment: AppID?
  ) async throws -> [PropertyUse] {
    try await read { [self] reader in
      let population = try population(reader)
      return try Catalogue(reader: reader, population: population)
        .properties(ofEvent: name, in: population.code(of: environment))
    }
  }
}
