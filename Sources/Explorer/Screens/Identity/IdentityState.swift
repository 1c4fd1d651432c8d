import Analysis
import Canvas
import Domain

/// The history of merges, of which a window around the cursor is held.
struct IdentityState: Equatable, Sendable {
  enum Pane: Hashable, Sendable { case list, detail }

  var filter = LineEditor()
  /// Only merges in force, or only those taken back; nil for both.
  var isInForce: Bool?
  var newestFirst = true
  var cursor = ListCursor()
  /// The number of the merge under the cursor, which stays there when rows move.
  var selected: Int?
  /// Where the next answer has the cursor: on the same merge, else on the first one.
  var followsSelection = true
  var pane = Pane.list
  var wantsDetail: Bool?
  var detailTop = 0

  /// The question last asked, and the one that `page` answers.
  var asked: MergesQuestion?
  var answered: MergesQuestion?
  /// The moment that the answer is about; nil for now.
  var answeredAsOf: Timestamp?
  var page: MergesPage?

  /// Merges that match, of which `page` holds a window.
  var count: Int { page?.matching ?? 0 }

  var words: [String] { filter.text.split(separator: " ").map(String.init) }

  /// The merge at a place of the whole list, if it is held.
  func row(at index: Int) -> MergeRow? {
    guard let page, let answered, page.rows.indices.contains(index - answered.offset) else {
      return nil
    }
    return page.rows[index - answered.offset]
  }

  var selectedRow: MergeRow? { row(at: cursor.index) }

  mutating func move(_ movement: Movement, height: Int) {
    cursor.move(movement, count: count, height: height)
    noteSelection()
  }

  /// Remembers which merge is under the cursor.
  mutating func noteSelection() {
    guard let row = selectedRow else { return }
    if selected != row.number { detailTop = 0 }
    selected = row.number
  }

  /// Takes an answer, and with it the cursor to the merge it was on. A cursor that rests on the first
  /// row stays there in another time, where the newest is what the step was about.
  mutating func take(_ page: MergesPage, asOf moment: Timestamp?, height: Int) {
    guard let asked else { return }
    let isSameList = answered.map(asked.isSameList) ?? false
    let rests = cursor.restsAtTop && moment != answeredAsOf
    self.page = page
    answered = asked
    answeredAsOf = moment
    if followsSelection, !rests,
      let place = page.rows.firstIndex(where: { $0.number == selected })
    {
      cursor.follow(to: asked.offset + place)
    } else if !isSameList {
      cursor = ListCursor()
    }
    cursor.settle(count: page.matching, height: height)
    followsSelection = true
    noteSelection()
  }

  /// The question whose answer is missing, if any: the rows in view and some around them.
  func missing(environment: AppID?, height: Int) -> MergesQuestion? {
    var wanted = MergesQuestion(limit: max(100, 5 * height))
    wanted.environment = environment
    wanted.words = words
    wanted.isInForce = isInForce
    wanted.newestFirst = newestFirst
    let isKnown = answered.map(wanted.isSameList) ?? false
    wanted.offset = isKnown ? max(0, cursor.top - 2 * height) : 0
    guard let asked, asked.isSameList(as: wanted) else { return wanted }
    // Until the first window of a list is there, nobody knows how long it is.
    guard isKnown else { return nil }
    let first = max(0, cursor.top - height)
    let end = min(count, cursor.top + 2 * height)
    let isCovered =
      first >= end || (asked.offset <= first && end <= asked.offset + asked.limit)
    return isCovered ? nil : wanted
  }

  /// Asks again, because the store changed.
  mutating func refresh() { asked = nil }
}

extension MergesQuestion {
  /// Whether both ask for windows of the same list.
  fileprivate func isSameList(as other: MergesQuestion) -> Bool {
    var same = other
    same.offset = offset
    same.limit = limit
    return same == self
  }
}
