import Analysis
import ArgumentParser
import Domain

extension TimeRange {
  /// `all`, `24h`, `7d`, or two times: `2026-01-01..2026-02-01`, either of which may be left out.
  ///
  /// - Throws: `ValidationError` that says what is wrong with which part.
  static func parse(_ text: String) throws -> TimeRange {
    if text == "all" { return .all }
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    if ends.count == 2 {
      let start = try moment(ends[0], else: .earliest)
      let end = try moment(ends[1], else: .latest)
      guard start < end else {
        throw ValidationError("the range \(text) ends before it starts; expected FROM..TO")
      }
      return .between(start, end)
    }
    if let number = Int(text.dropLast()), number > 0, number < 100_000 {
      if text.last == "h" { return .lastHours(number) }
      if text.last == "d" { return .lastDays(number) }
    }
    throw ValidationError(
      "'\(text)' is not a range; expected all, hours such as 24h, days such as 7d, or FROM..TO")
  }

  private static func moment(_ text: String, else missing: Timestamp) throws -> Timestamp {
    if text.isEmpty { return missing }
    guard let time = Timestamp(iso8601: text) else {
      throw ValidationError(
        "'\(text)' is not a time; expected a date such as 2026-01-31 or 2026-01-31T09:00:00Z")
    }
    return time
  }
}

extension UserSort: ExpressibleByArgument {
  /// A column's name with `:asc` or `:desc`; names and ids go up by themselves, the rest down.
  public init?(argument: String) {
    var name = argument
    var descending: Bool?
    if name.hasSuffix(":asc") { descending = false }
    if name.hasSuffix(":desc") { descending = true }
    if let descending { name.removeLast(descending ? 5 : 4) }
    let column: UserColumn
    switch name {
    case "": return nil
    case "last_seen": column = .lastSeen
    case "first_seen": column = .firstSeen
    case "name": column = .name
    case "kind": column = .kind
    case "user_id": column = .userID
    case "sessions": column = .sessions
    case "events": column = .events
    case "merged": column = .merged
    default: column = .property(name)
    }
    let goesUp = column == .name || column == .userID
    self.init(column, descending: descending ?? !goesUp)
  }

  public var defaultValueDescription: String { "last_seen:desc" }
}

extension UserFilter {
  /// Reads the value of an option.
  ///
  /// - Throws: `ValidationError` that points at what is wrong.
  init(option: String, _ text: String, glossary: Glossary = Glossary()) throws {
    do {
      try self.init(parsing: text, glossary: glossary)
    } catch {
      throw ValidationError("\(option): \(error)\n\(error.caret)")
    }
  }
}
