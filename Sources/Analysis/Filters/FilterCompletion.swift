import Domain

/// What can be named in a filter.
package struct FilterVocabulary: Hashable, Sendable {
  /// Properties with their most frequent values, most used first.
  package var properties: [PropertyEntry] = []
  /// Those of users' accounts, where the filter is about users.
  package var accountProperties: [PropertyEntry] = []
  /// Event names, most frequent first.
  package var events: [String] = []
  package var cohorts: [String] = []
  /// Whether the filter is about users; else about events, which have properties alone.
  package var isAboutUsers = true

  package init() {}
}

/// What could stand at the cursor of a filter that is being typed.
package struct FilterCompletion: Hashable, Sendable {
  package struct Candidate: Hashable, Sendable {
    /// What is put in place of ``FilterCompletion/range``.
    package var text: String
    /// What it is, in a few words; may be empty.
    package var about: String
  }

  /// What a candidate replaces, in characters; it ends at the cursor.
  package let range: Range<Int>
  /// The best one first.
  package let candidates: [Candidate]

  /// - Parameter cursor: in characters from the start of the text.
  package init(_ text: String, cursor: Int, _ vocabulary: FilterVocabulary) {
    let place = FilterPlace(Array(text.prefix(cursor)))
    range = place.start..<min(cursor, text.count)
    let known = Self.candidates(at: place, vocabulary)
    // What begins with what is typed, then what has it somewhere.
    let typed = place.typed.lowercased()
    let named = known.map { (name: $0.name.lowercased(), candidate: $0.candidate) }
    let first = named.filter { $0.name.hasPrefix(typed) }
    let later = named.filter { !$0.name.hasPrefix(typed) && $0.name.contains(typed) }
    let written = String(text.prefix(cursor).dropFirst(place.start))
    candidates = (first + later).map(\.candidate).filter { $0.text != written }
  }

  /// The text with a candidate in its place, and where the cursor is then.
  package func applying(_ candidate: Candidate, to text: String) -> (text: String, cursor: Int) {
    let before = String(text.prefix(range.lowerBound)) + candidate.text
    return (before + text.dropFirst(range.upperBound), before.count)
  }

  // MARK: Candidates

  private typealias Named = (name: String, candidate: Candidate)

  private static func candidates(
    at place: FilterPlace, _ vocabulary: FilterVocabulary
  ) -> [Named] {
    switch place.kind {
    case .nothing: []
    case .condition(let isFirst): conditions(place, vocabulary, isFirst: isFirst)
    case .value(let key, let isQuoted): values(of: key, isQuoted, place, vocabulary)
    case .event: names(vocabulary.events, "event")
    case .cohort: names(vocabulary.cohorts, "cohort")
    case .window: lengths
    }
  }

  private static func conditions(
    _ place: FilterPlace, _ vocabulary: FilterVocabulary, isFirst: Bool
  ) -> [Named] {
    let properties: [Named] = vocabulary.properties.map { entry in
      (entry.key, Candidate(text: FilterQuoting.key(entry.key) + "=", about: "property"))
    }
    if place.isQuoted { return properties }
    let ofAccounts: [Named] = vocabulary.accountProperties.map { entry in
      (
        AccountKey.prefix + entry.key,
        Candidate(text: FilterQuoting.accountKey(entry.key) + "=", about: "property of the account")
      )
    }
    var words: [Named] = []
    func add(_ text: String, _ name: String, _ about: String) {
      words.append((name, Candidate(text: text, about: about)))
    }
    if vocabulary.isAboutUsers {
      for field in FilterWords.fields { add(field.name + field.sign, field.name, field.about) }
      for kind in FilterWords.kinds { add(kind.name, kind.name, kind.about) }
      add("did:", "did:", "did an event, such as did:\"Sign Up\">=2 in 30d")
      if !vocabulary.cohorts.isEmpty { add("cohort:", "cohort:", "is in a cohort") }
    }
    for join in FilterWords.joins where !isFirst || join == "not" { add(join + " ", join, "") }
    return properties + (vocabulary.isAboutUsers ? ofAccounts : []) + words
  }

  private static func values(
    of key: String, _ isQuoted: Bool, _ place: FilterPlace, _ vocabulary: FilterVocabulary
  ) -> [Named] {
    if !isQuoted, vocabulary.isAboutUsers {
      if key == "first_seen" || key == "last_seen" { return lengths }
      if FilterWords.fields.contains(where: { $0.name == key }) { return [] }
    }
    let account =
      !isQuoted && vocabulary.isAboutUsers ? AccountKey.property(key) : nil
    let entry =
      account.map { name in vocabulary.accountProperties.first { $0.key == name } }
      ?? vocabulary.properties.first { $0.key == key }
    let values = entry?.topValues ?? []
    return values.map { value in
      let text = value.value.text
      return (text, Candidate(text: FilterQuoting.value(text), about: "\(value.count)"))
    }
  }

  private static func names(_ names: [String], _ about: String) -> [Named] {
    names.map { ($0, Candidate(text: FilterQuoting.name($0), about: about)) }
  }

  private static let lengths: [Named] = [
    ("1d", "a day"), ("7d", "a week"), ("30d", ""), ("90d", ""),
  ]
  .map { ($0.0, Candidate(text: $0.0, about: $0.1)) }
}

/// What is being typed at the end of an unfinished filter.
private struct FilterPlace {
  enum Kind {
    case nothing
    /// A property, a keyword or a word; `isFirst` where no condition stands before it.
    case condition(isFirst: Bool)
    case value(key: String, isQuoted: Bool)
    case event, cohort
    /// A length of time behind `in`.
    case window
  }

  private(set) var kind = Kind.condition(isFirst: true)
  /// Where it begins.
  private(set) var start = 0
  /// What is typed of it, without the quote it may begin with.
  private(set) var typed = ""
  private(set) var isQuoted = false

  private let characters: [Character]
  private var position = 0

  init(_ characters: [Character]) {
    self.characters = characters
    var isFirst = true
    var behindDeed = false
    repeat {
      skip(while: { $0.isWhitespace || "()".contains($0) })
      kind = .condition(isFirst: isFirst)
      if behindDeed, word == "in", position + 2 < characters.count {
        position += 2
        skip(while: \.isWhitespace)
        kind = .window
        if piece() { return }
        behindDeed = false
        continue
      }
      behindDeed = skip("did:")
      if behindDeed {
        kind = .event
        if piece() { return }
        if sign() {
          kind = .nothing
          if value() { return }
        }
      } else if skip("cohort:") {
        kind = .cohort
        if piece() { return }
      } else {
        let key = position
        let isOfAccount = skip(AccountKey.prefix + "\"")
        if isOfAccount { position -= 1 }
        let isEnd = piece()
        // The quotes are around the property alone: the whole is no name in quotes.
        if isOfAccount { (start, typed, isQuoted) = (key, AccountKey.prefix + typed, false) }
        if isEnd { return }
        isFirst = FilterWords.joins.contains(String(characters[key..<position]).lowercased())
        let (name, wasQuoted) = (typed, isQuoted)
        if sign() {
          kind = .value(key: name, isQuoted: wasQuoted)
          if value() { return }
        }
        continue
      }
      isFirst = false
    } while true
  }

  /// The bare word at this place.
  private var word: String {
    String(characters[position...].prefix { !$0.isWhitespace }).lowercased()
  }

  private mutating func skip(while isSkipped: (Character) -> Bool) {
    while position < characters.count, isSkipped(characters[position]) { position += 1 }
  }

  private mutating func skip(_ prefix: String) -> Bool {
    guard characters[position...].starts(with: prefix) else { return false }
    position += prefix.count
    return true
  }

  /// Reads a name; true where the text ends in it.
  private mutating func piece() -> Bool {
    piece { !$0.isWhitespace && !"()=~<>".contains($0) }
  }

  /// Reads a value; true where the text ends in it.
  private mutating func value() -> Bool {
    piece { !$0.isWhitespace && !"()".contains($0) }
  }

  private mutating func piece(_ isPart: (Character) -> Bool) -> Bool {
    start = position
    typed = ""
    isQuoted = position < characters.count && characters[position] == "\""
    guard isQuoted else {
      skip(while: isPart)
      typed = String(characters[start..<position])
      if typed.hasSuffix("!"), position < characters.count {
        position -= 1
        typed.removeLast()
      }
      return position == characters.count
    }
    position += 1
    while position < characters.count {
      let character = characters[position]
      position += 1
      if character == "\"" {
        // A closed name is complete.
        if position == characters.count { kind = .nothing }
        return position == characters.count
      }
      if character == "\\", position < characters.count {
        typed.append(characters[position])
        position += 1
      } else {
        typed.append(character)
      }
    }
    return true
  }

  /// Skips an operator, with blanks on both sides or on none.
  private mutating func sign() -> Bool {
    let before = position
    skip(while: \.isWhitespace)
    let hasBlank = position > before
    let start = position
    skip(while: { "!=~<>".contains($0) })
    guard position > start else {
      position = before
      return false
    }
    if hasBlank { skip(while: \.isWhitespace) }
    return true
  }
}
