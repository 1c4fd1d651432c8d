/// The text of a theme file and the name by which messages call the file.
package struct ThemeSource: Hashable, Sendable {
  package var file: String
  package var text: String

  package init(file: String, text: String) {
    self.file = file
    self.text = text
  }
}

/// The themes that a set of files gives.
///
/// A later file replaces an earlier theme of the same name and may inherit from it, so that a
/// person's own `dark` can change one colour of the one that comes with the program. A file with a
/// problem gives no theme; the earlier theme of that name stays.
package struct ThemeCatalog: Sendable {
  /// In the order in which the names first came.
  package private(set) var themes: [Theme] = []
  package private(set) var problems: [ThemeProblem] = []

  package init(_ sources: [ThemeSource]) {
    var files: [ThemeFile] = []
    for source in sources {
      var reader = ThemeReader(source)
      let file = reader.read()
      problems += reader.problems
      if reader.problems.isEmpty, let file { files.append(file) }
    }
    for index in files.indices {
      var resolver = ThemeResolver(files: files)
      let theme = resolver.theme(of: index)
      for problem in resolver.problems where !problems.contains(problem) {
        problems.append(problem)
      }
      guard resolver.problems.isEmpty, let theme else { continue }
      if let known = themes.firstIndex(where: { $0.name == theme.name }) {
        themes[known] = theme
      } else {
        themes.append(theme)
      }
    }
  }

  package func theme(named name: String) -> Theme? { themes.first { $0.name == name } }
}
