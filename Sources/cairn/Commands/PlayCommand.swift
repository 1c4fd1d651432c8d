import ArgumentParser
import Explorer
import Foundation
import Scenarios
import Store

struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Play a scenario: each call, and the List view after it with what changed.",
    discussion: """
      On a terminal, the theatre opens: step by step, with all other screens at
      each step, and calls that you type. Elsewhere, and with --text or --step,
      the whole story is printed; the exit status is 1 when an expectation of the
      file does not hold.

      A scenario that comes along is named without folder and ending. Without a
      file, or with a folder, all scenarios are listed.

      EXAMPLES
        cairn play
        cairn play anonymous-to-existing-identity
        cairn play stories/
        cairn play story.yaml --step 3
      """)

  @Argument(help: ArgumentHelp("A file, a folder, or the name of a scenario that comes along."))
  var file: String?

  @Option(help: ArgumentHelp("Print only this call, counted from 1.", valueName: "number"))
  var step: Int?

  @Flag(help: "Print the story, on a terminal too.")
  var text = false

  @OptionGroup var screen: ScreenOptions
  @OptionGroup var definitions: DefinitionsOption

  func run() throws {
    let ending: ExitCode
    do {
      ending = try play()
    } catch {
      throw ShownError(error)
    }
    throw ending
  }

  private var isTheatre: Bool { !text && step == nil && isatty(0) != 0 && isatty(1) != 0 }

  private func play() throws -> ExitCode {
    guard let file else {
      if step != nil { throw ValidationError("--step needs a file") }
      if isTheatre { return try theatre(.menu) }
      return try list(ScenarioFiles.builtIn)
    }
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: file, isDirectory: &isFolder), isFolder.boolValue {
      return try play(folder: file)
    }
    let scenario = try scenarioFile(file)
    if isTheatre {
      // A file that can't be read is told here, while there is nothing else to show.
      _ = try ScenarioFiles.read(scenario)
      return try theatre(.file(scenario))
    }
    return try print(scenario)
  }

  private func play(folder: String) throws -> ExitCode {
    let files = ScenarioFiles(folder: folder)
    let found = try files.inFolder()
    guard !found.isEmpty else {
      throw ValidationError("there is no scenario (*.yaml) in \(folder)")
    }
    if step != nil { throw ValidationError("--step needs a file, and \(folder) is a folder") }
    return isTheatre ? try theatre(.menu, files) : try list(found)
  }

  private func theatre(
    _ start: TheatreStart, _ files: ScenarioFiles = ScenarioFiles()
  ) throws -> ExitCode {
    let store = try Store.inMemory()
    return try ExplorerHost.explore(
      store, named: "no store", screen, try definitions.library(), merges: .store(store),
      theatre: start, scenarios: files)
  }

  // MARK: Text

  private func list(_ files: [ScenarioFile]) throws -> ExitCode {
    for file in files {
      put("\(file.path)\n    \(try ScenarioFiles.read(file).title)\n")
    }
    return .success
  }

  private func print(_ file: ScenarioFile) throws -> ExitCode {
    let scenario = try ScenarioFiles.read(file)
    let frames = try waiting { try await scenario.frames() }
    let text = ScenarioText(scenario, frames)
    if let step {
      guard let part = text.step(step) else {
        throw ValidationError(
          "\(file.path) has \(scenario.callCount) calls; --step \(step) is none of them")
      }
      put(part)
    } else {
      put(text.whole)
    }
    return text.checks.allSatisfy(\.holds) ? .success : .failure
  }

  private func scenarioFile(_ name: String) throws -> ScenarioFile {
    if FileManager.default.fileExists(atPath: name) {
      return ScenarioFile(path: name, isBuiltIn: false)
    }
    let builtIn = ScenarioFile(path: name, isBuiltIn: true)
    guard ScenarioFiles.builtIn.contains(builtIn) else {
      throw ValidationError(
        "there is no file \(name), and no scenario of that name; 'cairn play' lists those that "
          + "come along")
    }
    return builtIn
  }
}
