import Testing
import Foundation
@testable import Scenarios
@Test func printAll() async throws {
  for name in SampleScenarioTests.names {
    let s = try SampleScenarioTests.scenario(name)
    print(ScenarioText(s, try await s.frames()).whole)
  }
}
