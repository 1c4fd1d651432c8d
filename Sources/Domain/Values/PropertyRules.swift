/// Turns properties as passed into properties as stored (R-T2, R-T3, R-A8). What can't be stored is
/// left out with one warning each; the call itself succeeds.
package struct PropertyRules: Sendable {
  package let side: CallSide
  /// A key that this call may not use (R-T8: `user_id` for addUserProperties).
  package var forbiddenKey: String?

  package init(_ side: CallSide, forbiddenKey: String? = nil) {
    self.side = side
    self.forbiddenKey = forbiddenKey
  }

  /// Warnings come in the order of the keys, so that two runs say the same.
  package func accept(_ input: [String: InputValue]) -> (Properties, [CallWarning]) {
    var accepted = Properties(minimumCapacity: input.count)
    var warnings: [CallWarning] = []
    for (key, value) in input {
      if let problem = problem(withKey: key) {
        warnings.append(CallWarning(problem, subject: key))
        continue
      }
      switch storable(value) {
      case .success(let stored): accepted[key] = stored
      case .failure(let problem): warnings.append(CallWarning(problem, subject: key))
      }
      if case .string(let text) = value, !text.isBlank, text.utf16.count > Limits.propertyValue {
        warnings.append(CallWarning(.valueTruncated, subject: key))
      }
    }
    return (accepted, warnings.sorted { ($0.subject, $0.code) < ($1.subject, $1.code) })
  }

  private func problem(withKey key: String) -> CallWarning.Code? {
    if key == forbiddenKey { return .keyForbidden }
    if key.isBlank { return .keyEmpty }
    if key.utf16.count > Limits.propertyKey(side) { return .keyTooLong }
    return nil
  }

  private func storable(_ value: InputValue) -> Result<PropertyValue, CallWarning.Code> {
    switch value {
    case .string(let text):
      if text.isBlank { return .failure(.valueEmpty) }
      return .success(.string(text.prefix(utf16: Limits.propertyValue)))
    case .number(let number):
      return number.isFinite ? .success(.number(number)) : .failure(.valueNotFinite)
    case .boolean(let boolean): return .success(.boolean(boolean))
    case .null: return .failure(.valueNull)
    case .array(let items) where side == .server: return joined(items)
    case .array, .object: return .failure(.valueNested)
    }
  }

  /// R-A8: the server stores an array as its values joined with `||`.
  private func joined(_ items: [InputValue]) -> Result<PropertyValue, CallWarning.Code> {
    var texts: [String] = []
    for item in items {
      guard case .success(let value) = storable(item) else { return .failure(.valueNested) }
      texts.append(value.text)
    }
    guard !texts.isEmpty else { return .failure(.valueEmpty) }
    return .success(.string(texts.joined(separator: "||").prefix(utf16: Limits.joinedArray)))
  }
}

extension CallWarning.Code: Error {}
