import Analysis
import Canvas
import Domain

/// The stream of all events, newest first, and the names that occur in it.
struct EventsState: Equatable, Sendable {
  enum Pane: Hashable, Sendable { case stream, names, detail }

  var pane = Pane.stream
  /// Only events of this name are in the stream.
  var name: String?
  /// Only events of paired devices are in the stream (R-C5).
  var onlyPaired = false
  /// Who is paired with the event visualizer.
  var paired: [PairedUser] = []
  /// The events that a name is asked for, to define them.
  var draft = ""
  var wantsDetail: Bool?
  var detailTop = 0

  var stream = ListCursor()
  var selected: EventRow?
  var rows: [EventRow] = []
  var total = 0
  var next: EventCursor?
  /// The question last asked, and whether it goes on after `rows` or starts anew.
  var asked: EventsQuestion?
  var hasAnswer = false

  var catalogue: [EventUse]?
  var needsCatalogue = true
  var nameFilter = LineEditor()
  var names = ListCursor()
  var selectedName: String?

  /// The properties seen on an event, by its name.
  var uses: [String: [PropertyUse]] = [:]
  var askedUse: String?

  /// The names that the filter of names leaves, most frequent first.
  var shownNames: [EventUse] {
    let words = nameFilter.text.split(separator: " ").map(String.init)
    return (catalogue ?? []).filter { use in
      words.allSatisfy { !use.name.ranges(of: $0, anyCase: true, limit: 1).isEmpty }
    }
  }

  var selectedRow: EventRow? {
    rows.indices.contains(stream.index) ? rows[stream.index] : nil
  }

  /// The name whose properties are shown.
  var nameInFocus: String? { pane == .names ? selectedName : nil }

  /// Takes a page: one that goes on after the rows known, or a new start.
  mutating func take(_ page: EventsPage, height: Int) {
    guard let asked else { return }
    if asked.after == nil { rows = [] }
    rows += page.rows
    total = page.total
    paired = page.paired
    next = page.next
    hasAnswer = true
    if asked.after == nil {
      // Who rests at the top watches what comes.
      if stream.restsAtTop { selected = nil }
      if let selected, let place = rows.firstIndex(of: selected) {
        stream.follow(to: place)
      } else if selected != nil {
        stream = ListCursor()
      }
    }
    settle(height: height)
  }

  mutating func settle(height: Int) {
    stream.settle(count: rows.count, height: height)
    if let row = selectedRow, row != selected {
      selected = row
      detailTop = 0
    }
  }

  mutating func settleNames(height: Int) {
    let shown = shownNames
    if let selectedName, let place = shown.firstIndex(where: { $0.name == selectedName }),
      place != names.index
    {
      names.follow(to: place)
    }
    names.settle(count: shown.count, height: height)
    selectedName = shown.isEmpty ? nil : shown[names.index].name
  }

  /// Asks for the stream again, as far as it was read.
  mutating func refresh() {
    asked = nil
    needsCatalogue = true
    uses = [:]
    askedUse = nil
  }

  /// The question whose answer is missing: the stream from its start, or its next page.
  func missing(environment: AppID?, range: TimeRange, height: Int) -> EventsQuestion? {
    var wanted = EventsQuestion(limit: max(200, 2 * height))
    wanted.environment = environment
    wanted.range = range
    wanted.name = name
    wanted.onlyPaired = onlyPaired
    guard let asked, asked.isSameStream(as: wanted) else {
      // A refreshed stream is read as far as it was, within reason.
      wanted.limit = min(max(wanted.limit, rows.count), 2000)
      return wanted
    }
    guard let next, stream.top + 3 * height > rows.count else { return nil }
    wanted.after = next
    return wanted.after == asked.after ? nil : wanted
  }
}

extension EventsQuestion {
  /// Whether both ask for pages of the same stream.
  fileprivate func isSameStream(as other: EventsQuestion) -> Bool {
    environment == other.environment && range == other.range && name == other.name
      && onlyPaired == other.onlyPaired
  }
}
