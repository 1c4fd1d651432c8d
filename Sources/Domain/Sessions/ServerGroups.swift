/// Where a profile's server events are shown: inside the session that covers them, else in groups of
/// their own (R-S10). Groups don't count as sessions.
package enum ServerGroups {
  /// How long a group collects events after its first one, in seconds; it does not slide.
  package static let length: Int64 = 1800

  /// The time span of a session, for placing events.
  package struct Span: Hashable, Sendable {
    package var start: Timestamp
    package var expires: Timestamp

    package init(start: Timestamp, expires: Timestamp) {
      self.start = start
      self.expires = expires
    }
  }

  package enum Place: Hashable, Sendable {
    /// An index into the sessions given.
    case session(Int)
    /// The number of a server group, counted from the earliest.
    case group(Int)
  }

  /// Places events, given in time order, among sessions, given in order of start. Where sessions
  /// overlap, the one that started last takes the event.
  package static func place(_ events: [Timestamp], among sessions: [Span]) -> [Place] {
    var groups = 0
    var anchor: Timestamp?
    return events.map { time in
      if let session = sessions.lastIndex(where: { $0.start <= time && time <= $0.expires }) {
        return .session(session)
      }
      if let anchor, time <= anchor.advanced(seconds: length) { return .group(groups - 1) }
      anchor = time
      groups += 1
      return .group(groups - 1)
    }
  }
}
