import Yams

/// Reads one theme file and collects all that is wrong with it, not only the first.
struct ThemeReader {
  let source: ThemeSource
  private(set) var problems: [ThemeProblem] = []

  init(_ source: ThemeSource) {
    self.source = source
  }

  /// The file, or nil if it has no name; it may be used only if there are no problems.
  mutating func read() -> ThemeFile? {
    guard let top = compose() else { return nil }
    guard let fields = mapping(top, what: "a theme", example: "name: dusk") else { return nil }
    var file = ThemeFile(file: source.file, name: "")
    for (key, value) in fields {
      switch text(key) {
      case "name": file.name = string(value, of: "name") ?? ""
      case "title": file.title = string(value, of: "title")
      case "inherits":
        file.parent = string(value, of: "inherits").map { .init(value: $0, line: value.mark?.line) }
      case "glyphs": file.glyphs = glyphs(value)
      case "palette": file.palette = palette(value)
      case "roles": file.looks = looks(value)
      case let other:
        let names = ["name", "title", "inherits", "palette", "roles", "glyphs"]
        fail(
          "unknown field '\(shown(other))'"
            + Spelling.hint(for: other, among: names, otherwise: names.joined(separator: ", ")),
          at: key)
      }
    }
    guard !file.name.isEmpty else {
      if problems.isEmpty {
        fail("the theme has no name; expected a line such as 'name: dusk'", at: top)
      }
      return nil
    }
    return file
  }

  private mutating func compose() -> Node? {
    do {
      if let node = try Yams.compose(yaml: source.text) { return node }
      problems.append(
        ThemeProblem(
          file: source.file, line: nil,
          message: "the file is empty; expected a theme, with at least 'name'"))
    } catch let error as YamlError {
      problems.append(ThemeProblem(file: source.file, yaml: error))
    } catch {
      problems.append(ThemeProblem(file: source.file, line: nil, message: "\(error)"))
    }
    return nil
  }

  private mutating func palette(_ node: Node) -> [String: Color] {
    var palette: [String: Color] = [:]
    for (key, value) in mapping(node, what: "the palette", example: "sky: '#7aa2f7'") ?? [] {
      guard let notation = colorText(value, of: text(key)) else { continue }
      if let color = Color(notation: notation) {
        palette[text(key)] = color
      } else {
        fail(
          "'\(shown(notation))' is no colour; expected '#rrggbb', 'ansi:0' to 'ansi:15', "
            + "'256:0' to '256:255' or 'default'", at: value)
      }
    }
    return palette
  }

  private mutating func looks(_ node: Node) -> [Role: ThemeFile.Look] {
    var looks: [Role: ThemeFile.Look] = [:]
    for (key, value) in mapping(node, what: "the roles", example: "title: sky") ?? [] {
      let name = text(key)
      guard let role = Role(rawValue: name) else {
        let names = Role.allCases.map(\.rawValue)
        fail(
          "unknown role '\(shown(name))'"
            + Spelling.hint(for: name, among: names, otherwise: names.joined(separator: ", ")),
          at: key)
        continue
      }
      looks[role] = look(value, of: role)
    }
    return looks
  }

  private mutating func look(_ node: Node, of role: Role) -> ThemeFile.Look {
    var look = ThemeFile.Look()
    guard case .mapping(let fields) = node else {
      look.foreground = color(node, of: role.rawValue)
      return look
    }
    for (key, value) in fields {
      let name = text(key)
      switch name {
      case "fg": look.foreground = color(value, of: "\(role.rawValue) fg")
      case "bg": look.background = color(value, of: "\(role.rawValue) bg")
      default:
        guard let attribute = ThemeFile.Attribute(rawValue: name) else {
          let names = ["fg", "bg"] + ThemeFile.Attribute.allCases.map(\.rawValue)
          fail(
            "unknown field '\(shown(name))' of role '\(role.rawValue)'"
              + Spelling.hint(for: name, among: names, otherwise: names.joined(separator: ", ")),
            at: key)
          continue
        }
        if let flag = value.bool {
          look.attributes[attribute] = flag
        } else {
          fail("'\(name)' is '\(shown(text(value)))'; expected true or false", at: value)
        }
      }
    }
    return look
  }

  private mutating func color(_ node: Node, of name: String) -> ThemeFile.Located<String>? {
    colorText(node, of: name).map { .init(value: $0, line: node.mark?.line) }
  }

  private mutating func colorText(_ node: Node, of name: String) -> String? {
    if let text = node.string, !text.isEmpty { return text }
    // YAML takes an unquoted #rrggbb for a comment, and the value is then empty.
    fail(
      "'\(shown(name))' has no colour; expected \(Color.expected), and '#rrggbb' in quotes",
      at: node)
    return nil
  }

  private mutating func glyphs(_ node: Node) -> Glyphs? {
    switch node.string {
    case "unicode": return .unicode
    case "ascii": return .ascii
    default:
      fail("glyphs are '\(shown(text(node)))'; expected 'unicode' or 'ascii'", at: node)
      return nil
    }
  }

  private mutating func mapping(
    _ node: Node, what: String, example: String
  ) -> [(Node, Node)]? {
    if case .mapping(let mapping) = node { return mapping.map { ($0.key, $0.value) } }
    fail("\(what) should be names and values such as \"\(example)\"", at: node)
    return nil
  }

  private mutating func string(_ node: Node, of field: String) -> String? {
    if let text = node.string, !text.isEmpty { return text }
    fail("'\(field)' should be a text, such as '\(field): dusk'", at: node)
    return nil
  }

  private mutating func fail(_ message: String, at node: Node) {
    problems.append(ThemeProblem(file: source.file, line: node.mark?.line, message: message))
  }

  private func text(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// A piece of the file as a message may show it.
  private func shown(_ text: String) -> String { TextWidth.truncate(text, to: 40) }
}

extension ThemeProblem {
  fileprivate init(file: String, yaml error: YamlError) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(file: file, line: mark.line, message: "not YAML: \(problem)")
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "'\(TextWidth.truncate($0, to: 40))'" }
      self.init(
        file: file, line: context.mark.line,
        message: "\(names.joined(separator: ", ")) is set more than once; keep one")
    case .reader(let problem, _, _, _):
      self.init(file: file, line: nil, message: "not YAML: \(problem)")
    default:
      self.init(file: file, line: nil, message: "not YAML: \(error)")
    }
  }
}
