/// Joins a theme file with those that it inherits from.
struct ThemeResolver {
  let files: [ThemeFile]
  private(set) var problems: [ThemeProblem] = []

  init(files: [ThemeFile]) {
    self.files = files
  }

  /// The theme of a file, or nil if what it inherits from cannot be found.
  mutating func theme(of index: Int) -> Theme? {
    guard let lineage = lineage(of: index) else { return nil }
    var palette: [String: Color] = [:]
    var glyphs = Glyphs.unicode
    for file in lineage {
      palette.merge(file.palette) { $1 }
      glyphs = file.glyphs ?? glyphs
    }
    // `text` is what the other roles fall back on.
    let text = look(of: .text, in: lineage, palette, on: Appearance()) ?? Appearance()
    var looks: [Role: Appearance] = [.text: text]
    let base = Appearance(foreground: text.foreground, background: text.background)
    for role in Role.allCases where role != .text {
      looks[role] = look(of: role, in: lineage, palette, on: base)
    }
    return Theme(
      name: files[index].name, title: files[index].title, glyphs: glyphs, looks: looks)
  }

  /// The files from the first ancestor down to the file itself.
  private mutating func lineage(of index: Int) -> [ThemeFile]? {
    var indices = [index]
    while let last = indices.last, let parent = files[last].parent {
      guard let next = self.index(of: parent.value, wantedBy: last) else {
        let names = files.map(\.name).filter { $0 != files[last].name }
        fail(
          "unknown theme '\(TextWidth.truncate(parent.value, to: 40))'"
            + Spelling.hint(
              for: parent.value, among: names, otherwise: "a theme that could be read"),
          in: files[last], line: parent.line)
        return nil
      }
      guard !indices.contains(next) else {
        let names = (indices + [next]).map { files[$0].name }
        fail(
          "the theme inherits from itself: \(names.joined(separator: " from ")); "
            + "expected an 'inherits' that ends",
          in: files[last], line: parent.line)
        return nil
      }
      indices.append(next)
    }
    return indices.reversed().map { files[$0] }
  }

  /// The newest file of a name; for a file of that very name, the one that it replaces.
  private func index(of name: String, wantedBy child: Int) -> Int? {
    let candidates = files[child].name == name ? files[..<child] : files[...]
    return candidates.lastIndex { $0.name == name }
  }

  /// What the files say about a role; nil if none names it.
  private mutating func look(
    of role: Role, in lineage: [ThemeFile], _ palette: [String: Color], on base: Appearance
  ) -> Appearance? {
    var look = base
    var isNamed = false
    for file in lineage {
      guard let named = file.looks[role] else { continue }
      isNamed = true
      if let color = color(named.foreground, of: file, palette) { look.foreground = color }
      if let color = color(named.background, of: file, palette) { look.background = color }
      for (attribute, isOn) in named.attributes {
        look[keyPath: attribute.part] = isOn
      }
    }
    return isNamed ? look : nil
  }

  private mutating func color(
    _ written: ThemeFile.Located<String>?, of file: ThemeFile, _ palette: [String: Color]
  ) -> Color? {
    guard let written else { return nil }
    if let color = palette[written.value] ?? Color(notation: written.value) { return color }
    fail(
      "unknown colour '\(TextWidth.truncate(written.value, to: 40))'"
        + Spelling.hint(
          for: written.value, among: Array(palette.keys), otherwise: Color.expected),
      in: file, line: written.line)
    return nil
  }

  private mutating func fail(_ message: String, in file: ThemeFile, line: Int?) {
    problems.append(ThemeProblem(file: file.file, line: line, message: message))
  }
}

extension ThemeFile.Attribute {
  fileprivate var part: WritableKeyPath<Appearance, Bool> {
    switch self {
    case .bold: \.bold
    case .underline: \.underline
    case .reverse: \.reverse
    case .dim: \.dim
    case .italic: \.italic
    }
  }
}
