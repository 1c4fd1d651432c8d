import Domain

/// Fields that say whom or what a call is about.
extension LineFields {
  /// A text that names something; nil where the field is absent.
  ///
  /// - Parameter limit: in bytes.
  func name(_ name: Name, limit: Int = CallDecoder.longestName) throws(LineReason) -> String? {
    guard let text = try text(name) else { return nil }
    return try check(text, name, limit)
  }

  /// A name that may also be a number, which gives its decimal text.
  func nameOrNumber(
    _ name: Name, limit: Int = CallDecoder.longestName
  ) throws(LineReason) -> String? {
    switch try textOrNumber(name) {
    case nil: return nil
    case .number(let number)?: return number.decimalText
    case .string(let text)?: return try check(text, name, limit)
    default: return nil
    }
  }

  private func check(_ text: String, _ name: Name, _ limit: Int) throws(LineReason) -> String {
    if text.isBlank { throw LineReason("'\(name.rawValue)' must not be empty") }
    guard text.utf8.count <= limit else {
      throw LineReason(
        "'\(name.rawValue)' has \(text.utf8.count) bytes; at most \(limit) are accepted")
    }
    return text
  }

  /// a whole number in range, or its decimal digits.
  func userID(_ name: Name) throws(LineReason) -> UserID? {
    guard let field = self[name] else { return nil }
    if field.kind == .string || field.kind == .number,
      let number = BulkRules.id(scanner.base, field.value)
    {
      return UserID(number)
    }
    throw mustBe("a whole number from 0 to \(UserID.maximum)", name, field)
  }

  /// A whole number in range, or any other text, which is hashed (R-X2).
  func key(_ name: Name) throws(LineReason) -> String? {
    guard let field = self[name] else { return nil }
    if field.kind == .string { return try self.name(name) }
    guard field.kind == .number, BulkRules.id(scanner.base, field.value) != nil else {
      throw mustBe("a string or a whole number from 0 to \(UserID.maximum)", name, field)
    }
    return scanner.text(field.value)
  }

  /// R-A1: exactly one of both.
  func subject(_ identity: Name, _ user: Name) throws(LineReason) -> Subject {
    switch (try textOrNumber(identity), try userID(user)) {
    case (nil, nil): throw LineReason("one of the fields 'identity' and 'user_id' is needed")
    case (.some, .some):
      throw LineReason("'identity' and 'user_id' are both given; a server call names its user once")
    case (nil, let user?): return .user(user)
    case (let input?, nil): return .identity(try Self.identity(input, .server))
    }
  }

  static func identity(_ input: InputValue, _ side: CallSide) throws(LineReason) -> Identity {
    do throws(IdentityProblem) {
      return try Identity(input, side: side)
    } catch .empty {
      throw LineReason("'identity' must not be empty")
    } catch {
      throw LineReason(error.description)
    }
  }
}
