import Analysis

/// How numbers and settings of funnels are worded.
extension Double {
  /// `44.9%`.
  var percent: String { "\(tenths(self * 1000))%" }

  /// A difference of two parts of one, in percentage points: `+5.2 pp`.
  var points: String {
    let text = tenths((self * 1000).magnitude)
    if text == "0.0" { return "0.0 pp" }
    return (self < 0 ? "-" : "+") + text + " pp"
  }
}

private func tenths(_ value: Double) -> String {
  let rounded = Int(value.rounded())
  return "\(rounded / 10).\(rounded % 10)"
}

extension FunnelUnit {
  /// What is counted, one and many.
  var noun: (one: String, many: String) {
    switch self {
    case .user, .userInSession: ("user", "users")
    case .session: ("session", "sessions")
    case .account: ("account", "accounts")
    }
  }

  var title: String {
    switch self {
    case .user: "user"
    case .session: "session"
    case .userInSession: "user, all steps in one session"
    case .account(let property): property.map { "account, by \($0)" } ?? "account"
    }
  }
}

extension Grouping {
  var title: String {
    switch self {
    case .user(let key): key
    case .event(let key): "\(key) of the event"
    case .account(let key): "\(key) of the account"
    }
  }

  var key: String {
    switch self {
    case .user(let key), .event(let key), .account(let key): key
    }
  }
}

/// The rule in force for time (R-F5), which is always on the screen.
enum FunnelRule {
  static func text(_ window: Int64?, isShort: Bool = false) -> String {
    guard let window else { return isShort ? "within the range" : "any time within the range" }
    let duration = duration(milliseconds: window)
    return isShort ? "best entry, within \(duration)" : "\(duration), best entry"
  }

  /// `7 days`, `36 hours`: the largest unit of which it is a whole number.
  static func duration(milliseconds: Int64) -> String {
    let units: [(Int64, String)] = [
      (86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute"), (1000, "second"),
    ]
    for (length, name) in units where milliseconds >= length && milliseconds % length == 0 {
      return Int(milliseconds / length).counted(name)
    }
    return "\(milliseconds) ms"
  }
}
