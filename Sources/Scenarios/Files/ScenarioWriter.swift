import Domain
import Yams

extension Scenario {
  /// The story as a file. Read again it is the same, but for the lines that its steps stand on.
  ///
  /// - Throws: `ScenarioError` where the text could not be read back as this story.
  package func yaml() throws(ScenarioError) -> String {
    func problem(_ message: String) -> ScenarioError {
      ScenarioError(file: title.shown, line: nil, message: message)
    }
    let yaml: String
    do {
      yaml = try Yams.serialize(node: .map(fields, .block), width: -1, allowUnicode: true)
    } catch {
      throw problem("can't be written: \(error)")
    }
    guard try Scenario(yaml: yaml, file: title.shown).isSame(as: self) else {
      throw problem("has something in it that a file can't hold")
    }
    return yaml
  }

  /// Whether two stories tell the same, wherever their steps stand in their files.
  package func isSame(as other: Scenario) -> Bool {
    func bare(_ story: Scenario) -> Scenario {
      var story = story
      for index in story.steps.indices {
        story.steps[index].line = 0
        guard case .expect(var expectation) = story.steps[index].action else { continue }
        expectation.users = expectation.users?.map { user in
          var user = user
          user.line = 0
          return user
        }
        for device in expectation.devices.indices { expectation.devices[device].line = 0 }
        story.steps[index].action = .expect(expectation)
      }
      return story
    }
    return bare(self) == bare(other)
  }

  private var fields: [(String, Node)] {
    var fields: [(String, Node)] = [("title", .text(title))]
    if !about.isEmpty { fields.append(("about", .text(about))) }
    if settings.nonUniqueIdentities == .reject {
      fields.append(("settings", .map([("strict_identities", .boolean(true))])))
    }
    if !devices.isEmpty {
      fields.append(("devices", .map(devices.map { ($0.name, $0.node) }, .block)))
    }
    var steps = steps[...]
    var end: Node?
    if case .expect(let expectation)? = steps.last?.action {
      end = expectation.node(.block)
      steps = steps.dropLast()
    }
    var last: Timestamp?
    let nodes = steps.map { step -> Node in
      switch step.action {
      case .say(let caption): return .map([("say", .text(caption))])
      case .expect(let expectation): return .map([("expect", expectation.node(.flow))])
      case .call(let call):
        defer { last = call.time }
        return .map(call.fields(after: last))
      }
    }
    fields.append(("steps", .list(nodes, nodes.isEmpty ? .flow : .block)))
    if let end { fields.append(("expect", end)) }
    return fields
  }
}

extension Scenario.DeviceSetup {
  fileprivate var node: Node {
    var fields: [(String, Node)] = [("platform", .text(platform.rawValue))]
    if let userID { fields.append(("user_id", .number("\(userID)"))) }
    if appID != .main { fields.append(("app_id", appID.map { .text($0.value) } ?? .null)) }
    if !context.isEmpty { fields.append(("context", .properties(context))) }
    return fields.count == 1 ? .text(platform.rawValue) : .map(fields)
  }
}

extension Scenario.TimedCall {
  fileprivate func fields(after last: Timestamp?) -> [(String, Node)] {
    var fields: [(String, Node)] = []
    if last != time { fields.append(("at", .time(StepTime.text(time, after: last)))) }
    switch caller {
    case .device(let name, let call, let context):
      fields.append((name, .text(call.name)))
      fields += call.arguments
      if !context.isEmpty { fields.append(("context", .properties(context))) }
    case .server(let request, let appID):
      fields += request.fields
      if appID != .main { fields.append(("app_id", .text(appID.value))) }
    }
    return fields + expected.fields
  }
}

extension CallExpectation {
  fileprivate var fields: [(String, Node)] {
    var fields: [(String, Node)] = []
    if let returns { fields.append(("returns", returns.map(Node.text) ?? .null)) }
    if let runs { fields.append(("runs", .list(runs.map(Node.text)))) }
    if let warns { fields.append(("warns", .list(warns.map(Node.text)))) }
    if let rejected {
      fields.append(("rejected", rejected.isEmpty ? .boolean(true) : .text(rejected)))
    }
    if let sends { fields.append(("sends", .propertiesOrAbsent(sends))) }
    if let newSession { fields.append(("new_session", .boolean(newSession))) }
    return fields
  }
}

extension Scenario.ServerRequest {
  fileprivate var fields: [(String, Node)] {
    switch self {
    case .track(let subject, let event, let properties, let session):
      var fields: [(String, Node)] = [("server", .text("track"))]
      switch subject {
      case .identity(let identity): fields.append(("identity", .input(identity)))
      case .user(let id): fields.append(("user_id", .number("\(id)")))
      }
      fields.append(("event", .text(event)))
      if !properties.isEmpty { fields.append(("properties", .input(.object(properties)))) }
      if let session { fields.append(("session_id", .number("\(session)"))) }
      return fields
    case .addUserProperties(let identity, let properties):
      return [
        ("server", .text("addUserProperties")), ("identity", .input(identity)),
        ("properties", .input(.object(properties))),
      ]
    case .identify(let user, let identity):
      return [
        ("server", .text("identify")), ("user_id", .number("\(user)")),
        ("identity", .input(identity)),
      ]
    }
  }
}

extension ClientCall {
  /// As files name it.
  fileprivate var name: String {
    switch self {
    case .track: "track"
    case .identify: "identify"
    case .resetIdentity: "resetIdentity"
    case .addEventProperties: "addEventProperties"
    case .removeEventProperty: "removeEventProperty"
    case .clearEventProperties: "clearEventProperties"
    case .addUserProperties: "addUserProperties"
    case .trackPageview: "trackPageview"
    case .addPageviewProperties: "addPageviewProperties"
    case .removePageviewProperty: "removePageviewProperty"
    case .clearPageviewProperties: "clearPageviewProperties"
    case .pageLoaded: "pageLoaded"
    case .getIdentity: "getIdentity"
    case .getUserId: "getUserId"
    case .getSessionId: "getSessionId"
    case .onReady: "onReady"
    case .setAppId: "setAppId"
    case .startEVPairing: "startEVPairing"
    case .stopEVPairing: "stopEVPairing"
    }
  }

  fileprivate var arguments: [(String, Node)] {
    switch self {
    case .track(let event, let properties, let background):
      var fields: [(String, Node)] = [("event", .text(event))]
      if !properties.isEmpty { fields.append(("properties", .input(.object(properties)))) }
      if background { fields.append(("background", .boolean(true))) }
      return fields
    case .identify(let identity): return [("identity", .input(identity))]
    case .addEventProperties(let set), .addUserProperties(let set),
      .addPageviewProperties(let set):
      return [("properties", .input(.object(set)))]
    case .removeEventProperty(let key), .removePageviewProperty(let key):
      return [("property", .text(key))]
    case .trackPageview(let page):
      var fields: [(String, Node)] = []
      if let title = page.title { fields.append(("title", .text(title))) }
      if let url = page.url { fields.append(("url", .text(url))) }
      if let path = page.previousPage { fields.append(("previous_page", .text(path))) }
      if !page.properties.isEmpty {
        fields.append(("properties", .input(.object(page.properties))))
      }
      return fields
    case .onReady(let callback): return [("callback", .text(callback))]
    case .setAppId(let appID): return [("app_id", .text(appID.value))]
    case .resetIdentity, .clearEventProperties, .clearPageviewProperties, .pageLoaded,
      .getIdentity, .getUserId, .getSessionId, .startEVPairing, .stopEVPairing:
      return []
    }
  }
}

extension Expectation {
  fileprivate func node(_ style: Node.Mapping.Style) -> Node {
    var fields: [(String, Node)] = []
    if let users {
      let list = users.map(\.node)
      fields.append(("users", .list(list, style == .block && !list.isEmpty ? .block : .flow)))
    }
    if !devices.isEmpty {
      fields.append(("devices", .map(devices.map { ($0.name, $0.node) }, style)))
    }
    return .map(fields, fields.isEmpty ? .flow : style)
  }
}

extension ExpectedUser {
  fileprivate var node: Node {
    var fields: [(String, Node)] = []
    if let name { fields.append(("name", .text(name))) }
    if let userID { fields.append(("user_id", .number("\(userID)"))) }
    if let identity {
      fields.append(("identity", identity.map { .text($0.value) } ?? .null))
    }
    if let sessions { fields.append(("sessions", .number("\(sessions)"))) }
    if let events { fields.append(("events", .number("\(events)"))) }
    if !properties.isEmpty { fields.append(("properties", .propertiesOrAbsent(properties))) }
    if let merged { fields.append(("merged", .list(merged.map { .number("\($0)") }))) }
    if let warnings { fields.append(("warnings", .list(warnings.map(Node.text)))) }
    return .map(fields)
  }
}

extension ExpectedDevice {
  fileprivate var node: Node {
    var fields: [(String, Node)] = []
    if let userID { fields.append(("user_id", .number("\(userID)"))) }
    if let identity {
      fields.append(("identity", identity.map { .text($0.value) } ?? .null))
    }
    if let session {
      fields.append(("session", session.map { .number("\($0)") } ?? .null))
    }
    return .map(fields)
  }
}
