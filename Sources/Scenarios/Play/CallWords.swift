import Domain

extension Scenario.TimedCall {
  /// The call in one line, as the documents write it: `phone: heap.identify("12345")`.
  package var words: String {
    switch caller {
    case .device(let name, let call, let context):
      let around = context.isEmpty ? "" : "  (\(context.words))"
      return "\(name.shown): \(call.words)\(around)"
    case .server(let request, let appID):
      let around = appID == .main ? "" : "  (app id \(appID.value.shown))"
      return "server: \(request.words)\(around)"
    }
  }
}

extension ClientCall {
  /// The call as a line of JavaScript, the way the documents' examples are written.
  package var words: String {
    func call(_ name: String, _ arguments: String...) -> String {
      "heap.\(name)(\(arguments.joined(separator: ", ")))"
    }
    switch self {
    case .track(let event, let properties, let background):
      let around = background ? "  (in the background)" : ""
      if properties.isEmpty { return call("track", event.quoted) + around }
      return call("track", event.quoted, InputValue.object(properties).words) + around
    case .identify(let value): return call("identify", value.words)
    case .resetIdentity: return call("resetIdentity")
    case .addEventProperties(let set):
      return call("addEventProperties", InputValue.object(set).words)
    case .removeEventProperty(let key): return call("removeEventProperty", key.quoted)
    case .clearEventProperties: return call("clearEventProperties")
    case .addUserProperties(let set):
      return call("addUserProperties", InputValue.object(set).words)
    case .trackPageview(let page):
      let words = page.words
      return words.isEmpty ? call("trackPageview") : call("trackPageview", words)
    case .addPageviewProperties(let set):
      return call("addPageviewProperties", InputValue.object(set).words)
    case .removePageviewProperty(let key): return call("removePageviewProperty", key.quoted)
    case .clearPageviewProperties: return call("clearPageviewProperties")
    case .pageLoaded: return "the page loads anew"
    case .getIdentity: return call("getIdentity")
    case .getUserId: return call("getUserId")
    case .getSessionId: return call("getSessionId")
    case .onReady(let callback): return call("onReady", callback.shown)
    case .setAppId(let appID): return call("setAppId", appID.value.quoted)
    case .startEVPairing: return call("startEVPairing")
    case .stopEVPairing: return call("stopEVPairing")
    }
  }
}

extension ClientCall.Pageview {
  /// The argument of the call; empty where nothing is given.
  fileprivate var words: String {
    var parts: [String] = []
    if let title { parts.append("title: \(title.quoted)") }
    if let url { parts.append("url: \(url.quoted)") }
    if let previousPage { parts.append("previous_page: \(previousPage.quoted)") }
    if !properties.isEmpty { parts.append("properties: \(InputValue.object(properties).words)") }
    return parts.isEmpty ? "" : "{\(parts.joined(separator: ", "))}"
  }
}

extension Scenario.ServerRequest {
  /// The call as a request to the server-side API.
  package var words: String {
    switch self {
    case .track(let subject, let event, let properties, let session):
      var parts = [subject.words, "event: \(event.quoted)"]
      if let session { parts.append("session_id: \(session.description.quoted)") }
      if !properties.isEmpty { parts.append("properties: \(InputValue.object(properties).words)") }
      return "POST /api/track {\(parts.joined(separator: ", "))}"
    case .addUserProperties(let identity, let properties):
      return "POST /api/add_user_properties {identity: \(identity.words), "
        + "properties: \(InputValue.object(properties).words)}"
    case .identify(let user, let identity):
      return "POST /api/v1/identify {user_id: \(user.description.quoted), "
        + "identity: \(identity.words)}"
    }
  }
}

extension Scenario.ServerSubject {
  fileprivate var words: String {
    switch self {
    case .identity(let identity): "identity: \(identity.words)"
    case .user(let id): "user_id: \(id.description.quoted)"
    }
  }
}

extension InputValue {
  /// The value as JavaScript writes it, keys in order of their names.
  var words: String {
    switch self {
    case .string(let text): return text.quoted
    case .number(let number): return number.decimalText
    case .boolean(let boolean): return boolean ? "true" : "false"
    case .null: return "null"
    case .array(let items): return "[" + items.map(\.words).joined(separator: ", ") + "]"
    case .object(let entries):
      let pairs = entries.sorted { $0.key < $1.key }.map { "\($0.key.key): \($0.value.words)" }
      return "{" + pairs.joined(separator: ", ") + "}"
    }
  }
}

extension Properties {
  /// `city: Berlin, utm_source: news`, keys in order of their names.
  package var words: String {
    sorted { $0.key < $1.key }.map { "\($0.key.shown): \($0.value.text.shown)" }
      .joined(separator: ", ")
  }
}

extension String {
  var quoted: String {
    "\"" + shown.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// A key of an object: bare where it is a plain word.
  fileprivate var key: String {
    let isWord =
      !isEmpty && first?.isNumber == false
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
    return isWord ? self : quoted
  }
}
