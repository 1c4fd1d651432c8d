import Canvas

/// How a cursor moves over a list.
enum Movement: Equatable, Sendable {
  case up, down, halfPageUp, halfPageDown, pageUp, pageDown, top, bottom
  /// To an entry, as a click does.
  case to(Int)

  /// Where the cursor is after moving over `count` entries of which `height` are seen.
  func target(from index: Int, count: Int, height: Int) -> Int {
    let page = max(1, height - 1)
    let half = max(1, height / 2)
    let wanted =
      switch self {
      case .up: index - 1
      case .down: index + 1
      case .halfPageUp: index - half
      case .halfPageDown: index + half
      case .pageUp: index - page
      case .pageDown: index + page
      case .top: 0
      case .bottom: count - 1
      case .to(let place): place
      }
    return min(max(0, wanted), max(0, count - 1))
  }
}

/// A cursor on a list of which a part is seen.
struct ListCursor: Equatable, Sendable {
  /// The entry under the cursor, from 0.
  var index = 0
  /// The first entry seen.
  var top = 0
  /// It was put on the first entry, or never elsewhere; an entry that it follows may come there too.
  private(set) var restsAtTop = true

  mutating func move(_ movement: Movement, count: Int, height: Int) {
    index = movement.target(from: index, count: count, height: height)
    restsAtTop = index == 0
    settle(count: count, height: height)
  }

  /// Scrolls by some lines and takes the cursor along when it would leave the view.
  mutating func scroll(by lines: Int, count: Int, height: Int) {
    top = min(max(0, top + lines), max(0, count - height))
    index = min(max(index, top), max(top, top + height - 1))
    restsAtTop = index == 0
    settle(count: count, height: height)
  }

  /// Puts the cursor on another entry and keeps it on its line of the screen.
  mutating func follow(to index: Int) {
    top += index - self.index
    self.index = index
  }

  /// Brings the cursor into the list and into view.
  mutating func settle(count: Int, height: Int) {
    index = min(max(0, index), max(0, count - 1))
    top = Scrolling.offset(top, showing: index, of: count, height: max(1, height))
  }
}
