import Canvas

/// Where everything is in the window. Drawing and mouse clicks read the same rectangles.
struct Layout: Equatable {
  /// Smaller windows only say that they are too small.
  static let minimum = Size(columns: 20, rows: 4)

  let tabs: Rect
  let heading: Rect
  let body: Rect
  /// Where in time one is; empty for now.
  let scrubber: Rect
  let hints: Rect
  let window: Rect

  init(size: Size, isInPast: Bool = false) {
    window = Rect(column: 0, row: 0, columns: size.columns, rows: size.rows)
    let (tabs, belowTabs) = window.split(top: size.rows >= 6 ? 1 : 0)
    let (heading, belowHeading) = belowTabs.split(top: 1)
    let (main, hints) = belowHeading.split(bottom: 1)
    (body, scrubber) = main.split(bottom: isInPast ? (size.rows >= 10 ? 2 : 1) : 0)
    self.hints = hints
    self.tabs = tabs
    self.heading = heading
  }

  var isTooSmall: Bool {
    window.columns < Self.minimum.columns || window.rows < Self.minimum.rows
  }

  /// The body without its first column, so that tables stand under the heading.
  private var tableSpace: Rect { body.split(left: 1).rest }

  // MARK: Users

  struct UsersPanes: Equatable {
    var list: Rect
    var detail: Rect?
    /// The detail is below the list rather than beside it.
    var isStacked: Bool

    /// Rows of users, without the column titles.
    var listHeight: Int { max(0, list.rows - 1) }

    /// The detail without the line that parts it from the list.
    var detailContent: Rect? { detail?.besideRule(above: isStacked) }
  }

  /// Whether there is room for a detail pane at all.
  var hasRoomForDetail: Bool { body.columns >= 100 || (body.rows >= 12 && body.columns >= 30) }

  func users(wantsDetail: Bool?) -> UsersPanes {
    let space = tableSpace
    guard wantsDetail ?? (body.columns >= 110), hasRoomForDetail else {
      return UsersPanes(list: space, detail: nil, isStacked: false)
    }
    if body.columns >= 100 {
      let (list, detail) = space.split(left: space.columns - min(50, space.columns / 3))
      return UsersPanes(list: list.withoutLastColumn, detail: detail, isStacked: false)
    }
    let (list, detail) = space.split(bottom: space.rows / 2)
    return UsersPanes(list: list, detail: detail, isStacked: true)
  }

  // MARK: Profile

  struct ProfilePanes: Equatable {
    var facts: Rect
    var visits: Rect
    var isStacked: Bool

    /// Lines of the tree, without the column titles.
    var visitHeight: Int { max(0, visits.rows - 1) }
  }

  func profile(factCount: Int, focus: ProfileState.Pane) -> ProfilePanes {
    if body.columns >= 100 {
      let (facts, visits) = body.split(left: min(60, body.columns * 2 / 5))
      return ProfilePanes(facts: facts, visits: visits, isStacked: false)
    }
    if body.rows >= 14 {
      let (facts, visits) = body.split(top: min(max(1, factCount), body.rows * 2 / 5))
      return ProfilePanes(facts: facts, visits: visits, isStacked: true)
    }
    let none = Rect(column: body.minColumn, row: body.maxRow, columns: body.columns, rows: 0)
    return focus == .facts
      ? ProfilePanes(facts: body, visits: none, isStacked: true)
      : ProfilePanes(facts: none, visits: body, isStacked: true)
  }

  // MARK: Events

  struct EventPanes: Equatable {
    var stream: Rect?
    var names: Rect?
    var detail: Rect?
    var isDetailBelow: Bool

    /// The detail without the line that parts it from the lists.
    var detailContent: Rect? { detail?.besideRule(above: isDetailBelow) }

    var streamHeight: Int { max(0, (stream?.rows ?? 0) - 1) }
    var nameHeight: Int { max(0, (names?.rows ?? 0) - 1) }
  }

  func events(focus: EventsState.Pane, wantsDetail: Bool?) -> EventPanes {
    if body.columns < 100 {
      let showsDetail = (wantsDetail ?? (focus == .names)) && hasRoomForDetail
      let (main, below) = tableSpace.split(bottom: showsDetail ? body.rows / 2 : 0)
      let detail = showsDetail ? below : nil
      return focus == .names
        ? EventPanes(stream: nil, names: main, detail: detail, isDetailBelow: true)
        : EventPanes(stream: main, names: nil, detail: detail, isDetailBelow: true)
    }
    let (names, rest) = tableSpace.split(left: 34)
    guard wantsDetail ?? (rest.columns >= 100 || body.rows >= 24) else {
      return EventPanes(stream: rest, names: names, detail: nil, isDetailBelow: false)
    }
    if rest.columns >= 100 {
      let (stream, detail) = rest.split(left: rest.columns - 44)
      return EventPanes(
        stream: stream.withoutLastColumn, names: names, detail: detail, isDetailBelow: false)
    }
    let (stream, detail) = rest.split(bottom: body.rows / 3)
    return EventPanes(stream: stream, names: names, detail: detail, isDetailBelow: true)
  }

  // MARK: Pickers

  /// The space that a picker with so many entries wants: a line to search on, and the entries.
  func picker(entries: Int, isWide: Bool) -> Size {
    Size(
      columns: min(isWide ? 80 : 48, max(30, window.columns - 10)),
      rows: min(1 + max(1, entries), max(2, window.rows - 6), 24))
  }

  /// How many entries of a picker are seen.
  func pickerHeight(entries: Int, isWide: Bool, in space: Rect) -> Int {
    let box = Popup(title: "", content: picker(entries: entries, isWide: isWide)).place(in: space)
    return max(1, box.rows - 3)
  }
}

extension ExplorerState {
  var layout: Layout { Layout(size: size, isInPast: isInPast) }

  var usersPanes: Layout.UsersPanes { layout.users(wantsDetail: users.wantsDetail) }

  var eventPanes: Layout.EventPanes {
    layout.events(focus: events.pane, wantsDetail: events.wantsDetail)
  }

  var profilePanes: Layout.ProfilePanes {
    layout.profile(
      factCount: profile?.factLines.count ?? 0, focus: profile?.pane ?? .visits)
  }
}

extension Rect {
  /// The space left by a rule: a row above it, or a column at its left with a blank beside it.
  func besideRule(above: Bool) -> Rect {
    above ? split(top: 1).rest : split(left: 2).rest
  }

  /// The rectangle with a blank column left at its right.
  var withoutLastColumn: Rect { split(left: columns - 1).left }
}
