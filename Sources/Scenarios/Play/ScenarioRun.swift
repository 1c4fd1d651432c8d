import Domain

/// A fact with the environment it belongs to.
package struct ArrivedFact: Hashable, Sendable {
  package let environment: AppID
  package let fact: Fact

  package init(_ fact: Fact, in environment: AppID) {
    self.fact = fact
    self.environment = environment
  }
}

/// A scenario being played: each step turns one call into facts. Pure: the same file gives the same
/// ids and facts every time.
package struct ScenarioRun: Sendable {
  package let scenario: Scenario
  /// The index of the step that comes next.
  package private(set) var position = 0
  /// Every fact so far, in order of arrival.
  package private(set) var facts: [ArrivedFact] = []
  /// The devices as they are now, by name.
  package private(set) var clients: [String: Client] = [:]
  /// The time of the last call.
  package private(set) var now: Timestamp?
  /// What is known of each device's surroundings; a step's `context:` changes it for good.
  private var surroundings: [String: Properties] = [:]
  private var known = KnownSoFar()

  package init(_ scenario: Scenario) {
    self.scenario = scenario
    for (index, setup) in scenario.devices.enumerated() {
      // Any numbers do, so long as no two devices draw the same ids.
      let seed = 0x5EED_0000 + UInt64(index)
      clients[setup.name] = Client(
        setup.platform, seed: seed, userID: setup.userID, appID: setup.appID)
      surroundings[setup.name] = setup.context
    }
  }

  package var isOver: Bool { position == scenario.steps.count }

  /// Performs the next step; nil when there is none.
  package mutating func advance() -> StepOutcome? {
    guard !isOver else { return nil }
    let step = scenario.steps[position]
    position += 1
    guard case .call(let call) = step.action else { return StepOutcome(step: step) }
    var outcome = StepOutcome(step: step)
    now = call.time
    switch call.caller {
    case .device(let name, let made, let context):
      perform(made, on: name, context, at: call.time, &outcome)
    case .server(let request, let appID):
      perform(request, appID, at: call.time, &outcome)
    }
    facts += outcome.facts
    known.learn(outcome.facts)
    return outcome
  }

  private mutating func perform(
    _ call: ClientCall, on name: String, _ context: Properties, at time: Timestamp,
    _ outcome: inout StepOutcome
  ) {
    guard var client = clients[name] else { return }
    surroundings[name, default: [:]].merge(context) { _, new in new }
    let earlier = client.device
    do throws(CallRejection) {
      let done = try client.perform(
        call, at: time, context: surroundings[name] ?? [:],
        policy: scenario.settings.nonUniqueIdentities)
      clients[name] = client
      outcome.record(done, in: client.appID ?? .main)
    } catch {
      outcome.rejection = error
    }
    outcome.explanations = Explanation.of(
      call, before: earlier, after: clients[name]?.device, outcome, known, at: time)
  }

  private mutating func perform(
    _ request: Scenario.ServerRequest, _ appID: AppID, at time: Timestamp,
    _ outcome: inout StepOutcome
  ) {
    do throws(CallRejection) {
      var checks = CallOutcome()
      let policy = scenario.settings.nonUniqueIdentities
      let call = try request.call(policy, &checks)
      var done = try call.perform(at: time, policy: policy)
      done.warnings = checks.warnings + done.warnings
      dropRefused(&done, in: appID)
      outcome.record(done, in: appID)
    } catch {
      outcome.rejection = error
    }
    outcome.explanations = Explanation.of(request, outcome, known, in: appID)
  }

  /// R-A10: a user_id belongs to one identity, a second one is dropped with a warning; and so is one
  /// user_id too many.
  private func dropRefused(_ done: inout CallOutcome, in appID: AppID) {
    done.facts.removeAll { fact in
      guard case .migration(let migration) = fact else { return false }
      if let owner = known.owner(of: migration.from, in: appID) {
        if owner == migration.identity { return false }
        done.warnings.append(
          CallWarning(.identityConflict, subject: migration.from.description))
        return true
      }
      let earlier = known.serverIdentifies(of: migration.identity, in: appID)
      if IdentifyLimit.admits(at: migration.time, after: earlier) { return false }
      done.warnings.append(CallWarning(.identityLimit, subject: migration.identity.value))
      return true
    }
  }
}

/// What a step did.
package struct StepOutcome: Equatable, Sendable {
  package let step: Scenario.Step
  package private(set) var facts: [ArrivedFact] = []
  package private(set) var warnings: [CallWarning] = []
  package private(set) var answer: CallOutcome.Answer?
  package fileprivate(set) var rejection: CallRejection?
  /// What happened, in words, each with the rule that says so.
  package fileprivate(set) var explanations: [Explanation] = []

  init(step: Scenario.Step) {
    self.step = step
  }

  fileprivate mutating func record(_ outcome: CallOutcome, in environment: AppID) {
    facts = outcome.facts.map { ArrivedFact($0, in: environment) }
    warnings = outcome.warnings
    answer = outcome.answer
  }

  /// The event that the call sent.
  package var event: Event? {
    for arrived in facts { if case .event(let event) = arrived.fact { return event } }
    return nil
  }

  /// The session that began with the call.
  package var newSession: Session? {
    for arrived in facts { if case .session(let session) = arrived.fact { return session } }
    return nil
  }
}

extension Scenario.ServerRequest {
  fileprivate func call(
    _ policy: NonUniqueIdentityPolicy, _ outcome: inout CallOutcome
  ) throws(CallRejection) -> ServerCall {
    switch self {
    case .addUserProperties(let identity, let properties):
      return .addUserProperties(identity: identity, properties: properties)
    case .identify(let user, let identity):
      return .identify(user: user, identity: identity)
    case .track(.user(let user), let event, let properties, let session):
      return .track(of: .user(user), event: event, properties: properties, session: session)
    case .track(.identity(let input), let event, let properties, let session):
      let identity = try ServerCall.identity(input, policy, &outcome)
      return .track(
        of: .identity(identity), event: event, properties: properties, session: session)
    }
  }
}

/// What the facts so far say about identities: who has been heard of, and who belongs to whom.
struct KnownSoFar {
  private var owners: [AppID: [UserID: Identity]] = [:]
  private var users: [AppID: Set<UserID>] = [:]
  private var identities: [AppID: Set<Identity>] = [:]
  /// When servers gave each identity its user_ids (R-A10).
  private var identifies: [AppID: [Identity: [Timestamp]]] = [:]
  /// Identities that only server calls have named so far.
  private var serverOnly: [AppID: Set<Identity>] = [:]

  mutating func learn(_ facts: [ArrivedFact]) {
    for arrived in facts {
      let environment = arrived.environment
      switch arrived.fact {
      case .user(let user):
        switch user.subject {
        case .user(let id): users[environment, default: []].insert(id)
        case .identity(let identity):
          if identities[environment, default: []].insert(identity).inserted {
            serverOnly[environment, default: []].insert(identity)
          }
        }
      case .migration(let migration):
        if migration.source == .server, owners[environment]?[migration.from] == nil {
          identifies[environment, default: [:]][migration.identity, default: []]
            .append(migration.time)
        }
        owners[environment, default: [:]][migration.from] = migration.identity
        users[environment, default: []].insert(migration.from)
        identities[environment, default: []].insert(migration.identity)
        serverOnly[environment]?.remove(migration.identity)
      default: break
      }
    }
  }

  func owner(of user: UserID, in environment: AppID) -> Identity? { owners[environment]?[user] }

  func serverIdentifies(of identity: Identity, in environment: AppID) -> [Timestamp] {
    identifies[environment]?[identity] ?? []
  }

  func has(_ user: UserID, in environment: AppID) -> Bool {
    users[environment]?.contains(user) == true
  }

  func has(_ identity: Identity, in environment: AppID) -> Bool {
    identities[environment]?.contains(identity) == true
  }

  func isFromServerOnly(_ identity: Identity, in environment: AppID) -> Bool {
    serverOnly[environment]?.contains(identity) == true
  }

  /// Another identity that differs from this one only in case (R-I9).
  func twin(of identity: Identity, in environment: AppID) -> Identity? {
    identities[environment]?
      .filter { $0 != identity && $0.value.lowercased() == identity.value.lowercased() }.min()
  }
}
