import Analysis
import ArgumentParser
import Explorer
import Foundation
import Store
import Terminal

/// How the explorer looks.
struct ScreenOptions: ParsableArguments {
  @Option(help: ArgumentHelp("A theme by name; 'cairn themes' lists them.", valueName: "name"))
  var theme: String?

  @Option(help: ArgumentHelp("auto, never, 16, 256 or true.", valueName: "colours"))
  var color = ColorChoice.auto

  @Flag(name: .long, help: "Leave the mouse to the terminal.")
  var noMouse = false

  var terminal: TerminalOptions { TerminalOptions(color: color, mouse: !noMouse) }
}

extension ColorChoice: ExpressibleByArgument {}

struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Explore a store by keyboard (the default command).",
    discussion: """
      Where standard output is not a terminal, the List view is printed instead.

      EXAMPLES
        cairn shop.db
        cairn shop.db --theme paper
        cairn shop.db --app-id staging
        cairn shop.db | head
      """)

  @Argument(
    help: ArgumentHelp("The store. Default: $CAIRN_STORE, else cairn.db in the data folder."))
  var store: String?

  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var screen: ScreenOptions
  @OptionGroup var definitions: DefinitionsOption

  func run() throws {
    let ending: ExitCode
    do {
      let path = Folders.store(given: store)
      try checkIsNoCommand(path)
      let store = try Store.open(path)
      ending = try ExplorerHost.explore(
        store, named: path, screen, try definitions.library(),
        in: try environment.environment(of: Engine(store)), merges: .file(path))
    } catch {
      throw ShownError(error)
    }
    throw ending
  }

  /// A mistyped command arrives here as the name of a store.
  private func checkIsNoCommand(_ path: String) throws {
    guard store != nil, !path.contains("/"), !path.contains("."),
      !FileManager.default.fileExists(atPath: path)
    else { return }
    throw ValidationError(
      "'\(path)' is neither a command nor the file of a store; 'cairn --help' lists the commands")
  }
}
