import Analysis
import ArgumentParser
import Domain

extension TimeRange: ExpressibleByArgument {
  /// `all`, `24h`, `7d`, or two times: `2026-01-01..2026-02-01`, either of which may be left out.
  public init?(argument: String) {
    if argument == "all" {
      self = .all
      return
    }
    let ends = argument.split(separator: "..", omittingEmptySubsequences: false).map(String.init)
    if ends.count == 2, let start = Self.moment(ends[0], else: .earliest),
      let end = Self.moment(ends[1], else: .latest)
    {
      self = .between(start, end)
      return
    }
    guard let number = Int(argument.dropLast()), number > 0, number < 100_000 else { return nil }
    switch argument.last {
    case "h": self = .lastHours(number)
    case "d": self = .lastDays(number)
    default: return nil
    }
  }

  private static func moment(_ text: String, else missing: Timestamp) -> Timestamp? {
    text.isEmpty ? missing : Timestamp(iso8601: text)
  }

  public var defaultValueDescription: String { title }
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
