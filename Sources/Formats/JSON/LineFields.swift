import Domain

/// The fields of a JSON object by name, and what they must be. Null counts as absent, and of a field
/// given twice the last counts.
struct LineFields<Name: Equatable & RawRepresentable> where Name.RawValue == String {
  /// A handful, so that looking through them is cheaper than hashing.
  private var fields: [(name: Name, field: JSONField)] = []
  let scanner: JSONScanner

  init(scanner: JSONScanner, room: Int) {
    self.scanner = scanner
    fields.reserveCapacity(room)
  }

  var names: some Sequence<Name> { fields.lazy.map(\.name) }

  mutating func set(_ name: Name, to field: JSONField) {
    fields.removeAll { $0.name == name }
    if field.kind != .null { fields.append((name, field)) }
  }

  subscript(name: Name) -> JSONField? { fields.first { $0.name == name }?.field }

  /// A string; nil where the field is absent.
  func text(_ name: Name, canBeEmpty: Bool = false) throws(LineReason) -> String? {
    guard let field = self[name] else { return nil }
    guard field.kind == .string else { throw mustBe("a string", name, field) }
    if !canBeEmpty, field.value.isAbsent {
      throw LineReason("'\(name.rawValue)' must not be empty")
    }
    return scanner.text(field.value)
  }

  /// A string or a number as a value.
  func textOrNumber(_ name: Name) throws(LineReason) -> InputValue? {
    guard let field = self[name] else { return nil }
    guard field.kind == .string || field.kind == .number else {
      throw mustBe("a string or a number", name, field)
    }
    return value(of: field)
  }

  func boolean(_ name: Name) throws(LineReason) -> Bool? {
    guard let field = self[name] else { return nil }
    guard field.kind == .yes || field.kind == .no else {
      throw mustBe("true or false", name, field)
    }
    return field.kind == .yes
  }

  func object(_ name: Name) throws(LineReason) -> [String: InputValue]? {
    guard let field = self[name] else { return nil }
    guard field.kind == .object, case .object(let object) = value(of: field) else {
      throw mustBe("an object", name, field)
    }
    return object
  }

  /// The value of a field, which was checked when it was scanned.
  func value(of field: JSONField) -> InputValue {
    var scanner = scanner
    scanner.position = field.at
    return (try? scanner.inputValue()) ?? .null
  }

  func mustBe(_ expected: String, _ name: Name, _ field: JSONField) -> LineReason {
    LineReason("'\(name.rawValue)' must be \(expected), not \(found(field))")
  }

  /// What stands there, short enough for a message.
  private func found(_ field: JSONField) -> String {
    switch field.kind {
    case .string: "the string '\(scanner.text(field.value).prefix(60))'"
    case .number: scanner.text(field.value)
    case .yes: "true"
    case .no: "false"
    case .null: "null"
    case .object: "an object"
    case .array: "an array"
    }
  }
}
