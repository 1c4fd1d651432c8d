/// Writes names and values so that a filter reads them back as they are.
package enum FilterQuoting {
  /// The key of a property, in quotes where it would be read as something else.
  package static func key(_ key: String) -> String {
    let isTaken =
      FilterWords.all.contains(key.lowercased()) || key.hasPrefix("did:")
      || key.hasPrefix("cohort:") || key.hasPrefix("!") || AccountKey.property(key) != nil
    return isTaken || key.contains(where: isOperator) ? quoted(key) : value(key)
  }

  /// The key of an account's property, with what says that it is one.
  package static func accountKey(_ key: String) -> String {
    AccountKey.prefix
      + (key.contains(where: isOperator) ? quoted(key) : value(key))
  }

  /// A value, a word, or the name of an event or cohort behind its colon.
  package static func value(_ value: String) -> String {
    let isPlain = value.allSatisfy { !$0.isWhitespace && !"()\"".contains($0) }
    let first = value.first ?? "\""
    return isPlain && !isOperator(first) && first != "!" ? value : quoted(value)
  }

  /// The name of an event or cohort behind its colon.
  package static func name(_ name: String) -> String {
    name == "*" || name.contains(where: isOperator) ? quoted(name) : value(name)
  }

  private static func isOperator(_ character: Character) -> Bool { "=~<>!".contains(character) }

  private static func quoted(_ text: String) -> String {
    var quoted = "\""
    for character in text {
      switch character {
      case "\"": quoted += "\\\""
      case "\\": quoted += "\\\\"
      case "\n": quoted += "\\n"
      case "\t": quoted += "\\t"
      default: quoted.append(character)
      }
    }
    return quoted + "\""
  }
}

/// The words that mean something in a filter without being a name.
enum FilterWords {
  /// With what is proposed behind each, and what it is.
  static let fields: [(name: String, sign: String, about: String)] = [
    ("events", ">", "number of events"),
    ("sessions", ">", "number of sessions"),
    ("first_seen", ">", "a date, or an age such as 7d"),
    ("last_seen", "<", "an age such as 7d, or a date"),
    ("merged", ">", "number of merged ids"),
    ("identity", "~", "the identity"),
    ("name", "~", "the identity, else User and the id"),
    ("user_id", "=", "the id or a merged one"),
  ]
  static let kinds: [(name: String, about: String)] = [
    ("identified", "users with an identity"),
    ("anonymous", "users without one"),
    ("warning", "profiles with a warning"),
  ]
  static let joins = ["and", "or", "not"]

  static let all = Set(fields.map(\.name) + kinds.map(\.name) + joins)
}
