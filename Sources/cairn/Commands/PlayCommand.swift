import ArgumentParser
import Foundation
import Scenarios

struct PlayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "play",
    abstract: "Play a scenario: each call, and the List view after it with what changed.",
    discussion: """
      Without a file, the scenarios that come with the program are listed; each
      can be named without its folder and ending. The exit status is 1 when an
      expectation of the file does not hold.

      EXAMPLES
        cairn play
        cairn play anonymous-to-existing-identity
        cairn play story.yaml --step 3
      """)

  @Argument(help: ArgumentHelp("A scenario file, or the name of one that comes along."))
  var file: String?

  @Option(help: ArgumentHelp("Only this call, counted from 1.", valueName: "number"))
  var step: Int?

  func run() throws {
    guard let file else {
      if step != nil { throw ValidationError("--step needs a file") }
      for asset in Assets.scenarios {
        let scenario = try Scenario(yaml: asset.text, file: asset.path)
        put("\(asset.name)\n    \(scenario.title)\n")
      }
      return
    }
    let failed: Int
    do {
      failed = try play(file)
    } catch {
      throw ShownError(error)
    }
    if failed > 0 { throw ExitCode(1) }
  }

  /// How many expectations failed.
  private func play(_ file: String) throws -> Int {
    let scenario = try Scenario(yaml: try text(of: file), file: file)
    let frames = try waiting { try await scenario.frames() }
    let text = ScenarioText(scenario, frames)
    if let step {
      guard let part = text.step(step) else {
        throw ValidationError(
          "\(file) has \(scenario.callCount) calls; --step \(step) is none of them")
      }
      put(part)
    } else {
      put(text.whole)
    }
    return text.checks.filter { !$0.holds }.count
  }

  private func text(of file: String) throws -> String {
    if let asset = Assets.scenarios.first(where: { $0.name == file }),
      !FileManager.default.fileExists(atPath: file)
    {
      return asset.text
    }
    guard let data = FileManager.default.contents(atPath: file) else {
      throw ValidationError(
        "there is no file \(file), and no scenario of that name; 'cairn play' lists those that "
          + "come along")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw ValidationError("\(file) is not UTF-8 text; expected a scenario in YAML")
    }
    return text
  }
}
