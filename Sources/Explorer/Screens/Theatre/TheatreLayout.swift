import Canvas

extension Layout {
  /// Where the parts of the theatre are; in a small window, only the one with the focus.
  struct TheatrePanes: Equatable {
    var calls: Rect?
    var list: Rect?
    var words: Rect?
    /// The list is parted from the calls by a column.
    var isListBeside = false
    /// The words are below something, parted by a line.
    var areWordsBelow = false

    var callsHeight: Int { max(0, (calls?.rows ?? 0) - 1) }
    var listHeight: Int { max(0, (listContent?.rows ?? 0) - 1) }

    /// The list without the column that parts it from the calls.
    var listContent: Rect? { isListBeside ? list?.besideRule(above: false) : list }

    /// The words without the line above them, and with a blank at their left.
    var wordsContent: Rect? {
      let below = areWordsBelow ? words?.besideRule(above: true) : words
      return below?.split(left: areWordsUnderList ? 2 : 1).rest
    }

    /// The words are in the list's column, beside all the calls.
    var areWordsUnderList: Bool { isListBeside && words?.minColumn == list?.minColumn }

    func shows(_ pane: TheatreState.Pane) -> Bool {
      switch pane {
      case .calls: calls != nil
      case .list: list != nil
      case .words: words != nil
      }
    }
  }

  /// - Parameter hasProblem: whether a line at the top is taken by what is wrong with the file.
  func theatre(focus: TheatreState.Pane, hasProblem: Bool) -> TheatrePanes {
    let space = body.split(top: hasProblem ? 1 : 0).rest
    let isBesides = space.columns >= 72
    guard isBesides || space.rows >= 18, space.rows >= 8 else {
      return TheatrePanes(
        calls: focus == .calls ? space : nil, list: focus == .list ? space : nil,
        words: focus == .words ? space : nil)
    }
    if !isBesides {
      let (rest, words) = space.split(bottom: space.rows / 3)
      let (calls, list) = rest.split(top: rest.rows / 2)
      return TheatrePanes(calls: calls, list: list, words: words, areWordsBelow: true)
    }
    if space.columns >= 120 {
      let (calls, right) = space.split(left: min(66, space.columns * 2 / 5))
      let (list, words) = right.split(bottom: max(8, space.rows * 2 / 5))
      return TheatrePanes(
        calls: calls, list: list, words: words, isListBeside: true, areWordsBelow: true)
    }
    let (top, words) = space.split(bottom: max(5, space.rows * 2 / 5))
    let (calls, list) = top.split(left: space.columns * 17 / 40)
    return TheatrePanes(
      calls: calls, list: list, words: words, isListBeside: true, areWordsBelow: true)
  }
}

extension ExplorerState {
  var theatrePanes: Layout.TheatrePanes {
    layout.theatre(focus: theatre.pane, hasProblem: theatre.problem != nil)
  }
}
