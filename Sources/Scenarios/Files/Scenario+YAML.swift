import Domain
import Yams

extension Scenario {
  /// Reads a scenario file (docs/scenarios.md).
  ///
  /// - Parameter file: How messages name the file.
  /// - Throws: `ScenarioError` naming the line, what was found and what was expected.
  package init(yaml: String, file: String) throws(ScenarioError) {
    let root = try Self.root(of: yaml, file: file)
    let fields = try root.fields("a scenario: a mapping with 'title' and 'steps'")
    try fields.allow(
      ["title", "about", "settings", "devices", "steps", "expect"], in: "a scenario")
    title = try fields.require("title", in: "a scenario").text("a title")
    about = try fields["about"]?.text("a sentence or two") ?? ""
    settings = try fields["settings"].map(Settings.init) ?? Settings()
    devices = try fields["devices"].map(Self.devices) ?? []
    steps = []

    let reader = StepReader(devices: devices.map(\.name))
    var last: Timestamp?
    for item in try fields.require("steps", in: "a scenario").list("steps") {
      let action = try reader.action(item, after: last)
      if case .call(let call) = action { last = call.time }
      steps.append(Step(line: item.line, action: action))
    }
    if let end = fields["expect"] {
      let expectation = try Expectation(end, devices: reader.devices)
      steps.append(Step(line: end.line, action: .expect(expectation)))
    }
  }

  /// Scenarios are written by hand; a file beyond this is something else.
  private static let longest = 1 << 20

  private static func root(of yaml: String, file: String) throws(ScenarioError) -> YAMLValue {
    guard yaml.utf8.count <= longest else {
      throw ScenarioError(file: file, line: nil, message: "longer than 1 MB: not a scenario")
    }
    let node: Node?
    do {
      node = try compose(yaml: yaml)
    } catch let error as YamlError {
      throw ScenarioError(error, file: file)
    } catch {
      throw ScenarioError(file: file, line: nil, message: "\(error)")
    }
    guard let node else {
      throw ScenarioError(
        file: file, line: nil, message: "the file is empty; expected 'title' and 'steps'")
    }
    return YAMLValue(node: node, file: file, fallbackLine: 1)
  }

  private static func devices(_ value: YAMLValue) throws(ScenarioError) -> [DeviceSetup] {
    var setups: [DeviceSetup] = []
    for (name, value) in try value.fields("a mapping of device names to web or mobile").entries {
      guard !StepReader.reserved.contains(name) else {
        throw value.problem("a device can't be called '\(name)': the word has a meaning in steps")
      }
      setups.append(try DeviceSetup(name: name, value))
    }
    return setups
  }
}

extension Scenario.Settings {
  fileprivate init(_ value: YAMLValue) throws(ScenarioError) {
    let fields = try value.fields("a mapping of settings")
    try fields.allow(["strict_identities"], in: "settings")
    if try fields["strict_identities"]?.boolean() == true { nonUniqueIdentities = .reject }
  }
}

extension Scenario.DeviceSetup {
  fileprivate init(name: String, _ value: YAMLValue) throws(ScenarioError) {
    self.name = name
    appID = .main
    context = [:]
    if value.isScalar {
      platform = try Self.platform(value)
      return
    }
    let fields = try value.fields("web, mobile, or a mapping with 'platform'")
    try fields.allow(["platform", "user_id", "app_id", "context"], in: "a device")
    platform = try Self.platform(try fields.require("platform", in: "a device"))
    userID = try fields["user_id"]?.userID()
    if let value = fields["app_id"] { appID = try value.textOrNull("an app id").map(AppID.init) }
    context = try fields["context"]?.context() ?? [:]
  }

  private static func platform(_ value: YAMLValue) throws(ScenarioError) -> Platform {
    let word = try value.text("web or mobile")
    guard let platform = Platform(rawValue: word) else {
      throw value.problem("'\(word.prefix(60).shown)' is no platform; expected web or mobile")
    }
    return platform
  }
}

extension YAMLValue {
  /// The surroundings of a device.
  func context() throws(ScenarioError) -> Properties {
    var context = Properties()
    for (key, value) in try fields("a mapping such as { city: Berlin }").entries {
      context[key] = try value.stored()
    }
    return context
  }
}

extension ScenarioError {
  /// A text that is not YAML at all.
  fileprivate init(_ error: YamlError, file: String) {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      self.init(file: file, line: mark.line, message: "not readable as YAML: \(problem)")
    case .duplicatedKeysInMapping(let keys, let context):
      let named = keys.sorted().map { "'\($0.shown)'" }.joined(separator: ", ")
      self.init(file: file, line: context.mark.line, message: "written twice: \(named)")
    case .reader(let problem, _, _, _):
      self.init(file: file, line: nil, message: "not readable as YAML: \(problem)")
    default:
      self.init(file: file, line: nil, message: "not readable as YAML")
    }
  }
}
