import Analysis
import Canvas
import Domain

/// How a row differs from what it was at the step before.
enum RowChange: Equatable, Sendable {
  /// It wasn't there.
  case new
  /// More user ids are merged into it.
  case merged
  /// Anything else about it is different.
  case changed

  /// Its sign in the margin, which tells without colours too.
  func span(_ signs: Signs) -> Span {
    switch self {
    case .new: Span("+", Style(.ok, bold: true))
    case .merged: Span(signs.merged, Style(.merged, bold: true))
    case .changed: Span("~", Style(.changed, bold: true))
    }
  }

  static func legend(_ signs: Signs) -> [Span] {
    [
      RowChange.new.span(signs), Span(" new  ", .dim), RowChange.merged.span(signs),
      Span(" merged  ", .dim), RowChange.changed.span(signs), Span(" changed", .dim),
    ]
  }
}

/// The rows of a page of the list as they were at the step before.
struct EarlierRows: Equatable, Sendable {
  /// What is compared: these rows as of a moment.
  struct Subject: Equatable, Sendable {
    var moment: Timestamp
    var keys: Set<UserKey>
  }

  var subject: Subject
  var rows: [UserKey: UserRow]

  func change(of row: UserRow) -> RowChange? {
    guard subject.keys.contains(row.key) else { return nil }
    guard var earlier = rows[row.key] else { return .new }
    if !Set(row.merged).isSubset(of: earlier.merged) { return .merged }
    earlier.caseTwins = row.caseTwins
    return earlier == row ? nil : .changed
  }
}

extension UsersState {
  /// What the rows of the page are to be compared with, if it is about `moment` and that isn't
  /// known.
  func missingComparison(
    asOf moment: Timestamp
  ) -> (subject: EarlierRows.Subject, question: UsersQuestion)? {
    guard let page, moment == answeredAsOf, !page.rows.isEmpty else { return nil }
    let keys = page.rows.map(\.key)
    let subject = EarlierRows.Subject(moment: moment, keys: Set(keys))
    guard subject != askedEarlier else { return nil }
    var question = UsersQuestion(limit: keys.count)
    question.environment = answered?.environment
    question.members = .named(keys)
    return (subject, question)
  }

  /// What changed about a row; nil where nothing did, or nobody knows yet.
  func change(of row: UserRow) -> RowChange? {
    guard let earlier, earlier.subject.moment == answeredAsOf else { return nil }
    return earlier.change(of: row)
  }

  mutating func takeEarlier(_ page: UsersPage) {
    guard let subject = askedEarlier else { return }
    earlier = EarlierRows(
      subject: subject,
      rows: Dictionary(page.rows.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first }))
  }
}

extension ExplorerState {
  /// Asks how the rows in front were at the step before.
  mutating func askForComparison() -> [Effect] {
    guard let asOf, let compared = past?.compared,
      let (subject, question) = users.missingComparison(asOf: asOf)
    else { return [] }
    users.askedEarlier = subject
    return [ask(.asOf(compared, .users(question)), in: .comparison)]
  }

  /// What the step did to an event: it is new, or changed hands.
  func change(of row: EventRow) -> RowChange? {
    guard let past, let shown = past.shown, let compared = past.compared,
      !lanes.isWaiting(.events)
    else { return nil }
    if row.time > compared, row.time <= shown.time { return .new }
    let isTouched = shown.steps.contains {
      $0.user == row.user && $0.environment == row.environment
    }
    return isTouched ? .merged : nil
  }

  /// Moves the cursor to the next marked row, down or up, of those that are held.
  mutating func moveToChange(_ step: Int) -> [Effect] {
    let isStream = front is EventsScreen
    var index = (isStream ? events.stream : users.cursor).index + step
    while true {
      let change: RowChange?
      if isStream {
        guard events.rows.indices.contains(index) else { break }
        change = self.change(of: events.rows[index])
      } else {
        guard let row = users.row(at: index) else { break }
        change = users.change(of: row)
      }
      if change != nil {
        if isStream { events.pane = .stream } else { users.pane = .list }
        move(.to(index))
        return []
      }
      index += step
    }
    say("No row that the step changed is \(step > 0 ? "below" : "above")")
    return []
  }

  /// Puts the sign of each row's change into the margin at the left of a list.
  func drawMarks(
    _ changes: [RowChange?], at column: Int, from row: Int, into frame: inout Frame
  ) {
    let signs = Signs(glyphs)
    for (line, change) in changes.enumerated() {
      guard let change else { continue }
      frame.draw([change.span(signs)], at: Point(column: column, row: row + line))
    }
  }
}
