import Analysis
import ArgumentParser
import Canvas
import Domain
import Explorer

struct WhyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why",
    abstract: "Why something belongs where it does: the chain of calls and rules.",
    discussion: """
      An id is looked up as an identity first, then as a user_id, then as a session.
      --event asks about an event of that user, --session about a session of it.
      The rules are told in docs/rules.md.

      EXAMPLES
        cairn why 222 --store shop.db
        cairn why alice@example.com --store shop.db
        cairn why alice@example.com --event Search --store shop.db
        cairn why 222 --event Search --at 2026-01-06T09:00:00.000Z --store shop.db
        cairn why 8325872782136936 --json --store shop.db
        cairn why 222 --as-of 2026-01-31 --store shop.db
      """)

  @Argument(help: ArgumentHelp("An identity, a user_id or a session id.", valueName: "id"))
  var id: String

  @Option(
    help: ArgumentHelp("The user's event of this name; the latest one.", valueName: "name"))
  var event: String?

  @Option(
    help: ArgumentHelp(
      "Of --event: that of this moment, as 'cairn events' prints it.", valueName: "time"),
    transform: Self.moment)
  var at: Timestamp?

  @Option(
    help: ArgumentHelp("The user's session of this id.", valueName: "id"),
    transform: Self.session)
  var session: SessionID?

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var past: AsOfOption

  @Flag(name: .long, help: "One JSON object; of several events at one moment, one a line.")
  var json = false

  func validate() throws {
    if at != nil, event == nil {
      throw ValidationError("--at says when an event was; expected --event NAME with it")
    }
    if event != nil, session != nil {
      throw ValidationError("give --event or --session, not both")
    }
  }

  private static func moment(_ text: String) throws -> Timestamp {
    guard let time = Timestamp(iso8601: text) else {
      throw ValidationError(
        "'\(text)' is not a time; expected one such as 2026-01-31T09:00:00.000Z")
    }
    return time
  }

  private static func session(_ text: String) throws -> SessionID {
    guard let number = UserID(decimal: text.utf8) else {
      throw ValidationError("'\(text)' is not a session id; expected digits")
    }
    return SessionID(truncating: number.rawValue)
  }

  func run() throws {
    do {
      try store.withEngine { engine in
        let moment = try past.moment(engine)
        let subjects = WhySubjects(
          questions: engine.asOf(moment), environment: try environment.environment(of: engine),
          id: id)
        let found = try find(subjects, then: moment.map { " as of \($0)" } ?? "")
        if !json, let moment { AsOfOption.announce(moment) }
        for (index, facts) in found.enumerated() { try show(facts, isFirst: index == 0) }
      }
    } catch {
      throw ShownError(error)
    }
  }

  private func show(_ facts: IdentityFacts, isFirst: Bool) throws {
    let chain = WhyChain(facts)
    if json { return put(try JSONRecords.line(WhyRecord(facts: facts, chain: chain))) }
    let lines = WhyText.lines(chain, width: min(100, TextOutput.width))
    put((isFirst ? "" : "\n") + lines.map { $0.map(\.text).joined() + "\n" }.joined())
  }

  /// - Throws: where there is no such thing; never returns nothing.
  private func find(_ subjects: WhySubjects, then: String) throws -> [IdentityFacts] {
    if event == nil, session == nil {
      if let facts = try subjects.plain() { return [facts] }
      throw ValidationError(
        "there is no identity, user_id or session '\(id)' in \(store.path)\(then); "
          + "'cairn users --where \(id)' looks for a part of a name or id")
    }
    guard let owner = try subjects.owner() else {
      throw ValidationError(
        "there is no identity or user_id '\(id)' in \(store.path)\(then); "
          + "'cairn users --where \(id)' looks for a part of a name or id")
    }
    if let session {
      if let facts = try subjects.session(session, of: owner) { return [facts] }
      throw ValidationError(
        "'\(id)' has no session \(session)\(then); 'cairn user \(id) --json' lists its sessions")
    }
    let name = event ?? ""
    let found = try subjects.events(named: name, at: at, of: owner)
    if !found.isEmpty { return found }
    var list = ShellCommand("cairn", "events")
    list.add("--event", name)
    throw ValidationError(
      "'\(id)' has no event '\(name)'\(at.map { " at \($0)" } ?? "")\(then); "
        + "\(list.text) lists when it was, and whose")
  }
}

/// A chain of evidence: where it starts and ends, and its steps.
private struct WhyRecord: Encodable {
  let user_id: String
  let app_id: String
  let profile_id: String
  let identity: String?
  let steps: [Step]

  struct Step: Encodable {
    let kind: String
    let title: String
    let lines: [Line]
  }

  struct Line: Encodable {
    let text: String
    let rule: String?
  }

  init(facts: IdentityFacts, chain: WhyChain) {
    user_id = facts.user.description
    app_id = facts.environment.value
    profile_id = (facts.profile?.id ?? facts.user).description
    identity = facts.profile?.identity.value
    steps = chain.steps.map { step in
      Step(
        kind: step.kind.rawValue, title: step.title,
        lines: step.lines.map { Line(text: $0.text, rule: $0.rule) })
    }
  }
}
