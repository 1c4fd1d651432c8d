import Domain

/// How a step that is being typed could go on.
package struct CallCompletion: Equatable, Sendable {
  package struct Candidate: Equatable, Sendable {
    /// What takes the place of the part that is typed already.
    package let text: String
    /// What it is, in a word or two; may be empty.
    package let about: String
  }

  /// Where the part begins that a candidate replaces, in characters from the start of the line.
  package let start: Int
  package let candidates: [Candidate]

  /// - Parameters:
  ///   - text: what stands before the cursor.
  ///   - scenario: the story, whose devices, events and identities are proposed.
  package init(_ text: String, in scenario: Scenario) {
    var rest = text[...].drop(while: \.isWhitespace)
    if let first = rest.first, first == "+" || first.isNumber {
      guard let blank = rest.firstIndex(of: " ") else {
        self.init(start: text.count, [])
        return
      }
      rest = rest[blank...].drop(while: \.isWhitespace)
    }
    guard let colon = rest.firstIndex(of: ":") else {
      self.init(typed: rest, of: text, Self.callers(scenario))
      return
    }
    let caller = rest[..<colon]
    var call = rest[rest.index(after: colon)...].drop(while: \.isWhitespace)
    if call.hasPrefix("heap.") { call = call.dropFirst(5) }
    guard let end = call.firstIndex(where: { !$0.isLetter }) else {
      self.init(typed: call, of: text, caller == "say" ? [] : Self.calls(of: caller))
      return
    }
    let argument = call[call.index(after: end)...].drop { $0 == " " || $0 == "(" }
    self.init(typed: argument, of: text, Self.arguments(of: call[..<end], scenario))
  }

  private init(start: Int, _ candidates: [Candidate]) {
    self.start = start
    self.candidates = candidates
  }

  /// Those of `all` that begin with what is typed, in either case and with or without a quote.
  private init(typed: Substring, of text: String, _ all: [Candidate]) {
    func bare(_ text: some StringProtocol) -> String {
      String(text.drop { $0 == "\"" || $0 == "'" }).lowercased()
    }
    let wanted = bare(typed)
    let found = all.filter { $0.text != typed && bare($0.text).hasPrefix(wanted) }
    self.init(start: text.count - typed.count, found)
  }

  private static func callers(_ scenario: Scenario) -> [Candidate] {
    scenario.devices.map {
      Candidate(text: "\($0.name.deviceName): ", about: $0.platform.rawValue)
    } + [Candidate(text: "server: ", about: ""), Candidate(text: "say: ", about: "a caption")]
  }

  private static func calls(of caller: Substring) -> [Candidate] {
    if caller == "server" {
      return ["track", "addUserProperties", "identify"].map {
        Candidate(text: "\($0) {", about: "")
      }
    }
    return CallFields.clientArguments.map { call in
      Candidate(
        text: call.arguments.isEmpty ? "\(call.name)()" : "\(call.name)(",
        about: call.arguments.joined(separator: ", "))
    }
  }

  /// Events and identities that the story has already.
  private static func arguments(of call: Substring, _ scenario: Scenario) -> [Candidate] {
    var found: [String] = []
    for step in scenario.steps {
      guard case .call(let made) = step.action else { continue }
      switch (call, made.caller) {
      case ("track", .device(_, .track(let event, _, _), _)): found.append(event.quoted)
      case ("track", .server(.track(_, let event, _, _), _)): found.append(event.quoted)
      case ("identify", .device(_, .identify(let identity), _)): found.append(identity.words)
      default: break
      }
    }
    var seen: Set<String> = []
    return found.filter { seen.insert($0).inserted }.map { Candidate(text: $0, about: "") }
  }
}
