import Analysis

extension Definition.Kind {
  /// The folder that files of this kind lie in.
  package var folder: String { rawValue + "s" }

  /// With its article, as messages name it.
  package var phrase: String { self == .event ? "a defined event" : "a \(rawValue)" }

  /// A name as an example.
  var example: String {
    switch self {
    case .funnel: "Checkout"
    case .trend: "Sign-ups by plan"
    case .cohort: "Big spenders"
    case .event: "Video Play"
    }
  }

  /// What a file of this kind may say, its name first.
  var fields: [String] {
    switch self {
    case .funnel: ["funnel", "about", "steps", "by", "within", "per", "where", "range"]
    case .trend:
      [
        "trend", "about", "event", "count", "interval", "by", "where", "range", "time_zone",
      ]
    case .cohort: ["cohort", "about", "where"]
    case .event: ["event", "about", "is"]
    }
  }
}
