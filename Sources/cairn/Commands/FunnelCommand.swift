import Analysis
import ArgumentParser
import Canvas
import Domain
import Explorer

struct FunnelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "funnel",
    abstract: "How many users go through a sequence of steps, and who they are.",
    discussion: """
      A step is an event, any of several ('Sign Up | Log In'), or * for any event,
      with or without a filter: 'Purchase where dollars>=50'. Docs: docs/funnels.md.

      EXAMPLES
        cairn funnel 'View Product' 'Add to Cart' Purchase --store shop.db
        cairn funnel 'View Product' Purchase --by plan --within 7d --json
        cairn funnel 'View Product' Purchase --users dropped:1 --csv
        cairn funnel 'View Product' Purchase --as-of 2026-01-31
        cairn funnel 'View Product' Purchase --within 7d --save Checkout
        cairn funnel --saved Checkout --by plan
      """)

  @Argument(help: ArgumentHelp("The steps, in order.", valueName: "step"))
  var steps: [String] = []

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var past: AsOfOption
  @OptionGroup var output: OutputOptions

  @Option(
    help: ArgumentHelp(
      "Split by a user property; by account.KEY, a property of the user's account; or by "
        + "event:KEY, a property of the first step's event.",
      valueName: "property"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "The conversion window: at most so long from the first step to the last; 30m, 12h, 7d, 2w.",
      valueName: "duration"))
  var within: String?

  @Option(
    help: ArgumentHelp(
      "What is counted: user (the default), session, user-in-session (all steps in one session), account or "
        + "account:PROPERTY.", valueName: "unit"))
  var per: String?

  @Option(
    help: ArgumentHelp(
      "All steps are in it: all (the default), 24h, 7d, 30d, 90d (counted back from the newest event), or "
        + "FROM..TO.", valueName: "range"))
  var range: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only users who match, as in 'cairn users'; did: … in 7d counts at the time of each event.",
      valueName: "filter"))
  var filter: String?

  @OptionGroup var saved: SavedOptions

  @Option(help: ArgumentHelp("How many groups are shown one by one.", valueName: "count"))
  var limitGroups = 20

  @Option(
    name: .customLong("users"),
    help: ArgumentHelp(
      "List the users behind a number: reached:2, dropped:2 (reached step 2, not the next, and no "
        + "longer can) or in-time:2. Steps count from 1.", valueName: "number"))
  var users: String?

  @Option(
    help: ArgumentHelp(
      "With --users: only those of this group; also '(none)' and '(other)'.", valueName: "value"))
  var group: String?

  func validate() throws {
    if limitGroups < 0 {
      throw ValidationError("--limit-groups is \(limitGroups); expected 0 or more")
    }
    if group != nil, users == nil {
      throw ValidationError("--group says whose users are listed; expected --users beside it")
    }
    if group != nil, by == nil, saved.saved == nil {
      throw ValidationError("--group names a group; expected --by beside it")
    }
  }

  func run() throws {
    let definition = try definition()
    let question = try question(definition)
    let cell = try users.map { text in try self.cell(text, steps: question.steps.count) }
    do {
      try saved.keep(.funnel(definition))
      try store.withEngine { engine in
        var question = question
        question.environment = try environment.environment(of: engine)
        question.unit = try unit(question.unit, engine)
        let moment = try past.moment(engine)
        if output.isText, let moment { AsOfOption.announce(moment) }
        let asked = Asked(engine: engine, questions: engine.asOf(moment), now: moment ?? .now)
        if let cell {
          try printUsers(behind: cell, question, asked)
        } else {
          try printFunnel(question, definition, asked)
        }
      }
    } catch {
      throw ShownError(error)
    }
  }

  // MARK: What is asked

  /// The funnel of `--saved` or a new one, with what the options say.
  private func definition() throws -> FunnelDefinition {
    var definition = try saved.funnel() ?? FunnelDefinition()
    if !steps.isEmpty { definition.steps = steps }
    definition.by = by ?? definition.by
    definition.within = within ?? definition.within
    definition.per = per ?? definition.per
    definition.filter = filter ?? definition.filter
    definition.range = range ?? definition.range
    return definition
  }

  private func question(_ definition: FunnelDefinition) throws -> FunnelQuestion {
    do {
      var question = try definition.question(glossary: try saved.folder.glossary())
      question.groupLimit = limitGroups
      return question
    } catch {
      throw ValidationError("\(ShownError(error))")
    }
  }

  /// Accounts by a property that users have: without one, every number would be 0.
  private func unit(_ unit: FunnelUnit, _ engine: Engine) throws -> FunnelUnit {
    guard case .account(let asked) = unit else { return unit }
    let named = try waiting { try await engine.accountProperty() }
    let known = try waiting { try await engine.userProperties() }
    if let problem = unit.problem(userProperties: known, accountProperty: named) {
      throw ValidationError("--per: \(problem)")
    }
    return .account(property: asked ?? named)
  }

  private func cell(_ text: String, steps: Int) throws -> FunnelCell {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let step = Int(parts[1]), 1...steps ~= step else {
      throw ValidationError(
        "--users is '\(text)'; expected reached:K, dropped:K or in-time:K with a step K from 1 to "
          + "\(steps)")
    }
    let outcome: FunnelCell.Outcome
    switch parts[0] {
    case "reached": outcome = .reached(step: step - 1)
    case "dropped": outcome = .dropped(after: step - 1)
    case "in-time": outcome = .stillInTime(after: step - 1)
    default:
      throw ValidationError("--users is '\(text)'; expected reached:K, dropped:K or in-time:K")
    }
    if case .reached = outcome {
    } else if step == steps {
      throw ValidationError("--users is '\(text)'; nobody can drop out after the last step")
    }
    return FunnelCell(outcome, group: group.map(GroupValue.init(text:)))
  }

  // MARK: Answers

  private struct Asked {
    /// Knows the names of all time, which misspelt ones are compared with.
    let engine: Engine
    let questions: any Questions
    let now: Timestamp
  }

  private func printFunnel(
    _ question: FunnelQuestion, _ definition: FunnelDefinition, _ asked: Asked
  ) throws {
    let questions = asked.questions
    let answer = try waiting { try await questions.funnel(question) }
    try ReportWarnings(question, answer).complain(asked.engine)
    if output.json {
      put(
        try JSONRecords.line(
          FunnelRecord(
            question: question, answer: answer, by: definition.by, per: definition.per)))
    } else if output.csv {
      put(FunnelText.csv(question, answer))
    } else {
      put(FunnelText.render(question, answer, width: TextOutput.width))
    }
  }

  private func printUsers(
    behind cell: FunnelCell, _ question: FunnelQuestion, _ asked: Asked
  ) throws {
    var users = UsersQuestion(limit: output.isText ? 100 : .max)
    users.environment = question.environment
    users.members = .funnel(question, cell)
    let questions = asked.questions
    let page = try waiting { [users] in try await questions.users(users) }
    if page.matching == 0 {
      let answer = try waiting { try await questions.funnel(question) }
      try ReportWarnings(question, answer).complain(asked.engine)
      let values = answer.groups.compactMap(\.value)
      if let group = cell.group, !values.contains(group) {
        complain(
          TextWidth.shown(
            "there is no group '\(group.text)'; the funnel has: "
              + values.map(\.text).joined(separator: ", ")))
      }
    }
    try UsersCommand.put(page, output, now: asked.now)
  }
}
