import ArgumentParser
import Canvas
import Foundation

struct ThemesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "themes",
    abstract: "List the themes, and say where to put your own.",
    discussion: """
      EXAMPLES
        cairn themes
        cairn shop.db --theme paper
      """)

  func run() throws {
    let catalog = ThemeFiles.catalog()
    for theme in catalog.themes { put(TextWidth.shown("\(theme.name)  \(theme.title)") + "\n") }
    put("\nYour own: \(ThemeFiles.folder.filePath)NAME.yaml (docs/themes.md)\n")
    for problem in catalog.problems { complain(TextWidth.shown("\(problem)")) }
    if !catalog.problems.isEmpty { throw ExitCode(1) }
  }
}
