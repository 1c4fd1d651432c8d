import Analysis
import ArgumentParser
import Domain
import Explorer

struct TrendCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trend",
    abstract: "How often, and by how many users, something is done over time.",
    discussion: """
      Users are counted once a line: the users of a week are not the sum of its days.

      EXAMPLES
        cairn trend 'Sign Up' --by plan --per week --store shop.db
        cairn trend '*' --range 30d --time-zone Europe/Berlin --store shop.db
        cairn trend Purchase --by event:category --json --store shop.db
        cairn trend Purchase --as-of 2026-01-31 --store shop.db
        cairn trend 'Sign Up' --by plan --save 'Sign-ups by plan' --store shop.db
        cairn trend 'Sign Up' --by plan --users-at 2026-01-05 --group Pro --store shop.db
      """)

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var past: AsOfOption
  @OptionGroup var output: OutputOptions

  @Argument(
    help: ArgumentHelp(
      "The event, any of several ('Sign Up | Log In'), or * for any event, with or without a "
        + "filter: 'Purchase where dollars>=50'.", valueName: "event"))
  var event: String?

  @Option(help: "hour, day (the default), week (from Monday) or month.")
  var per: TrendInterval?

  @Option(
    help: ArgumentHelp(
      "A line for each value of a user property, such as plan (the value in force now), of one of "
        + "the user's account, such as account.plan, or of an event property, such as "
        + "event:category.", valueName: "property"))
  var by: String?

  @Option(
    help: ArgumentHelp(
      "all (the default), 24h, 7d, 30d, 90d (counted back from the newest event), or FROM..TO.",
      valueName: "range"))
  var range: String?

  @Option(
    help: ArgumentHelp("Where days begin: UTC (the default), Europe/Berlin, …", valueName: "zone"))
  var timeZone: String?

  @Option(
    name: .customLong("where"),
    help: ArgumentHelp(
      "Only users who match; did: … in 7d counts at the time of each event.", valueName: "filter"))
  var filter: String?

  @OptionGroup var saved: SavedOptions

  @Option(
    help: ArgumentHelp(
      "Lines at most; other values are one line together, (other).", valueName: "count"))
  var groups = 8

  @Option(
    help: ArgumentHelp(
      "Print the users who were counted in the hour, day, week or month of this date, or in all of "
        + "them: all.", valueName: "date"))
  var usersAt: String?

  @Option(help: ArgumentHelp("With --users-at: only those of this line.", valueName: "value"))
  var group: String?

  func validate() throws {
    if groups < 0 || groups > 1000 {
      throw ValidationError("--groups is \(groups); expected 0 to 1000")
    }
    if group != nil, usersAt == nil {
      throw ValidationError("--group is of --users-at, which says when; expected both or neither")
    }
    if event == nil, saved.saved == nil {
      throw ValidationError("which event? Expected a name, * for any event, or --saved NAME")
    }
    if group != nil, by == nil, saved.saved == nil {
      throw ValidationError("--group names a line, and without --by there is only one")
    }
  }

  func run() throws {
    let definition = try definition()
    let question = try question(definition)
    do {
      try saved.keep(.trend(definition))
      try store.withEngine { engine in
        var question = question
        question.environment = try environment.environment(of: engine)
        let questions = try past.questions(
          engine, zone: question.timeZone, isText: output.isText)
        try print(question, questions, engine)
      }
    } catch {
      throw ShownError(error)
    }
  }

  /// The trend of `--saved` or a new one, with what the options say.
  private func definition() throws -> TrendDefinition {
    var definition = try saved.trend() ?? TrendDefinition()
    definition.event = event ?? definition.event
    definition.interval = per ?? definition.interval
    definition.by = by ?? definition.by
    definition.filter = filter ?? definition.filter
    definition.timeZone = timeZone ?? definition.timeZone
    definition.range = range ?? definition.range
    return definition
  }

  private func question(_ definition: TrendDefinition) throws -> TrendQuestion {
    do {
      var question = try definition.question(glossary: try saved.folder.glossary())
      question.groupLimit = groups
      return question
    } catch {
      throw ValidationError("\(ShownError(error))")
    }
  }

  /// - Parameter engine: knows the names of all time, which misspelt ones are compared with.
  private func print(
    _ question: TrendQuestion, _ questions: any Questions, _ engine: Engine
  ) throws {
    let calendar = try TrendCalendar(zone: question.timeZone)
    let answer = try waiting { try await questions.trend(question) }
    try ReportWarnings(question, answer).complain(engine)
    // As text, an empty answer says so itself.
    let isTold = output.isText && answer.buckets.isEmpty
    if answer.total.totalEvents == 0, question.filter.isEmpty, !isTold {
      complain("no such event in this range; 'cairn events --names' lists the events there are")
    }
    if let usersAt {
      let cell = try cell(usersAt, answer, calendar, question.interval)
      return try printUsers(.trend(question, cell), questions)
    }
    if output.json {
      try eachNumber(of: answer) { put(try JSONRecords.line($0)) }
    } else if output.csv {
      put(CSVLines.line(["start", "group", "events", "users"]))
      try eachNumber(of: answer) { record in
        put(
          CSVLines.line([
            record.start ?? "", record.group ?? "", String(record.events), String(record.users),
          ]))
      }
    } else {
      put(
        TrendText(
          question: question, answer: answer, calendar: calendar, width: TextOutput.width
        ).render())
    }
  }

  // MARK: Records

  private struct Record: Encodable {
    /// Nil for the whole range.
    var start: String?
    /// Nil for all.
    var group: String?
    var events: Int
    var users: Int

    enum Key: String, CodingKey {
      case start, group, events, users
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: Key.self)
      try fields.encode(start, forKey: .start)
      try fields.encode(group, forKey: .group)
      try fields.encode(events, forKey: .events)
      try fields.encode(users, forKey: .users)
    }
  }

  private func eachNumber(of answer: TrendAnswer, _ body: (Record) throws -> Void) throws {
    for line in [answer.total] + answer.groups {
      for (index, bucket) in answer.buckets.enumerated() {
        try body(
          Record(
            start: bucket.description, group: line.value?.text, events: line.events[index],
            users: line.users[index]))
      }
      try body(
        Record(group: line.value?.text, events: line.totalEvents, users: line.totalUsers))
    }
  }

  // MARK: Users

  private func cell(
    _ date: String, _ answer: TrendAnswer, _ calendar: TrendCalendar, _ per: TrendInterval
  ) throws -> TrendCell {
    var cell = TrendCell()
    if date != "all" {
      guard let moment = calendar.moment(date) else {
        throw QuestionError(
          "--users-at '\(date)' is not a date; expected one such as 2026-01-31 or "
            + "2026-01-31T09:00, or all")
      }
      guard let end = answer.end, moment < end,
        let bucket = answer.buckets.last(where: { $0 <= moment })
      else {
        throw QuestionError(
          "nothing is counted at \(date); "
            + (answer.buckets.first.map {
              "the first \(per.rawValue) is \(calendar.title(of: per, $0)), "
                + "the last \(calendar.title(of: per, answer.buckets.last ?? $0))"
            } ?? "no such event is in this range"))
      }
      cell.bucket = bucket
    }
    if let group {
      let values = answer.groups.compactMap(\.value)
      guard let value = values.first(where: { $0.text == group }) else {
        throw QuestionError(
          "there is no line '\(group)'; expected one of: "
            + values.map(\.text).joined(separator: ", "))
      }
      cell.group = value
    }
    return cell
  }

  private func printUsers(_ members: Members, _ engine: any Questions) throws {
    var users = UsersQuestion(limit: output.isText ? 100 : .max)
    users.environment = try environment.environment(of: engine)
    users.members = members
    let page = try waiting { [users] in try await engine.users(users) }
    try UsersCommand.put(page, output)
  }
}

extension TrendInterval: ExpressibleByArgument {}
