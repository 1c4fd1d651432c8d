import Domain

/// The fields of a step that is a call, read as that call's arguments.
struct CallFields {
  let name: String
  /// Where the name of the call stands.
  let owner: YAMLValue
  let fields: YAMLFields

  /// Every call of the client API with the arguments it takes.
  static let clientArguments: [(name: String, arguments: [String])] = [
    ("track", ["event", "properties", "background"]),
    ("identify", ["identity"]),
    ("resetIdentity", []),
    ("addEventProperties", ["properties"]),
    ("removeEventProperty", ["property"]),
    ("clearEventProperties", []),
    ("addUserProperties", ["properties"]),
    ("trackPageview", ["title", "url", "previous_page", "properties"]),
    ("addPageviewProperties", ["properties"]),
    ("removePageviewProperty", ["property"]),
    ("clearPageviewProperties", []),
    ("pageLoaded", []),
    ("getIdentity", []),
    ("getUserId", []),
    ("getSessionId", []),
    ("onReady", ["callback"]),
    ("setAppId", ["app_id"]),
    ("startEVPairing", []),
    ("stopEVPairing", []),
    ("init", ["app_id"]),
  ]

  /// The names of all calls that a device can make.
  static var clientNames: [String] { clientArguments.map(\.name) }

  private static let serverArguments: [(name: String, arguments: [String])] = [
    ("track", ["identity", "user_id", "event", "properties", "session_id"]),
    ("addUserProperties", ["identity", "properties"]),
    ("identify", ["user_id", "identity"]),
  ]

  func deviceCall(
    on device: String, known expectations: [String]
  ) throws(ScenarioError) -> Scenario.Caller {
    try check(
      Self.clientArguments, side: "client", allowing: ["at", device, "context"] + expectations)
    let context = try fields["context"]?.context() ?? [:]
    return .device(device, try clientCall(), context: context)
  }

  func serverCall(known expectations: [String]) throws(ScenarioError) -> Scenario.Caller {
    try check(
      Self.serverArguments, side: "server", allowing: ["at", "server", "app_id"] + expectations)
    let appID = try fields["app_id"]?.text("an app id") ?? AppID.main.value
    return .server(try serverRequest(), appID: AppID(appID))
  }

  private func check(
    _ calls: [(name: String, arguments: [String])], side: String, allowing others: [String]
  ) throws(ScenarioError) {
    guard let arguments = calls.first(where: { $0.name == name })?.arguments else {
      let names = calls.map(\.name)
      let hint = Suggestion.hint(for: name, among: names)
      throw owner.problem(
        "'\(name.prefix(60).shown)' is no \(side) call"
          + (hint.isEmpty ? "; expected one of: \(names.joined(separator: ", "))" : hint))
    }
    try fields.allow(arguments + others, in: "a step with \(name)")
  }

  private func require(_ key: String) throws(ScenarioError) -> YAMLValue {
    try fields.require(key, in: name)
  }

  private func properties() throws(ScenarioError) -> [String: InputValue] {
    try fields["properties"]?.inputs() ?? [:]
  }

  private func clientCall() throws(ScenarioError) -> ClientCall {
    switch name {
    case "track":
      .track(
        event: try require("event").text("the name of an event"), properties: try properties(),
        background: try fields["background"]?.boolean() ?? false)
    case "identify": .identify(try require("identity").input())
    case "resetIdentity": .resetIdentity
    case "addEventProperties": .addEventProperties(try require("properties").inputs())
    case "removeEventProperty": .removeEventProperty(try require("property").text("a name"))
    case "clearEventProperties": .clearEventProperties
    case "addUserProperties": .addUserProperties(try require("properties").inputs())
    case "addPageviewProperties": .addPageviewProperties(try require("properties").inputs())
    case "removePageviewProperty": .removePageviewProperty(try require("property").text("a name"))
    case "clearPageviewProperties": .clearPageviewProperties
    case "pageLoaded": .pageLoaded
    case "getIdentity": .getIdentity
    case "getUserId": .getUserId
    case "getSessionId": .getSessionId
    case "startEVPairing": .startEVPairing
    case "stopEVPairing": .stopEVPairing
    case "onReady": .onReady(callback: try require("callback").text("a name"))
    case "setAppId", "init": .setAppId(AppID(try require("app_id").text("an app id")))
    default:
      .trackPageview(
        ClientCall.Pageview(
          title: try fields["title"]?.text("a title"), url: try fields["url"]?.text("a URL"),
          previousPage: try fields["previous_page"]?.text("a path"), properties: try properties()))
    }
  }

  private func serverRequest() throws(ScenarioError) -> Scenario.ServerRequest {
    switch name {
    case "addUserProperties":
      return .addUserProperties(
        identity: try require("identity").input(), properties: try require("properties").inputs())
    case "identify":
      return .identify(
        user: try require("user_id").userID(), identity: try require("identity").input())
    default:
      let subject: Scenario.ServerSubject
      switch (fields["identity"], fields["user_id"]) {
      case (let identity?, nil): subject = .identity(try identity.input())
      case (nil, let user?): subject = .user(try user.userID())
      default: throw owner.problem("track from a server needs either 'identity' or 'user_id'")
      }
      return .track(
        of: subject, event: try require("event").text("the name of an event"),
        properties: try properties(), session: try fields["session_id"]?.sessionID())
    }
  }
}
