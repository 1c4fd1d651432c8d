import Analysis
import Canvas
import Domain

extension UserRow {
  var key: UserKey { UserKey(environment: environment, id: id) }
}

/// The List view. Only a window of rows around the cursor is held, so that a store of half a million
/// users opens as fast as a small one.
struct UsersState: Equatable, Sendable {
  enum Pane: Hashable, Sendable { case list, detail }

  var filter = TypedFilter()
  /// Only the users behind a number of a report.
  var members: ShownMembers? {
    didSet {
      // Rows of one list under the title of another could be opened.
      if members != oldValue { (asked, answered, page) = (nil, nil, nil) }
    }
  }
  var sort = UserSort()
  var cursor = ListCursor()
  /// The user under the cursor, who stays there when rows move.
  var selected: UserKey?
  /// Where the next answer has the cursor: on the same user, else on the first one.
  var followsSelection = true
  var pane = Pane.list
  /// Whether the detail pane is shown; nil lets the width decide.
  var wantsDetail: Bool?
  var detailTop = 0
  /// The column under the column cursor, as an index into the columns shown.
  var column = 1

  /// The question last asked, and the one that `page` answers.
  var asked: UsersQuestion?
  var answered: UsersQuestion?
  /// The moment that `page` is about; nil for now.
  var answeredAsOf: Timestamp?
  var page: UsersPage?
  /// The rows at the step before in time, and what was asked about them last.
  var earlier: EarlierRows?
  var askedEarlier: EarlierRows.Subject?

  /// The number of rows in all, of which `page` holds a window.
  var count: Int { page?.matching ?? 0 }

  /// The row at a place of the whole list, if it is held.
  func row(at index: Int) -> UserRow? {
    guard let page, let answered, page.rows.indices.contains(index - answered.offset) else {
      return nil
    }
    return page.rows[index - answered.offset]
  }

  var selectedRow: UserRow? { row(at: cursor.index) }

  mutating func move(_ movement: Movement, height: Int) {
    cursor.move(movement, count: count, height: height)
    detailTop = 0
    noteSelection()
  }

  /// Remembers who is under the cursor.
  mutating func noteSelection() {
    guard let row = selectedRow else { return }
    if selected != row.key { detailTop = 0 }
    selected = row.key
  }

  /// Takes an answer, and with it the cursor to the user it was on. A cursor that rests on the first
  /// row stays there in another time, where the newest is what the step was about.
  mutating func take(_ page: UsersPage, asOf moment: Timestamp?, height: Int) {
    guard let asked else { return }
    let isSameList = answered.map(asked.isSameList) ?? false
    let rests = cursor.restsAtTop && moment != answeredAsOf
    self.page = page
    answered = asked
    answeredAsOf = moment
    let place = selected.flatMap { key in page.rows.firstIndex { $0.key == key } }
    if let place, followsSelection, !rests {
      cursor.follow(to: asked.offset + place)
    } else if !isSameList {
      cursor = ListCursor()
    }
    cursor.settle(count: page.matching, height: height)
    followsSelection = true
    noteSelection()
  }

  /// The question whose answer is missing, if any: the rows in view and some around them.
  func missing(
    environment: AppID?, range: TimeRange, height: Int
  ) -> UsersQuestion? {
    var wanted = UsersQuestion(limit: max(200, 5 * height))
    wanted.environment = environment
    wanted.range = range
    wanted.filter = filter.filter
    wanted.members = members?.members
    wanted.sort = sort
    wanted.offset = isList(of: wanted) ? max(0, cursor.top - 2 * height) : 0
    guard let asked, asked.isSameList(as: wanted) else { return wanted }
    // Until the first window of a list is there, nobody knows how long it is.
    guard isList(of: asked) else { return nil }
    let first = max(0, cursor.top - height)
    let end = min(count, cursor.top + 2 * height)
    let isCovered = first >= end || (asked.offset <= first && end <= asked.end)
    return isCovered ? nil : wanted
  }

  /// Asks again, because the store changed.
  mutating func refresh() {
    asked = nil
  }

  /// Whether `page` is a window of the list that a question is about.
  private func isList(of question: UsersQuestion) -> Bool {
    answered.map(question.isSameList) ?? false
  }
}

extension UsersQuestion {
  /// One past the last row asked for.
  var end: Int { offset + limit }

  /// Whether both ask for windows of the same list.
  func isSameList(as other: UsersQuestion) -> Bool {
    var same = other
    same.offset = offset
    same.limit = limit
    return same == self
  }
}
