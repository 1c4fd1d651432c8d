/// The sessions of one raw user_id on one device, live and past (R-S3, R-S7, R-S9).
package struct SessionTrack: Hashable, Sendable {
  package let platform: Platform
  package private(set) var live: LiveSession?
  /// Sessions before the live one, for events whose clock went backwards (R-S9).
  private var past: [LiveSession] = []
  private var lastForeground: Timestamp?

  package init(on platform: Platform) {
    self.platform = platform
  }

  /// The session that an activity falls into, and whether it begins with it.
  package mutating func admit(
    _ activity: SessionActivity, at time: Timestamp, newID: () -> SessionID
  ) -> (id: SessionID, isNew: Bool) {
    if let live, time < live.start { return admitLate(activity, at: time, newID: newID) }
    lastForeground = max(time, lastForeground ?? time)
    if var current = live, !current.isExpired(at: time) {
      current.extend(by: activity, on: platform, at: time)
      live = current
      return (current.id, false)
    }
    if let live { past.append(live) }
    var fresh = LiveSession(newID(), start: time)
    fresh.extend(by: activity, on: platform, at: time)
    live = fresh
    return (fresh.id, true)
  }

  /// R-S7: a background event belongs to the session of a foreground event at most 300 s before it
  /// and doesn't extend it; otherwise it is a session of its own. One from before the live session
  /// joins the session of its own time (R-S9), but never that of another background event.
  package mutating func admitBackground(
    at time: Timestamp, newID: () -> SessionID
  ) -> (id: SessionID, isNew: Bool) {
    if let live, let lastForeground, live.start <= time,
      time <= lastForeground.advanced(seconds: 300)
    {
      return (live.id, false)
    }
    if let live, time < live.start,
      let covering = past.last(where: { $0.start < $0.expires && $0.covers(time) })
    {
      return (covering.id, false)
    }
    let session = LiveSession(newID(), start: time)
    past.append(session)
    return (session.id, true)
  }

  /// Starts a session at once, whether or not the live one is over; it stays open as after a
  /// foreground event.
  package mutating func begin(_ id: SessionID, at time: Timestamp) {
    if let live { past.append(live) }
    var fresh = LiveSession(id, start: time)
    fresh.extend(by: .foreground, on: platform, at: time)
    live = fresh
    lastForeground = time
  }

  private mutating func admitLate(
    _ activity: SessionActivity, at time: Timestamp, newID: () -> SessionID
  ) -> (id: SessionID, isNew: Bool) {
    if let index = past.lastIndex(where: { $0.covers(time) }) {
      past[index].extend(by: activity, on: platform, at: time)
      return (past[index].id, false)
    }
    var session = LiveSession(newID(), start: time)
    session.extend(by: activity, on: platform, at: time)
    past.append(session)
    return (session.id, true)
  }
}
