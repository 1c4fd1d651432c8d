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
      The rules are told in docs/rules.md.

      EXAMPLES
        cairn why 222 --store shop.db
        cairn why alice@example.com --store shop.db
        cairn why 8325872782136936 --json --store shop.db
      """)

  @Argument(help: ArgumentHelp("An identity, a user_id or a session id.", valueName: "id"))
  var id: String

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    do {
      guard let facts = try store.withEngine(find) else {
        throw ValidationError(
          "there is no identity, user_id or session '\(id)' in \(store.path); "
            + "'cairn users --where \(id)' looks for a part of a name or id")
      }
      let chain = WhyChain(facts)
      if json {
        put(try JSONRecords.line(WhyRecord(facts: facts, chain: chain)))
      } else {
        let lines = WhyText.lines(chain, width: min(100, TextOutput.width))
        put(lines.map { $0.map(\.text).joined() + "\n" }.joined())
      }
    } catch {
      throw ShownError(error)
    }
  }

  private func find(_ engine: Engine) throws -> IdentityFacts? {
    let app = try environment.environment(of: engine)
    var subjects = [WhySubject.identity(Identity(unchecked: id))]
    if let number = UserID(decimal: id.utf8) {
      subjects += [.user(number), .session(SessionID(truncating: number.rawValue))]
    }
    for subject in subjects {
      let facts = try waiting { try await engine.why(WhyQuestion(subject, in: app)) }
      if let facts { return facts }
    }
    return nil
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
