import Analysis
import Domain

/// A line of the tree of sessions, their events and the events' properties.
struct VisitLine: Equatable, Sendable, Identifiable {
  enum ID: Hashable, Sendable {
    case visit(VisitKey)
    case event(EventPlace)
    case property(EventPlace, String)
    /// Events of an opened visit that have not been read.
    case more(VisitKey)
  }

  enum Content: Equatable, Sendable {
    case visit(Visit, isOpen: Bool)
    case event(EventRow, isOpen: Bool)
    case property(String, PropertyValue)
    case more(read: Int, total: Int?)
  }

  var id: ID
  var content: Content

  var visit: VisitKey {
    switch id {
    case .visit(let key), .more(let key): key
    case .event(let place), .property(let place, _): place.visit
    }
  }
}

extension ProfileState {
  /// The tree as lines, newest visit first, the events of each oldest first.
  var visitLines: [VisitLine] {
    var lines: [VisitLine] = []
    for visit in profile?.visits ?? [] {
      let key = VisitKey(visit)
      let isOpen = openVisits.contains(key)
      lines.append(VisitLine(id: .visit(key), content: .visit(visit, isOpen: isOpen)))
      if isOpen { appendEvents(of: key, to: &lines) }
    }
    return lines
  }

  private func appendEvents(of key: VisitKey, to lines: inout [VisitLine]) {
    guard let history = histories[key] else {
      lines.append(VisitLine(id: .more(key), content: .more(read: 0, total: nil)))
      return
    }
    for (index, row) in history.rows.enumerated() {
      let place = EventPlace(visit: key, index: index)
      let isOpen = openEvents.contains(place)
      lines.append(VisitLine(id: .event(place), content: .event(row, isOpen: isOpen)))
      guard isOpen else { continue }
      for (name, value) in row.detail {
        lines.append(VisitLine(id: .property(place, name), content: .property(name, value)))
      }
    }
    if history.rows.count < history.total {
      lines.append(
        VisitLine(id: .more(key), content: .more(read: history.rows.count, total: history.total)))
    }
  }

  /// The line under the cursor of the tree.
  var currentVisitLine: VisitLine? {
    let lines = visitLines
    return lines.indices.contains(visits.index) ? lines[visits.index] : nil
  }
}

extension EventRow {
  /// The event's properties in order of their keys, and what else is known of it.
  var detail: [(String, PropertyValue)] {
    var rows = properties.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    rows.append(("user_id", .string("\(user)")))
    if let session { rows.append(("session_id", .string("\(session)"))) }
    return rows
  }

  /// The properties on one line, `path=/pricing term=shoes`.
  var summary: String {
    properties.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.text)" }
      .joined(separator: "  ")
  }
}
