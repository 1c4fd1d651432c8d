import Domain
import Store

/// What one property of their accounts is for the profiles (R-A14), found when it is asked for: the
/// account that a profile belongs to now (R-M7), and the value that is said of the account last.
struct AccountValues {
  /// By profile, 0 for no value, else one more than an index into `values`.
  let codes: [UInt32]
  /// One for every account that has the property; several may be alike.
  let values: [PropertyValue]

  private struct Place: Hashable {
    let environment: Int
    let account: AccountID
  }

  /// - Parameter folds: of the account property, as ``ValuesInForce`` needs them.
  init(
    of key: String, _ reader: Reader, _ map: ProfileMap, folds: () throws -> Engine.Folds
  ) throws {
    var values: [PropertyValue] = []
    var codeOf: [Place: UInt32] = [:]
    for stored in try reader.accounts() {
      guard let value = stored.properties[key] else { continue }
      values.append(value)
      codeOf[Place(environment: stored.environment, account: stored.id)] = UInt32(values.count)
    }
    var codes = [UInt32](repeating: 0, count: map.count)
    if !values.isEmpty {
      let named = try ValuesInForce(
        of: try reader.accountProperty(), texts: 0, reader, map, folds: folds)
      try named.forEach { profiles, valueCodes, names in
        let codesByEnvironment = map.environments.indices.map { environment in
          names.map {
            codeOf[
              Place(environment: environment, account: AccountID(unchecked: $0.text))] ?? 0
          }
        }
        for (profile, code) in zip(profiles, valueCodes) {
          let environment = Int(map.environment[Int(profile)])
          codes[Int(profile)] = codesByEnvironment[environment][Int(code) - 1]
        }
        return true
      }
    }
    self.codes = codes
    self.values = values
  }

  /// The same with values as texts, of which those written alike are one (R-T3).
  func texts() -> (texts: TextCodes, codes: [UInt32]) {
    var texts = TextCodes()
    let textOf = [0] + values.map { texts.code(of: $0.text) }
    return (texts, codes.map { textOf[Int($0)] })
  }
}
