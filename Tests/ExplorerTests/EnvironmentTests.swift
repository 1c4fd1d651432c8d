import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("The choice of an environment")
struct EnvironmentTests {
  private static let staging = AppID("staging")

  /// The environment that a question is about; nil for those that are about none.
  private func environment(of question: Question) -> AppID?? {
    switch question {
    case .users(let question): question.environment
    case .events(let question): question.environment
    case .catalogue(let app), .propertyUse(_, let app), .propertyCatalogue(let app): app
    case .funnel(let question): question.environment
    case .trend(let question): question.environment
    case .merges(let question): question.environment
    case .identityMoment(_, let app): app
    case .doctor(let app, _): app
    case .asOf(_, let question): environment(of: question)
    default: .none
    }
  }

  @Test("Every screen asks about the environment chosen, and about all of them again")
  func everyScreen() throws {
    let store = SampleStore()
    var overview = Overview()
    overview.environments = [.main, Self.staging]
    overview.userProperties = ["plan"]
    overview.users = 5
    overview.events = 5
    var asked: [AppID?] = []
    var explorer = Driver(columns: 120, rows: 40) { [overview] question in
      if let environment = environment(of: question) { asked.append(environment) }
      if case .overview = question { return .success(.overview(overview)) }
      return .success(store.answer(question))
    }
    explorer.state.funnels.definition = FunnelDefinition(steps: ["Search"])
    for (name, expected) in [("staging", Self.staging), ("main", .main)] {
      try explorer.press("E /")
      explorer.type(name)
      try explorer.press("enter")
      asked = []
      try explorer.press("1 R 2 R 3 R 4 R 5 R 6 R d R esc")
      #expect(asked.count >= 8)
      #expect(explorer.state.environment == expected)
      #expect(asked.allSatisfy { $0 == expected }, "\(asked)")
    }
    try explorer.press("E home enter")
    #expect(explorer.state.environment == nil && explorer.state.picker == nil)
    asked = []
    try explorer.press("1 R 2 R 3 R 4 R 5 R 6 R")
    #expect(asked.count >= 7)
    #expect(asked.allSatisfy { $0 == nil }, "\(asked)")
  }
}
