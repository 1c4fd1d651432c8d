import Analysis
import Domain

/// Writes a filter so that it is read back as the very same tree.
package enum FilterText {
  package static func text(_ node: FilterNode<UserTest>) -> String {
    text(node) { text($0) }
  }

  package static func text(_ node: FilterNode<PropertyTest>) -> String {
    text(node) { text(quoted($0.key), $0.test) }
  }

  /// A selector of one choice.
  package static func text(_ name: String, where filter: FilterNode<PropertyTest>) -> String {
    "\(quoted(name)) where \(text(filter))"
  }

  private static func text<Test>(_ node: FilterNode<Test>, _ test: (Test) -> String) -> String {
    func inner(_ node: FilterNode<Test>) -> String {
      if case .test = node { text(node, test) } else { "(\(text(node, test)))" }
    }
    switch node {
    case .test(let one): return test(one)
    case .not(let node): return "not \(inner(node))"
    case .all(let nodes):
      return nodes.enumerated().map { ($0 > 0 && !$0.isMultiple(of: 2) ? "and " : "") + inner($1) }
        .joined(separator: " ")
    case .any(let nodes): return nodes.map(inner).joined(separator: " or ")
    }
  }

  private static func text(_ test: UserTest) -> String {
    switch test {
    case .word(let word): return quoted(word.text)
    case .identified: return "identified"
    case .warning: return "warning"
    case .name(let value): return text("name", value)
    case .identity(let value): return text("identity", value)
    case .userID(let value): return text("user_id", value)
    case .number(let number, let sign, let bound):
      return "\(number)\(text(sign))\(bound.decimalText)"
    case .firstSeen(let sign, let bound): return "first_seen\(text(sign))\(text(bound))"
    case .lastSeen(let sign, let bound): return "last_seen \(text(sign)) \(text(bound))"
    case .hasNoLastSeen: return "last_seen="
    case .property(let key, let value): return text(quoted(key), value)
    case .account(let key, let value):
      let isBare = key.allSatisfy(\.isLetter)
      return text("account." + (isBare ? key : quoted(key)), value)
    case .did(let deed, let sign, let count):
      let name = deed.choices.first?.name.map(quoted) ?? "*"
      let window = deed.window.map { " in \($0 / 1000)s" } ?? ""
      return "did:\(name)\(text(sign))\(count)\(window)"
    }
  }

  private static func text(_ key: String, _ test: ValueTest) -> String {
    switch test {
    case .isMissing: "\(key)="
    case .equals(let pattern): "\(key)=\(quoted(pattern.text))"
    case .contains(let pattern): "\(key)~\(quoted(pattern.text))"
    case .number(let sign, let bound): "\(key)\(text(sign))\(bound.decimalText)"
    case .time(let sign, let bound): "\(key)\(text(sign))\(text(bound))"
    case .text(let sign, let pattern): "\(key)\(text(sign))\(quoted(pattern.text))"
    }
  }

  private static func text(_ sign: Comparison) -> String {
    switch sign {
    case .equal: "="
    case .less: "<"
    case .lessOrEqual: "<="
    case .greater: ">"
    case .greaterOrEqual: ">="
    }
  }

  private static func text(_ bound: TimeBound) -> String {
    switch bound {
    case .age(let age): return "\(age / 1000)s"
    case .moments(let moments):
      let time = Timestamp(milliseconds: moments.lowerBound)
      return moments.count == 1 ? time.description : time.day
    }
  }

  private static func quoted(_ text: String) -> String {
    let escaped = text.map { character in
      switch character {
      case "\"": "\\\""
      case "\\": "\\\\"
      case "\t": "\\t"
      default: String(character)
      }
    }
    return "\"\(escaped.joined())\""
  }
}
