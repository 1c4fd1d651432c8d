import Domain

/// Something with a name that a team keeps: a funnel, a trend, a cohort or a defined event. It holds
/// the texts as they were written, so that it can be edited and shared.
package struct Definition: Hashable, Sendable {
  package enum Kind: String, CaseIterable, Hashable, Sendable {
    case funnel, trend, cohort, event
  }

  package enum Content: Hashable, Sendable {
    case funnel(FunnelDefinition)
    case trend(TrendDefinition)
    /// A filter.
    case cohort(String)
    /// Events, with or without a filter: `Video Interaction where action=play`.
    case event(String)
  }

  package var name: String
  /// What it is for; may be empty.
  package var about: String
  package var content: Content

  package init(name: String, about: String = "", content: Content) {
    self.name = name
    self.about = about
    self.content = content
  }

  package var kind: Kind {
    switch content {
    case .funnel: .funnel
    case .trend: .trend
    case .cohort: .cohort
    case .event: .event
    }
  }
}

/// A funnel as it is written, on the command line, in a file and in the explorer.
package struct FunnelDefinition: Hashable, Sendable {
  /// Each the text of an ``EventSelector``.
  package var steps: [String]
  /// `plan`, or `event:category`; empty for none.
  package var by = ""
  /// A duration such as `7d`; empty for none.
  package var within = ""
  /// `user`, `session`, `user-in-session`, `account` or `account:PROPERTY`.
  package var per = "user"
  /// A filter of users; empty for everybody.
  package var filter = ""
  /// As `--range` takes it.
  package var range = "all"

  package init(steps: [String] = []) {
    self.steps = steps
  }
}

/// A trend as it is written.
package struct TrendDefinition: Hashable, Sendable {
  /// The text of an ``EventSelector``; `*` for any event.
  package var event: String
  package var interval = TrendInterval.day
  package var by = ""
  package var filter = ""
  package var range = "all"
  package var timeZone = "UTC"
  /// Whether users rather than events are charted.
  package var showsUsers = false

  package init(event: String = "*") {
    self.event = event
  }
}
