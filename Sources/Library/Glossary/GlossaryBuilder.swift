import Analysis

/// Makes the glossary of cohorts and defined events, each after those that it uses.
///
/// A defined event doesn't see itself: `Purchase` may be `Purchase where revenue>0`.
struct GlossaryBuilder {
  private(set) var glossary = Glossary()
  private(set) var problems: [DefinitionProblem] = []
  /// What each cohort and defined event uses, as far as its text can be read.
  private(set) var uses: [DefinitionKey: Set<DefinitionKey>] = [:]

  private struct Term {
    var key: DefinitionKey
    var file: String
    var text: DefinitionFile.Written
  }

  private var pending: [Term] = []
  private var failed: Set<DefinitionKey> = []
  private var unreadable: [Term] = []

  /// - Parameter files: at most one of each kind and name.
  init(_ files: [DefinitionFile]) {
    for file in files {
      let key = DefinitionKey(file.definition.kind, file.definition.name)
      guard key.kind == .cohort || key.kind == .event, let text = file.texts.first else { continue }
      pending.append(Term(key: key, file: file.file, text: text))
    }
    let references = References(to: pending.map(\.key))
    for term in pending {
      var found = references.found(in: term.text)
      if term.key.kind == .event { found.remove(term.key) }
      uses[term.key] = found
    }
    while !pending.isEmpty {
      if !settleSome() { breakCircle() }
    }
    // Causes come before what follows from them. A message may say which names there are, and now
    // all are known.
    let consequences = problems
    problems = []
    for term in unreadable {
      do { _ = try read(term) } catch { fail(term, error.message) }
    }
    problems += consequences
  }

  /// Settles all whose names are settled; false if there are none.
  private mutating func settleSome() -> Bool {
    var waiting: [Term] = []
    let all = Set(pending.map(\.key))
    for term in pending {
      let used = uses[term.key] ?? []
      if used.isDisjoint(with: all) { settle(term, used) } else { waiting.append(term) }
    }
    defer { pending = waiting }
    return waiting.count < pending.count
  }

  private mutating func settle(_ term: Term, _ used: Set<DefinitionKey>) {
    if let broken = used.filter(failed.contains).min(by: { $0.name < $1.name }) {
      fail(term, "uses \(broken), which has a problem of its own")
      return
    }
    do {
      let meaning = try read(term)
      glossary.cohorts[term.key.name] = meaning.cohort ?? glossary.cohorts[term.key.name]
      glossary.events[term.key.name] = meaning.event ?? glossary.events[term.key.name]
    } catch {
      failed.insert(term.key)
      unreadable.append(term)
    }
  }

  private func read(
    _ term: Term
  ) throws(DefinitionProblem) -> (cohort: UserFilter?, event: EventSelector?) {
    switch term.text.language {
    case .users: (try Parsing.cohort(term.text.text, glossary), nil)
    case .events: (nil, try Parsing.events(term.text.text, glossary.without(term.key)))
    }
  }

  private mutating func fail(_ term: Term, _ message: String) {
    failed.insert(term.key)
    problems.append(
      DefinitionProblem(
        file: term.file, line: term.text.line, "'\(term.text.place)': \(message)"))
  }

  /// Every pending term waits for another one: whoever goes from one to the next comes round.
  private mutating func breakCircle() {
    guard var current = pending.first else { return }
    var path: [Term] = []
    while !path.contains(where: { $0.key == current.key }) {
      path.append(current)
      let used = uses[current.key] ?? []
      guard let next = pending.first(where: { used.contains($0.key) }) else { break }
      current = next
    }
    let circle = path.drop { $0.key != current.key }
    let members = (circle + [current]).map(\.key.description).joined(separator: " → ")
    let message =
      circle.count == 1
      ? "\(current.key) can't use itself"
      : "these use each other in a circle: \(members)"
    for member in circle { failed.insert(member.key) }
    fail(current, message)
    pending.removeAll { term in circle.contains { $0.key == term.key } }
  }
}
