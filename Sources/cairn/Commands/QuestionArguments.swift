import Analysis
import ArgumentParser
import Domain

extension TimeRange {
  /// Reads the value of an option.
  static func parse(_ text: String) throws -> TimeRange {
    do {
      return try TimeRange(parsing: text)
    } catch {
      throw ValidationError(error.description)
    }
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
