import Analysis
import Foundation

/// One file of a definition, read.
struct DefinitionFile: Hashable {
  /// A text of the filter language, with where it stands.
  struct Written: Hashable {
    enum Language: Hashable { case users, events }

    var language: Language
    var text: String
    /// What it is in its file: `where`, `step 2`.
    var place: String
    var line: Int
  }

  var file: String
  /// Where the name stands.
  var line: Int
  var definition: Definition
  /// The filters and events that the definition is made of.
  var texts: [Written]

  /// Reads a file of one kind (docs/definitions.md). What its texts mean is not looked at.
  ///
  /// - Parameter file: How messages name the file.
  init(yaml: String, file: String, kind: Definition.Kind) throws(DefinitionProblem) {
    let reader = try FieldReader(
      yaml: yaml, file: file,
      expecting: "\(kind.phrase), such as '\(kind.rawValue): \(kind.example)'")
    try Self.checkKind(reader, kind)
    try reader.allow(kind.fields, in: kind.phrase)
    let key = kind.rawValue
    let field = try reader.require(key, in: kind.phrase, such: "'\(key): \(kind.example)'")
    let name = try reader.text(field, key, "a name")
    if let fault = DefinitionName.fault(name) { throw reader.problem(fault, at: field) }
    self.file = file
    line = field.line
    texts = []
    let about = try reader.text(ifAny: "about", "a sentence or two") ?? ""
    definition = Definition(name: name, about: about, content: .cohort(""))
    switch kind {
    case .funnel: definition.content = .funnel(try funnel(reader))
    case .trend: definition.content = .trend(try trend(reader))
    case .cohort:
      let field = try reader.require("where", in: kind.phrase, such: "'where: plan=Startup'")
      let text = try reader.text(field, "where", "a filter of users")
      note(.users, text, "where", field)
      definition.content = .cohort(text)
    case .event:
      let example = "'is: Video Interaction where action=play'"
      let field = try reader.require("is", in: kind.phrase, such: example)
      let text = try reader.text(field, "is", "an event")
      note(.events, text, "is", field)
      definition.content = .event(text)
    }
  }

  /// A cohort among the funnels would else be told about its first field, which doesn't help.
  private static func checkKind(
    _ reader: FieldReader, _ kind: Definition.Kind
  ) throws(DefinitionProblem) {
    for other in Definition.Kind.allCases where !kind.fields.contains(other.rawValue) {
      guard reader[kind.rawValue] == nil, let field = reader[other.rawValue] else { continue }
      throw reader.problem(
        "found \(other.phrase), expected \(kind.phrase); files of that kind lie in "
          + "\(other.folder)/", at: field)
    }
  }

  // MARK: The kinds

  private mutating func funnel(_ reader: FieldReader) throws(DefinitionProblem) -> FunnelDefinition
  {
    let example = "'steps: [View Product, Purchase]'"
    let steps = try reader.require("steps", in: "a funnel", such: example)
    let items = try reader.list(steps, "steps", "a list of events")
    guard (1...FunnelQuestion.maxSteps).contains(items.count) else {
      throw reader.problem(
        "'steps': expected 1 to \(FunnelQuestion.maxSteps) steps, found \(items.count)", at: steps)
    }
    var funnel = FunnelDefinition()
    for (index, item) in items.enumerated() {
      let text = try reader.text(item, "steps", "an event")
      note(.events, text, "step \(index + 1)", item)
      funnel.steps.append(text)
    }
    funnel.by = try checked("by", reader, FieldShape.grouping) ?? ""
    funnel.within = try checked("within", reader, FieldShape.duration) ?? ""
    funnel.per = try checked("per", reader, FieldShape.unit) ?? funnel.per
    funnel.filter = try filter(reader)
    funnel.range = try checked("range", reader, FieldShape.range) ?? funnel.range
    return funnel
  }

  private mutating func trend(_ reader: FieldReader) throws(DefinitionProblem) -> TrendDefinition {
    var trend = TrendDefinition()
    if let field = reader["event"] {
      trend.event = try reader.text(field, "event", "an event")
      note(.events, trend.event, "event", field)
    }
    trend.interval = try reader.choice(ifAny: "interval", TrendInterval.self) ?? .day
    trend.by = try checked("by", reader, FieldShape.grouping) ?? ""
    trend.filter = try filter(reader)
    trend.range = try checked("range", reader, FieldShape.range) ?? trend.range
    trend.timeZone = try checked("time_zone", reader, FieldShape.timeZone) ?? trend.timeZone
    trend.showsUsers = try reader.choice(ifAny: "count", TrendCount.self) == .users
    return trend
  }

  private mutating func filter(_ reader: FieldReader) throws(DefinitionProblem) -> String {
    guard let field = reader["where"] else { return "" }
    let text = try reader.text(field, "where", "a filter of users")
    note(.users, text, "where", field)
    return text
  }

  private func checked(
    _ key: String, _ reader: FieldReader, _ shape: FieldShape
  ) throws(DefinitionProblem) -> String? {
    guard let field = reader[key] else { return nil }
    let text = try reader.text(field, key, shape.expected)
    guard shape.fits(text) else {
      throw reader.problem(
        "'\(key)': expected \(shape.expected), found \(FieldReader.named(field.node))", at: field)
    }
    return text
  }

  private mutating func note(
    _ language: Written.Language, _ text: String, _ place: String, _ field: FieldReader.Field
  ) {
    texts.append(Written(language: language, text: text, place: place, line: field.line))
  }
}

/// What a trend's `count` says.
enum TrendCount: String, CaseIterable { case events, users }
