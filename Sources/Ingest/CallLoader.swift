import Domain
import Formats
import Foundation
import Store

/// Performs the calls of a file as the documents say, on clients whose state is kept between files,
/// and stores the facts.
struct CallLoader {
  private let writer: Writer
  private let options: Importer.Options
  private let messages: MessageLoader
  private var clients: [String: Client] = [:]
  private var changed: Set<String> = []

  init(_ writer: Writer, _ options: Importer.Options, _ sessions: SessionSource) {
    self.writer = writer
    self.options = options
    messages = MessageLoader(
      writer: writer, policy: options.identityPolicy, sessions: sessions)
  }

  mutating func load(
    _ placed: PlacedLine, on number: Int, _ summary: inout ImportSummary
  ) throws {
    do {
      switch placed.content {
      case .call(let line): try load(line, number, &summary)
      case .segment(let message): try load(message, number, &summary)
      }
    } catch let error as CallRejection {
      summary.report(LineProblem(line: number, offset: 0, reason: error.description))
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
    writer.remember(line.idempotencyKey, in: environment)
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
    if writer.isKnown(key, in: environment) {
      summary.duplicates += 1
      return false
    }
    return true
  }

  // MARK: Recorded events and other clients' messages

  private func record(
    _ event: RecordedEvent, at time: Timestamp, in environment: AppID, _ number: Int,
    _ summary: inout ImportSummary
  ) throws(CallRejection) {
    if let name = event.event { try EventName.check(name, side: .client) }
    let (subject, noted) = try messages.subject(
      user: event.subject.user, identity: event.subject.identity, at: time, in: environment)
    summary.warn(noted, line: number)
    let rules = PropertyRules(.client, forbiddenKey: "user_id")
    let (own, warnings) = PropertyRules(.client).accept(event.properties)
    let (users, userWarnings) = rules.accept(event.userProperties)
    summary.warn(warnings + userWarnings, line: number)
    if let name = event.event {
      messages.append(
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
    let (isEvent, warnings) = try messages.perform(message, in: environment)
    summary.warn(warnings, line: number)
    if isEvent { summary.events += 1 } else { summary.otherCalls += 1 }
    writer.remember(message.idempotencyKey, in: environment)
  }
}
