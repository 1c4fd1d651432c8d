import Domain

@testable import Scenarios

/// Seeded calls with everything in them that can be written, sensible or not.
struct RandomSteps {
  private var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  static let texts = [
    "Search", "Add to Cart", "", " ", "12345", "true", "null", "it's \"so\"", "back\\slash", "a: b",
    "line\nbreak", "tab\t", "\u{1b}[31m", "日本", "é e\u{301} \"\u{301}", "👩‍👩‍👧", "\u{202e}x",
    "{x}", "(in the background)", "- a", "#1", "'", "NaN", "2026-01-05", "1e5", "0x10", "yes", "~",
    "<<", "=", "a #b", "trailing ", "\u{85}", "\u{2028}", "*x", "&x", "!x", "%x", "@x",
  ]

  static let numbers: [Double] = [
    0, 1, -1, 2.5, -0.001, 1e20, 1e-7, .infinity, -.infinity, 9_007_199_254_740_992, 4.9e-300,
  ]

  mutating func pick<Value>(_ values: [Value]) -> Value {
    values[Int.random(in: 0..<values.count, using: &generator)]
  }

  mutating func chance(_ one: Int) -> Bool { Int.random(in: 0..<one, using: &generator) == 0 }

  mutating func text() -> String { pick(Self.texts) }

  mutating func number() -> Double {
    pick(Self.numbers)
  }

  mutating func value(depth: Int = 0) -> InputValue {
    switch Int.random(in: 0..<(depth < 3 ? 7 : 5), using: &generator) {
    case 0, 1: .string(text())
    case 2: .number(number())
    case 3: .boolean(chance(2))
    case 4: .null
    case 5:
      .array((0..<Int.random(in: 0..<3, using: &generator)).map { _ in value(depth: depth + 1) })
    default: .object(properties(depth: depth + 1))
    }
  }

  mutating func properties(depth: Int = 1) -> [String: InputValue] {
    var entries: [String: InputValue] = [:]
    for _ in 0..<Int.random(in: 0..<3, using: &generator) { entries[text()] = value(depth: depth) }
    return entries
  }

  mutating func context() -> Properties {
    guard chance(3) else { return [:] }
    return ["city": .string(text()), text(): pick([.number(number()), .boolean(true)])]
  }

  mutating func caller(devices: [String]) -> Scenario.Caller {
    if chance(4) { return .server(request(), appID: chance(2) ? .main : AppID(text())) }
    return .device(pick(devices), call(), context: context())
  }

  private mutating func request() -> Scenario.ServerRequest {
    let user = UserID.random(using: &generator)
    switch Int.random(in: 0..<3, using: &generator) {
    case 0:
      return .track(
        of: chance(2) ? .user(user) : .identity(value()), event: text(), properties: properties(),
        session: chance(2) ? SessionID.random(using: &generator) : nil)
    case 1: return .identify(user: user, identity: value())
    default: return .addUserProperties(identity: value(), properties: properties())
    }
  }

  private mutating func call() -> ClientCall {
    switch Int.random(in: 0..<17, using: &generator) {
    case 0, 1: .track(event: text(), properties: properties(), background: chance(3))
    case 2: .identify(value())
    case 3: .resetIdentity
    case 4: .addEventProperties(properties())
    case 5: .removeEventProperty(text())
    case 6: .clearEventProperties
    case 7: .addUserProperties(properties())
    case 8:
      .trackPageview(
        .init(
          title: chance(2) ? text() : nil, url: chance(2) ? text() : nil,
          previousPage: chance(3) ? text() : nil, properties: properties()))
    case 9: .addPageviewProperties(properties())
    case 10: .removePageviewProperty(text())
    case 11: .clearPageviewProperties
    case 12: .pageLoaded
    case 13: chance(2) ? .getIdentity : .getUserId
    case 14: .getSessionId
    case 15: .onReady(callback: text())
    default: .setAppId(AppID(text()))
    }
  }

  // MARK: Scenarios

  mutating func scenario() throws -> Scenario {
    var story = try Scenario(
      yaml: "title: T\ndevices: { laptop: web, phone: mobile, \"a: b\": web }\nsteps: []\n",
      file: "t.yaml")
    story.title = text()
    story.about = text()
    if chance(3) { story.settings.nonUniqueIdentities = .reject }
    story.devices[0].userID = UserID.random(using: &generator)
    story.devices[1].context = context()
    story.devices[2].appID = chance(2) ? nil : AppID(text())
    var time = Timestamp(milliseconds: Int64.random(in: 0..<2_000_000_000_000, using: &generator))
    for _ in 0..<Int.random(in: 0..<12, using: &generator) {
      time = Timestamp(
        milliseconds: time.milliseconds + pick([0, 1000, 60_000, 93_784_000, 1, -5000]))
      let caller = caller(devices: story.devices.map(\.name))
      let call = Scenario.TimedCall(time: time, caller: caller, expected: callExpectation())
      let action: Scenario.Action =
        chance(5) ? .say(text()) : chance(6) ? .expect(expectation()) : .call(call)
      story.steps.append(Scenario.Step(line: 7, action: action))
    }
    return story
  }

  private mutating func callExpectation() -> CallExpectation {
    var expected = CallExpectation()
    guard chance(3) else { return expected }
    if chance(2) { expected.returns = .some(chance(2) ? text() : nil) }
    if chance(2) { expected.runs = [text(), text()] }
    if chance(2) { expected.warns = chance(2) ? [] : ["empty_identity"] }
    if chance(2) { expected.rejected = pick(["", "the name"]) }
    if chance(2) {
      expected.sends = [text(): PropertyValue.string(text()), "gone": PropertyValue?.none]
    }
    if chance(2) { expected.newSession = chance(2) }
    return expected
  }

  private mutating func expectation() -> Expectation {
    var found = Expectation()
    if chance(2) {
      var user = ExpectedUser(line: 3)
      if chance(2) { user.name = text() }
      if chance(2) { user.userID = UserID.random(using: &generator) }
      if chance(2) { user.identity = .some(chance(2) ? Identity(unchecked: text()) : nil) }
      if chance(2) { user.sessions = 2 }
      if chance(2) {
        user.properties = [text(): PropertyValue.number(2.5), "gone": PropertyValue?.none]
      }
      if chance(2) { user.merged = [UserID.random(using: &generator)] }
      if chance(2) { user.warnings = [text()] }
      found.users = chance(4) ? [] : [user, ExpectedUser(line: 4)]
    }
    if chance(2) {
      var device = ExpectedDevice(line: 5, name: "phone")
      if chance(2) { device.identity = .some(nil) }
      if chance(2) { device.session = .some(SessionID.random(using: &generator)) }
      found.devices = [device]
    }
    return found
  }
}
