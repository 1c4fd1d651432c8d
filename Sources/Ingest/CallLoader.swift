import Domain
import Formats
import Foundation
import Store

/// Performs the calls of a file as the documents say, on clients whose state is kept between files,
/// and stores the facts.
struct CallLoader {
  private let writer: Writer
  private let options: Importer.Options
  private let sessions: SessionSource
  private var clients: [String: Client] = [:]
  private var changed: Set<String> = []

  init(_ writer: Writer, _ options: Importer.Options, _ sessions: SessionSource) {
    self.writer = writer
    self.options = options
    self.sessions = sessions
  }

  mutating func load(_ placed: PlacedLine, _ summary: inout ImportSummary) throws {
    do {
      switch placed.content {
      case .call(let line): try load(line, placed.line, &summary)
      case .segment(let message): try load(message, placed.line, &summary)
      }
    } catch let error as CallRejection {
      summary.report(LineProblem(line: placed.line, offset: 0, reason: error.description))
    }
  }

  /// Leaves the state of every client that was called to the next commit.
  mutating func saveClients() throws {
    let encoder = JSONEncoder()
    for key in changed.sorted() {
      guard let client = clients[key] else { continue }
      writer.setClientState(key, String(decoding: try encoder.encode(client), as: UTF8.self))
    }
    changed.removeAll()
  }

  // MARK: Calls

  private mutating func load(
    _ line: CallLine, _ number: Int, _ summary: inout ImportSummary
  ) throws {
    let environment = line.appID ?? options.environment
    guard isNew(line.idempotencyKey, in: environment, &summary) else { return }
    switch line.action {
    case .client(let call, let device):
      try perform(call, on: device, line, number, &summary)
    case .server(let call):
      let outcome = try call.perform(at: line.time, policy: options.identityPolicy)
      store(outcome, in: environment, number, &summary)
    case .recorded(let event):
      try record(event, at: line.time, in: environment, number, &summary)
    }
    remember(line.idempotencyKey, in: environment)
  }

  private mutating func perform(
    _ call: ClientCall, on device: CallingDevice, _ line: CallLine, _ number: Int,
    _ summary: inout ImportSummary
  ) throws {
    var client = try client(device, line.appID ?? options.environment)
    if let environment = line.appID { client.turn(to: environment) }
    let (context, warnings) = PropertyRules(.client).accept(device.context)
    let outcome = try client.perform(
      call, at: line.time, context: context, policy: options.identityPolicy)
    clients[device.key] = client
    changed.insert(device.key)
    summary.warn(warnings, line: number)
    store(outcome, in: client.appID ?? options.environment, number, &summary)
  }

  /// The client of a device: as this import left it, as the store has it, or a new one, whose ids
  /// follow from its name so that the same file always gives the same users.
  private func client(_ device: CallingDevice, _ environment: AppID) throws -> Client {
    if let known = clients[device.key] { return known }
    if let state = try writer.clientState(device.key) {
      guard let stored = try? JSONDecoder().decode(Client.self, from: Data(state.utf8)) else {
        throw StoreError.damaged("what is kept of the device '\(device.key)' can't be read")
      }
      return stored
    }
    let id = UserID.ofKey(device.key)
    return Client(
      device.platform ?? .web, seed: id.rawValue, userID: device.userID ?? id, appID: environment)
  }

  private func store(
    _ outcome: CallOutcome, in environment: AppID, _ number: Int, _ summary: inout ImportSummary
  ) {
    let refused = writer.append(outcome.facts, in: environment)
    summary.warn(outcome.warnings + refused, line: number)
    let events = outcome.facts.count { if case .event = $0 { true } else { false } }
    summary.events += events
    if events == 0 { summary.otherCalls += 1 }
  }

  private func isNew(
    _ key: String?, in environment: AppID, _ summary: inout ImportSummary
  ) -> Bool {
    guard var key else { return true }
    let hash = key.withUTF8 { ByteHash.of($0) }
    let isKnown = writer.withRows { rows in
      rows.isKnown(idempotencyKey: hash, in: rows.environmentCode(environment))
    }
    if isKnown { summary.duplicates += 1 }
    return !isKnown
  }

  private func remember(_ key: String?, in environment: AppID) {
    guard var key else { return }
    let hash = key.withUTF8 { ByteHash.of($0) }
    writer.withRows { rows in
      rows.remember(idempotencyKey: hash, in: rows.environmentCode(environment))
    }
  }

  // MARK: Recorded events and other clients' messages

  private func record(
    _ event: RecordedEvent, at time: Timestamp, in environment: AppID, _ number: Int,
    _ summary: inout ImportSummary
  ) throws(CallRejection) {
    if let name = event.event { try EventName.check(name, side: .client) }
    let subject = try subject(
      user: event.subject.user, identity: event.subject.identity, at: time, in: environment,
      number, &summary)
    let rules = PropertyRules(.client, forbiddenKey: "user_id")
    let (own, warnings) = PropertyRules(.client).accept(event.properties)
    let (users, userWarnings) = rules.accept(event.userProperties)
    summary.warn(warnings + userWarnings, line: number)
    if let name = event.event {
      append(
        name, .custom, own, of: subject, session: event.session, at: time, in: environment)
      summary.events += 1
    } else {
      summary.otherCalls += 1
    }
    if !users.isEmpty {
      writer.append(
        [.properties(PropertyWrite(subject, time: time, properties: users))], in: environment)
    }
  }

  private func load(
    _ message: SegmentMessage, _ number: Int, _ summary: inout ImportSummary
  ) throws(CallRejection) {
    let environment = options.environment
    guard isNew(message.idempotencyKey, in: environment, &summary) else { return }
    try perform(message, in: environment, number, &summary)
    remember(message.idempotencyKey, in: environment)
  }

  private func perform(
    _ message: SegmentMessage, in environment: AppID, _ number: Int,
    _ summary: inout ImportSummary
  ) throws(CallRejection) {
    if case .event(let name, _, _) = message.operation {
      try EventName.check(name, side: .server)
    }
    if case .alias(let previous, let user) = message.operation {
      try alias(previous, user, message, number, &summary)
      return
    }
    let subject = try subject(
      user: message.anonymousID, identity: message.identity, at: message.time, in: environment,
      number, &summary)
    var facts: [Fact] = [.user(User(subject, firstSeen: message.time))]
    switch message.operation {
    case .userProperties(let input):
      let (properties, warnings) = PropertyRules(.server).accept(input)
      summary.warn(warnings, line: number)
      if !properties.isEmpty {
        facts.append(
          .properties(PropertyWrite(subject, time: message.time, properties: properties)))
      }
    case .event(let name, let kind, let input):
      let (properties, warnings) = PropertyRules(.server).accept(input)
      summary.warn(warnings, line: number)
      append(name, kind, properties, of: subject, session: nil, at: message.time, in: environment)
      summary.events += 1
      return
    case .account(let account, let properties):
      if !properties.isEmpty {
        summary.warn([CallWarning(.accountPropertiesLeftOut, subject: account)], line: number)
      }
      facts.append(
        .properties(
          PropertyWrite(
            subject, time: message.time, properties: ["Account ID": .string(account)])))
    case .alias: return
    }
    summary.otherCalls += 1
    summary.warn(writer.append(facts, in: environment), line: number)
  }

  /// R-X3: an anonymous id migrates; a previous id that is an identity is refused, for two
  /// identities are never merged.
  private func alias(
    _ previous: String, _ user: UserID, _ message: SegmentMessage, _ number: Int,
    _ summary: inout ImportSummary
  ) throws(CallRejection) {
    var outcome = CallOutcome()
    let identity = try ServerCall.identity(
      .string(message.identity ?? ""), options.identityPolicy, &outcome)
    let isIdentity = writer.withRows { rows in
      rows.hasProfile(
        Identity(unchecked: previous), in: rows.environmentCode(options.environment))
    }
    if isIdentity {
      throw CallRejection(
        "alias names '\(previous)', which is an identity itself; two identities are never merged")
    }
    outcome.facts = [
      .user(User(.user(user), firstSeen: message.time)),
      .migration(Migration(from: user, to: identity, time: message.time, source: .imported)),
    ]
    store(outcome, in: options.environment, number, &summary)
  }

  /// Whom a line is about. With a user and an identity, the user migrates, unless it belongs to
  /// another identity: then the line counts for its identity (R-X2).
  private func subject(
    user: UserID?, identity: String?, at time: Timestamp, in environment: AppID, _ number: Int,
    _ summary: inout ImportSummary
  ) throws(CallRejection) -> Subject {
    guard let identity else {
      guard let user else { throw CallRejection("neither a user nor an identity is named") }
      return .user(user)
    }
    var outcome = CallOutcome()
    let named = try ServerCall.identity(.string(identity), options.identityPolicy, &outcome)
    guard let user else {
      summary.warn(outcome.warnings, line: number)
      return .identity(named)
    }
    let refused = writer.append(
      [.migration(Migration(from: user, to: named, time: time, source: .imported))],
      in: environment)
    summary.warn(outcome.warnings + refused, line: number)
    return refused.isEmpty ? .user(user) : .identity(named)
  }

  private func append(
    _ name: String, _ kind: Event.Kind, _ properties: Properties, of subject: Subject,
    session: SessionID?, at time: Timestamp, in environment: AppID
  ) {
    writer.withRows { rows in
      let code = rows.environmentCode(environment)
      let (user, id): (Int, UserID) =
        switch subject {
        case .user(let id): (rows.userOrdinal(id, in: code, at: time), id)
        case .identity(let identity):
          (rows.profileOrdinal(identity, in: code, at: time), .profile(of: identity))
        }
      let ordinal =
        session.map { rows.sessionOrdinal($0, user: user, at: time) }
        ?? sessions.session(of: user, id: id, at: time, in: &rows)
      rows.append(name, kind: kind, properties, user: user, session: ordinal, at: time)
    }
  }
}
