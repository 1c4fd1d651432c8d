extension EventSelector {
  /// Reads names parted by ` | `, with or without ` where ` and a filter for all of them. A name that
  /// begins with a quote is in quotes with backslashes before quotes inside; any other is taken as it
  /// is. `*` is any event; the name of a defined event stands for its events.
  package init(
    parsing text: String, glossary: Glossary = Glossary()
  ) throws(FilterProblem) {
    var parser = SelectorParser(text, glossary)
    self = try parser.selector()
  }

  /// How many events a selector may name.
  static let maxChoices = 100
}

private struct SelectorParser {
  private var scanner: FilterScanner
  private let glossary: Glossary

  init(_ text: String, _ glossary: Glossary) {
    scanner = FilterScanner(text)
    self.glossary = glossary
  }

  mutating func selector() throws(FilterProblem) -> EventSelector {
    var choices: [EventSelector.Choice] = []
    var isAsked = true
    while isAsked {
      choices += try name()
      guard choices.count <= EventSelector.maxChoices else {
        throw scanner.problem("at most \(EventSelector.maxChoices) events")
      }
      isAsked = scanner.skip("|")
    }
    if scanner.skip(keyword: "where") {
      let filter = try EventFilter(parsing: scanner.text, from: scanner.position)
      scanner.skipBlanks()
      if filter.isEmpty {
        throw scanner.problem("a condition behind where, such as category=shoes")
      }
      for index in choices.indices {
        choices[index].filter = EventFilter(root: choices[index].filter.root.and(filter.root))
      }
    } else if scanner.next != nil {
      throw scanner.problem("the end, \" | \" and another event, or where and a filter")
    }
    let isAny = choices == EventSelector.any.choices
    return isAny ? .any : EventSelector(choices: choices, text: scanner.text.trimmed)
  }

  private mutating func name() throws(FilterProblem) -> [EventSelector.Choice] {
    scanner.skipBlanks()
    if scanner.next == "\"" {
      let name = try scanner.quoted()
      guard !name.text.isEmpty else {
        throw scanner.problem("the name of an event", at: name.range)
      }
      scanner.skipBlanks()
      return glossary.choices(of: name.text)
    }
    let start = scanner.position
    let end = scanner.endOfRawName
    let name = String(scanner.characters[start..<end]).trimmed
    guard !name.isEmpty else {
      throw scanner.problem("the name of an event, or * for any")
    }
    scanner.move(to: end)
    scanner.skipBlanks()
    return glossary.choices(of: name, isAny: name == "*")
  }
}

extension FilterScanner {
  /// Where a name without quotes ends: before ` | `, before ` where `, or at the end.
  fileprivate var endOfRawName: Int {
    var probe = self
    while let next = probe.next {
      if next.isWhitespace {
        let end = probe.position
        probe.skipBlanks()
        if probe.isAt(keyword: "where") || probe.isAtBar { return end }
      } else if probe.position == position, probe.isAt(keyword: "where") || probe.isAtBar {
        return position
      } else {
        probe.move(to: probe.position + 1)
      }
    }
    return characters.count
  }

  private var isAtBar: Bool {
    next == "|" && (position + 1 == characters.count || characters[position + 1].isWhitespace)
  }
}

extension String {
  /// Without blanks at both ends.
  fileprivate var trimmed: String {
    let front = drop(while: \.isWhitespace)
    return String(front.reversed().drop(while: \.isWhitespace).reversed())
  }
}
