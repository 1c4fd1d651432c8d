import Yams

/// A mapping of a file, read as what the format wants there or refused with what was found and what
/// was expected.
struct FieldReader {
  /// A value with the line it stands on.
  struct Field {
    let node: Node
    let line: Int
  }

  let file: String
  let line: Int
  private let fields: [(key: String, keyLine: Int, value: Field)]

  /// Files are written by hand; one beyond this many bytes is something else.
  private static let longest = 1 << 16

  /// - Parameter what: what the file should hold, for messages.
  init(yaml: String, file: String, expecting what: String) throws(DefinitionProblem) {
    self.file = file
    guard yaml.utf8.count <= Self.longest else {
      throw DefinitionProblem(file: file, "longer than 64 kB; expected \(what)")
    }
    guard let node = try Self.root(of: yaml, file: file) else {
      throw DefinitionProblem(file: file, "the file is empty; expected \(what)")
    }
    line = node.mark?.line ?? 1
    guard case .mapping(let mapping) = node else {
      throw DefinitionProblem(
        file: file, line: line, "expected \(what), found \(Self.named(node))")
    }
    var fields: [(key: String, keyLine: Int, value: Field)] = []
    for (key, value) in mapping {
      let keyLine = key.mark?.line ?? line
      guard case .scalar(let scalar) = key else {
        throw DefinitionProblem(file: file, line: keyLine, "a key must be a plain word")
      }
      let field = Field(node: value, line: value.mark?.line ?? keyLine)
      fields.append((scalar.string, keyLine, field))
    }
    self.fields = fields
  }

  private static func root(of yaml: String, file: String) throws(DefinitionProblem) -> Node? {
    do {
      return try compose(yaml: yaml)
    } catch let error as YamlError {
      throw DefinitionProblem(error, file: file)
    } catch {
      throw DefinitionProblem(file: file, "\(error)")
    }
  }

  subscript(key: String) -> Field? { fields.first { $0.key == key }?.value }

  func problem(_ message: String, at field: Field? = nil) -> DefinitionProblem {
    DefinitionProblem(file: file, line: field?.line ?? line, message)
  }

  /// Refuses keys that mean nothing here.
  func allow(_ known: [String], in what: String) throws(DefinitionProblem) {
    for (key, keyLine, _) in fields where !known.contains(key) {
      throw DefinitionProblem(
        file: file, line: keyLine,
        "'\(key.prefix(60).shown)' means nothing in \(what)"
          + Suggestion.hint(for: key, among: known))
    }
  }

  func require(
    _ key: String, in what: String, such example: String
  ) throws(DefinitionProblem) -> Field {
    guard let field = self[key] else {
      throw problem("\(what) needs '\(key)', such as \(example)")
    }
    return field
  }

  /// A text that says something. Numbers and dates are taken as they are written.
  func text(_ field: Field, _ key: String, _ what: String) throws(DefinitionProblem) -> String {
    guard case .scalar(let scalar) = field.node, field.node.tag != Tag(.null),
      !scalar.string.allSatisfy(\.isWhitespace)
    else {
      throw problem("'\(key)': expected \(what), found \(Self.named(field.node))", at: field)
    }
    return scalar.string
  }

  func text(ifAny key: String, _ what: String) throws(DefinitionProblem) -> String? {
    guard let field = self[key] else { return nil }
    return try text(field, key, what)
  }

  /// One of a few words.
  func choice<Choice: CaseIterable & RawRepresentable<String>>(
    ifAny key: String, _ type: Choice.Type
  ) throws(DefinitionProblem) -> Choice? {
    guard let field = self[key] else { return nil }
    let words = type.allCases.map(\.rawValue)
    let expected = words.dropLast().joined(separator: ", ") + " or " + (words.last ?? "")
    let word = try text(field, key, expected)
    guard let choice = Choice(rawValue: word) else {
      throw problem("'\(key)': expected \(expected), found \(Self.named(field.node))", at: field)
    }
    return choice
  }

  func list(_ field: Field, _ key: String, _ what: String) throws(DefinitionProblem) -> [Field] {
    guard case .sequence(let items) = field.node else {
      throw problem("'\(key)': expected \(what), found \(Self.named(field.node))", at: field)
    }
    return items.map { Field(node: $0, line: $0.mark?.line ?? field.line) }
  }

  /// How a message names what stands somewhere.
  static func named(_ node: Node) -> String {
    switch node {
    case .mapping: return "a mapping"
    case .sequence(let items): return items.isEmpty ? "an empty list" : "a list"
    case .alias: return "an alias"
    case .scalar(let scalar):
      let isNothing = node.tag == Tag(.null) || scalar.string.allSatisfy(\.isWhitespace)
      return isNothing ? "nothing" : "'\(scalar.string.prefix(60).shown)'"
    }
  }
}

extension DefinitionProblem {
  /// A text that is not YAML at all.
  fileprivate init(_ error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(file: file, line: mark.line, "not readable as YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      let named = keys.sorted().map { "'\($0.prefix(60).shown)'" }.joined(separator: ", ")
      self.init(file: file, line: context.mark.line, "written twice: \(named)")
    case .reader(let problem, _, _, _):
      self.init(file: file, "not readable as YAML: \(problem)")
    default:
      self.init(file: file, "not readable as YAML")
    }
  }
}

extension StringProtocol {
  /// The text with what a terminal would obey, or what reorders text, written out.
  var shown: String {
    var result = String()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
