import Domain

extension Scenario.TimedCall {
  /// The call in one line, as the documents write it: `phone: heap.identify("12345")`.
  package var words: String { caller.words }
}

extension Scenario.Caller {
  /// The same; `Scenario.TypedStep` reads it back.
  package var words: String { "\(name): \(callWords)" }

  /// Who calls.
  package var name: String {
    switch self {
    case .device(let name, _, _): name.deviceName
    case .server: "server"
    }
  }

  /// What is called, and what comes along with it.
  package var callWords: String {
    switch self {
    case .device(_, let call, let context):
      call.words + (context.isEmpty ? "" : "  (\(context.callWords))")
    case .server(let request, let appID):
      request.words + (appID == .main ? "" : "  (app id \(appID.value.word))")
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
    case .onReady(let callback): return call("onReady", callback.word)
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
    case .number(let number): return number.callWords
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

extension Properties {
  /// The same with texts in quotes where they aren't plain words, so that they can be read back.
  fileprivate var callWords: String {
    sorted { $0.key < $1.key }.map { entry in
      let value =
        switch entry.value {
        case .string(let text): text.word
        case .number(let number): number.callWords
        case .boolean(let boolean): boolean ? "true" : "false"
        }
      return "\(entry.key.key): \(value)"
    }.joined(separator: ", ")
  }
}

extension Double {
  fileprivate var callWords: String {
    if isNaN { return "NaN" }
    return isFinite ? decimalText : self < 0 ? "-Infinity" : "Infinity"
  }
}

extension String {
  /// In double quotes, with escapes as in JavaScript: control characters are shown, not sent.
  var quoted: String {
    var result = "\""
    for scalar in unicodeScalars {
      if scalar == "\\" || scalar == "\"" { result.unicodeScalars.append("\\") }
      result.unicodeScalars.append(contentsOf: String(scalar).shown.unicodeScalars)
    }
    return result + "\""
  }

  /// A key of an object: bare where it is a plain word.
  fileprivate var key: String { isPlainWord ? self : quoted }

  /// A text: bare where it is a plain word and no other value.
  fileprivate var word: String {
    isPlainWord && CallReader.keywords[self] == nil ? self : quoted
  }

  private var isPlainWord: Bool {
    !isEmpty && first?.isNumber == false
      && allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
  }

  /// The name of a device, bare unless it could be taken for something else.
  var deviceName: String {
    let isPlain =
      first?.isLetter == true && last != " "
      && allSatisfy { $0.isLetter || $0.isNumber || "_-. ".contains($0) }
    return isPlain ? self : quoted
  }
}
