import ArgumentParser
import Foundation
import Formats
import Ingest
import Store

struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Explore the sample data: a made-up shop that needs no file.",
    discussion: """
      Events live in memory and are not stored. Funnels and other definitions that
      you save are kept with your own.

      EXAMPLES
        cairn demo
        cairn demo | head -20
      """)

  @OptionGroup var screen: ScreenOptions
  @OptionGroup var definitions: DefinitionsOption

  func run() throws {
    let ending: ExitCode
    do {
      let store = try Self.sampleStore()
      ending = try ExplorerHost.explore(
        store, named: "sample data", screen,
        try definitions.library(besides: DefinitionFiles.samples), merges: .store(store))
    } catch {
      throw ShownError(error)
    }
    throw ending
  }

  /// The sample calls, imported into memory.
  static func sampleStore() throws -> Store {
    let file = FileManager.default.temporaryDirectory
      .appending(path: "cairn-sample-\(UUID().uuidString).jsonl")
    try Assets.sampleCalls.write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let store = try Store.inMemory()
    let options = Importer.Options(reading: ImportOptions(format: .calls, arrival: .now))
    _ = try Importer(try Writer(store), options: options).run(file.filePath)
    return store
  }
}
