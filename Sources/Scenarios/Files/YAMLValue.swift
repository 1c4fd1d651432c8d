import Domain
import Yams

/// A place in a scenario file: a node with its line, read as what the format wants there or refused
/// with what was found and what was expected.
struct YAMLValue {
  let node: Node
  let file: String
  /// The line of whatever holds this node, for nodes that know none.
  let fallbackLine: Int

  var line: Int { node.mark?.line ?? fallbackLine }

  func problem(_ message: String) -> ScenarioError {
    ScenarioError(file: file, line: line, message: message)
  }

  private func expected(_ what: String) -> ScenarioError {
    problem("expected \(what), found \(found)")
  }

  /// How a message names what stands here.
  private var found: String {
    switch node {
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    case .scalar(let scalar):
      isNull ? "nothing" : "'\(scalar.string.prefix(60))'".shown
    }
  }

  var isScalar: Bool {
    if case .scalar = node { true } else { false }
  }

  var isNull: Bool {
    if case .scalar = node { node.tag == Tag(.null) } else { false }
  }

  func text(_ what: String) throws(ScenarioError) -> String {
    guard case .scalar(let scalar) = node, !isNull else { throw expected(what) }
    return scalar.string
  }

  func textOrNull(_ what: String) throws(ScenarioError) -> String? {
    isNull ? nil : try text(what)
  }

  func boolean() throws(ScenarioError) -> Bool {
    guard case .scalar = node, node.tag == Tag(.bool), let value = node.bool else {
      throw expected("true or false")
    }
    return value
  }

  func count() throws(ScenarioError) -> Int {
    guard case .scalar = node, let value = node.int, value >= 0 else {
      throw expected("a whole number, 0 or more")
    }
    return value
  }

  func list(_ what: String) throws(ScenarioError) -> [YAMLValue] {
    guard case .sequence(let items) = node else { throw expected("a list of \(what)") }
    return items.map { YAMLValue(node: $0, file: file, fallbackLine: line) }
  }

  func userID() throws(ScenarioError) -> UserID {
    let text = try text("a user_id")
    do throws(InvalidUserID) { return try UserID(parsing: text) } catch {
      throw problem(error.description)
    }
  }

  func sessionID() throws(ScenarioError) -> SessionID {
    SessionID(truncating: try userID().rawValue)
  }

  /// Anything that JSON could say; texts that look like dates stay texts.
  func input(depth: Int = 0) throws(ScenarioError) -> InputValue {
    guard depth < 4 else { throw problem("values are nested more than 4 deep") }
    switch node {
    case .scalar(let scalar):
      if isNull { return .null }
      if node.tag == Tag(.bool), let value = node.bool { return .boolean(value) }
      if node.tag == Tag(.int) || node.tag == Tag(.float), let value = node.float {
        return .number(value)
      }
      return .string(scalar.string)
    case .sequence:
      var items: [InputValue] = []
      for item in try list("values") { items.append(try item.input(depth: depth + 1)) }
      return .array(items)
    case .mapping:
      var entries: [String: InputValue] = [:]
      for (key, value) in try fields("a mapping").entries {
        entries[key] = try value.input(depth: depth + 1)
      }
      return .object(entries)
    case .alias: throw expected("a value")
    }
  }

  /// The argument of the calls that set properties.
  func inputs() throws(ScenarioError) -> [String: InputValue] {
    guard case .object(let entries) = try input() else {
      throw expected("a mapping of property names to values")
    }
    return entries
  }

  /// A property as it is stored.
  func stored() throws(ScenarioError) -> PropertyValue {
    switch try input() {
    case .string(let text): return .string(text)
    case .number(let number): return .number(number)
    case .boolean(let boolean): return .boolean(boolean)
    case .null, .array, .object: throw expected("a string, a number or a boolean")
    }
  }

  /// Stored properties by name; null where one is to be absent.
  func storedOrAbsent() throws(ScenarioError) -> [String: PropertyValue?] {
    var found: [String: PropertyValue?] = [:]
    for (key, value) in try fields("a mapping of property names to values").entries {
      let property: PropertyValue? = value.isNull ? nil : try value.stored()
      found[key] = .some(property)
    }
    return found
  }

  func fields(_ what: String) throws(ScenarioError) -> YAMLFields {
    guard case .mapping(let mapping) = node else { throw expected(what) }
    var entries: [(key: String, value: YAMLValue)] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        throw ScenarioError(
          file: file, line: key.mark?.line ?? line, message: "a key must be a plain word")
      }
      let keyLine = key.mark?.line ?? line
      entries.append((scalar.string, YAMLValue(node: value, file: file, fallbackLine: keyLine)))
    }
    return YAMLFields(owner: self, entries: entries)
  }
}

/// A mapping whose keys are known words.
struct YAMLFields {
  let owner: YAMLValue
  let entries: [(key: String, value: YAMLValue)]

  subscript(key: String) -> YAMLValue? { entries.first { $0.key == key }?.value }

  func require(_ key: String, in what: String) throws(ScenarioError) -> YAMLValue {
    guard let value = self[key] else { throw owner.problem("\(what) needs '\(key)'") }
    return value
  }

  /// Refuses keys that mean nothing here.
  func allow(_ known: [String], in what: String) throws(ScenarioError) {
    for (key, value) in entries where !known.contains(key) {
      let hint = Suggestion.hint(for: key, among: known)
      throw value.problem(
        "'\(key.prefix(60).shown)' means nothing in \(what)"
          + (hint.isEmpty ? "; expected one of: \(known.joined(separator: ", "))" : hint))
    }
  }
}
