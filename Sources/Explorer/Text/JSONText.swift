import Analysis
import Domain

/// What `copy as JSON` puts on the clipboard: the field names of the command line's answers.
enum JSONText {
  static func of(_ row: UserRow) -> String {
    object([
      ("user_id", string("\(row.id)")),
      ("identity", row.identity.map { string($0.value) } ?? "null"),
      ("name", string(row.name)),
      ("first_seen", string(row.firstSeen.description)),
      ("last_seen", row.lastSeen.map { string($0.description) } ?? "null"),
      ("events", String(row.events)),
      ("sessions", String(row.sessions)),
      ("properties", properties(row.properties)),
      ("merged", list(row.merged.map(\.description))),
      ("warnings", list(row.warnings.map(\.rawValue))),
    ])
  }

  static func of(_ row: EventRow) -> String {
    object([
      ("time", string(row.time.description)),
      ("event", string(row.name)),
      ("user_id", string("\(row.user)")),
      ("profile_id", string("\(row.profile)")),
      ("session_id", row.session.map { string("\($0)") } ?? "null"),
      ("properties", properties(row.properties)),
    ])
  }

  static func list(_ texts: [String]) -> String {
    "[" + texts.map(string).joined(separator: ",") + "]"
  }

  static func object(_ fields: [(String, String)]) -> String {
    "{" + fields.map { "\(string($0.0)):\($0.1)" }.joined(separator: ",") + "}"
  }

  static func properties(_ properties: Properties) -> String {
    object(properties.sorted { $0.key < $1.key }.map { ($0.key, value($0.value)) })
  }

  static func value(_ value: PropertyValue) -> String {
    if case .string(let text) = value { return string(text) }
    return value.text
  }

  static func string(_ text: String) -> String {
    var json = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\t": json += "\\t"
      case "\r": json += "\\r"
      case _ where scalar.value < 0x20 || scalar.value == 0x7f:
        let digits = String(scalar.value, radix: 16)
        json += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }
}
