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
      case .success(let stored):
        accepted[key] = stored
        if case .string(let text) = value, .string(text) != stored {
          warnings.append(CallWarning(.valueTruncated, subject: key))
        }
      case .failure(let problem): warnings.append(CallWarning(problem, subject: key))
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
      return PropertyValue(cutting: text).map { .success($0) } ?? .failure(.valueEmpty)
    case .number(let number):
      return number.isFinite ? .success(.number(number)) : .failure(.valueNotFinite)
    case .boolean(let boolean): return .success(.boolean(boolean))
    case .null: return .failure(.valueNull)
    case .array(let items) where side == .server: return joined(items)
    case .array, .object: return .failure(.valueNested)
    }
  }

  /// R-A8: the server stores an array as its values joined with `||`. Only the whole is cut.
  private func joined(_ items: [InputValue]) -> Result<PropertyValue, CallWarning.Code> {
    var texts: [String] = []
    for item in items {
      if case .string(let text) = item, !text.isBlank {
        texts.append(text)
        continue
      }
      switch storable(item) {
      case .success(let value): texts.append(value.text)
      case .failure(let problem): return .failure(problem)
      }
    }
    let whole = texts.joined(separator: "||")
    return PropertyValue(cutting: whole, to: Limits.joinedArray).map { .success($0) }
      ?? .failure(.valueEmpty)
  }
}

extension CallWarning.Code: Error {}
