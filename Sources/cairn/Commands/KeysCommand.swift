import ArgumentParser
import Explorer

struct KeysCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys",
    abstract: "List every command of the explorer with its keys.",
    discussion: """
      Keys can be changed in config.yaml (docs/keys.md).

      EXAMPLES
        cairn keys
        cairn keys --json
      """)

  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  private struct Record: Encodable {
    let command: String
    let title: String
    let about: String
    let keys: [String]
    let places: [String]
  }

  func run() throws {
    let keyMap: KeyMap
    do {
      keyMap = try Configuration.load().keyMap
    } catch {
      throw ShownError(error)
    }
    guard json else {
      put(KeySheet.text(keyMap))
      return
    }
    for entry in KeySheet.entries(keyMap) {
      put(
        try JSONRecords.line(
          Record(
            command: entry.id, title: entry.title, about: entry.about, keys: entry.keys,
            places: entry.contexts)))
    }
  }
}
