import Analysis
import Canvas

/// What is typed after `/`, with the last filter that it made.
struct TypedFilter: Equatable, Sendable {
  var editor = LineEditor() {
    didSet {
      guard editor != oldValue else { return }
      candidate = 0
      if editor.text != oldValue.text { read() }
    }
  }
  /// The cohorts and defined events that may be named.
  var glossary = Glossary() {
    didSet { read() }
  }
  /// Which of the candidates for completion is marked.
  var candidate = 0

  /// What the list is asked for: the filter of the text, or of the last one that was a filter.
  private(set) var filter = UserFilter()
  /// The text of `filter`, without blanks around it.
  private(set) var text = ""
  /// Why the text is no filter.
  private(set) var problem: FilterProblem?

  private mutating func read() {
    do throws(FilterProblem) {
      filter = try UserFilter(parsing: editor.text, glossary: glossary)
      text = editor.text.trimmingBlanks
      problem = nil
    } catch {
      problem = error
    }
  }

  /// Puts a text in, with the cursor at a place in it.
  mutating func replace(with text: String, cursor: Int) {
    var editor = LineEditor(String(text.dropFirst(cursor)))
    _ = editor.handle(Key(.home))
    editor.insert(String(text.prefix(cursor)))
    self.editor = editor
  }
}

extension String {
  fileprivate var trimmingBlanks: String {
    let front = drop(while: \.isWhitespace)
    return String(front.prefix(front.count - front.reversed().prefix(while: \.isWhitespace).count))
  }
}

extension ExplorerState {
  /// The filter of users that is typed on the screen in front; nil where there is none.
  var typedUserFilter: TypedFilter? {
    get {
      switch front {
      case is UsersScreen: return users.filter
      case is FunnelsScreen: return funnels.filter
      case is TrendsScreen: return trends.filter
      default: return nil
      }
    }
    set {
      guard let newValue else { return }
      switch front {
      case is UsersScreen: users.filter = newValue
      case is FunnelsScreen:
        funnels.filter = newValue
        funnels.definition.filter = newValue.editor.text
      case is TrendsScreen:
        trends.filter = newValue
        trends.definition.filter = newValue.editor.text
      default: break
      }
    }
  }

  /// Asks for the names and values that are proposed while a filter or a step is typed.
  mutating func askForNames() -> [Effect] {
    var effects: [Effect] = []
    if events.needsCatalogue {
      events.needsCatalogue = false
      effects.append(ask(.catalogue(environment), in: .catalogue))
    }
    return effects + askForProperties()
  }

  /// What could stand at the cursor of the filter of users.
  var filterCompletion: FilterCompletion {
    guard let typed = typedUserFilter else { return FilterCompletion("", cursor: 0, .init()) }
    return FilterCompletion(typed.editor.text, cursor: typed.editor.cursor, filterVocabulary)
  }

  /// What a filter of users can name; until the catalogue is there, properties without values.
  private var filterVocabulary: FilterVocabulary {
    var vocabulary = FilterVocabulary()
    let glossary = typedUserFilter?.glossary ?? Glossary()
    vocabulary.events =
      glossary.events.keys.sorted() + (events.catalogue ?? []).map(\.name)
    vocabulary.cohorts = glossary.cohorts.keys.sorted()
    vocabulary.accountProperties = properties.catalogue?.account ?? []
    let catalogue = properties.catalogue?.user ?? []
    vocabulary.properties =
      catalogue.isEmpty
      ? (overview?.userProperties ?? []).map { key in
        PropertyEntry(
          key: key, count: 0, strings: 0, numbers: 0, booleans: 0, distinct: 0, topValues: [])
      } : catalogue
    return vocabulary
  }

  /// Takes the marked candidate.
  mutating func completeFilter() {
    let completion = filterCompletion
    guard let typed = typedUserFilter, completion.candidates.indices.contains(typed.candidate)
    else { return }
    let (text, cursor) = completion.applying(
      completion.candidates[typed.candidate], to: typed.editor.text)
    typedUserFilter?.replace(with: text, cursor: cursor)
    users.followsSelection = false
  }

  /// Marks the next candidate, after the last one the first.
  mutating func markNextCandidate() {
    let count = filterCompletion.candidates.count
    let candidate = typedUserFilter?.candidate ?? 0
    typedUserFilter?.candidate = count == 0 ? 0 : (candidate + 1) % count
  }

  /// Draws the line above the prompt: what can be completed, else what is wrong.
  func drawFilterHelp(into frame: inout Frame) {
    guard isFiltering, picker == nil, layout.body.rows > 2 else { return }
    let completion = filterCompletion
    let line = layout.body.split(bottom: 1).bottom
    var spans: [Span] = []
    if !completion.candidates.isEmpty {
      spans = candidateSpans(completion.candidates, columns: line.columns - 1)
    } else if let problem = typedUserFilter?.problem {
      spans = [Span(problem.description, .warning)]
    }
    guard !spans.isEmpty else { return }
    frame.fill(line, style: Style(.text))
    frame.draw(
      spans, at: Point(column: line.minColumn + 1, row: line.minRow),
      maxColumns: line.columns - 1, overflow: .ellipsis(glyphs.ellipsis), clip: line)
  }

  /// The candidates from the marked one on, as many as fit, and what the marked one is.
  private func candidateSpans(
    _ candidates: [FilterCompletion.Candidate], columns: Int
  ) -> [Span] {
    let first = min(typedUserFilter?.candidate ?? 0, candidates.count - 1)
    var spans = [Span("Tab ", .keyHint), Span(candidates[first].text, .match)]
    if !candidates[first].about.isEmpty { spans.append(Span(" \(candidates[first].about)", .dim)) }
    let others = candidates[(first + 1)...] + candidates[..<first]
    if let second = others.first {
      spans += [Span("  S-Tab ", .keyHint), Span(second.text)]
    }
    for other in others.dropFirst() {
      let more = spans + [Span("  \(other.text)", .dim)]
      guard more.width <= columns else { break }
      spans = more
    }
    return spans
  }
}
