import Analysis
import Domain
import Foundation
import TestSupport
import Testing

@testable import Scenarios

@Suite("The scenarios of sample-data")
struct SampleScenarioTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../sample-data/scenarios").standardizedFileURL

  static let names: [String] = {
    let files = try? FileManager.default.contentsOfDirectory(atPath: folder.path)
    return (files ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
  }()

  static func scenario(_ name: String) throws -> Scenario {
    let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
    return try Scenario(yaml: text, file: name)
  }

  @Test("Every expectation holds on the engine", arguments: names)
  func onEngine(name: String) async throws {
    let scenario = try Self.scenario(name)
    let frames = try await scenario.frames()
    report(frames, name)
    #expect(
      frames.contains { !$0.checks.isEmpty }, "a scenario that expects nothing proves nothing")
    guard case .expect = scenario.steps.last?.action else {
      Issue.record("\(name) doesn't end with what it expects")
      return
    }
  }

  @Test("The engine and the plain store give the same List view after every step", arguments: names)
  func onPlainStore(name: String) async throws {
    let scenario = try Self.scenario(name)
    let plain = try await scenario.frames { facts in
      var store = PlainStore()
      for arrived in facts { store.append([arrived.fact], in: arrived.environment) }
      return store.usersPage(UsersQuestion(limit: facts.count))
    }
    report(plain, name)
    #expect(plain == (try await scenario.frames()))
  }

  private func report(_ frames: [ScenarioFrame], _ name: String) {
    for check in frames.flatMap(\.checks) where !check.holds {
      for difference in check.differences {
        Issue.record("\(name):\(check.line): \(check.subject): \(difference)")
      }
    }
  }
}
