import Domain

/// Walks over a typed call and reads its values as JavaScript writes them, and a little more: texts
/// in single quotes or, where they are one word, in none.
struct CallScanner {
  private let text: String.UnicodeScalarView
  private(set) var place: String.Index

  init(_ text: String) {
    self.text = text.unicodeScalars
    place = self.text.startIndex
  }

  var next: Unicode.Scalar? { place < text.endIndex ? text[place] : nil }
  var isAtEnd: Bool { place == text.endIndex }
  var rest: Substring.UnicodeScalarView { text[place...] }

  func problem(_ expected: String, from start: String.Index? = nil) -> CallProblem {
    let start = start ?? place
    // Of a place inside a character, such as between a letter and its accent, that character.
    let position = Character.count(text[..<start])
    let end = start == place ? endOfWord : place
    return CallProblem(
      position: position, length: max(0, Character.count(text[..<end]) - position),
      expected: expected)
  }

  /// Where the word at this place ends, for marking it.
  private var endOfWord: String.Index {
    guard let next, Self.isWordPart(next) else {
      return isAtEnd ? place : text.index(after: place)
    }
    return text[place...].firstIndex { !Self.isWordPart($0) } ?? text.endIndex
  }

  static func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
      || scalar.properties.generalCategory == .nonspacingMark
      || "_-.+@$#/".unicodeScalars.contains(scalar)
  }

  // MARK: Moving

  mutating func advance() { if !isAtEnd { place = text.index(after: place) } }

  mutating func skipBlanks() { while let next, next.properties.isWhitespace { advance() } }

  /// Steps over a character, if it is the next.
  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    advance()
    return true
  }

  /// Steps over some characters, if they are the next.
  mutating func take(_ words: String) -> Bool {
    var end = place
    for scalar in words.unicodeScalars {
      guard end < text.endIndex, text[end] == scalar else { return false }
      end = text.index(after: end)
    }
    place = end
    return true
  }

  /// The characters up to one of these, without it; all that is left where there is none.
  mutating func upTo(_ ends: Set<Unicode.Scalar>) -> String {
    let end = text[place...].firstIndex { ends.contains($0) } ?? text.endIndex
    defer { place = end }
    return String(text[place..<end])
  }

  /// A word without quotes; empty where none begins here.
  mutating func word() -> String {
    let end = text[place...].firstIndex { !Self.isWordPart($0) } ?? text.endIndex
    defer { place = end }
    return String(text[place..<end])
  }

  // MARK: Values

  /// A text in quotes, or one word.
  mutating func text(_ what: String) throws(CallProblem) -> String {
    if next == "\"" || next == "'" { return try quoted() }
    let start = place
    let word = word()
    guard !word.isEmpty else { throw problem(what, from: start) }
    return word
  }

  mutating func value(depth: Int = 0) throws(CallProblem) -> InputValue {
    guard depth < 4 else { throw problem("values nested at most 4 deep") }
    switch next {
    case "{": return .object(try object(depth: depth + 1))
    case "[": return .array(try array(depth: depth + 1))
    case "\"", "'": return .string(try quoted())
    default:
      let start = place
      let word = word()
      guard !word.isEmpty else {
        throw problem("a value: a text such as \"12345\", a number, true or false", from: start)
      }
      if let known = CallReader.keywords[word] { return known }
      let isNumber = word.first.map { $0.isNumber || "+-.".contains($0) } ?? false
      if isNumber, let number = Double(word) { return .number(number) }
      return .string(word)
    }
  }

  private mutating func array(depth: Int) throws(CallProblem) -> [InputValue] {
    advance()
    var items: [InputValue] = []
    skipBlanks()
    while !take("]") {
      items.append(try value(depth: depth))
      try separate("]")
    }
    return items
  }

  /// `{plan: "Pro", seats: 3}`
  mutating func object(depth: Int) throws(CallProblem) -> [String: InputValue] {
    var entries: [String: InputValue] = [:]
    for entry in try fields(depth: depth) { entries[entry.key] = entry.value }
    return entries
  }

  /// The entries of an object with the places of their names.
  ///
  /// - Parameter depth: how deep inside a value those of the entries are.
  mutating func fields(
    depth: Int = 0, until end: Unicode.Scalar = "}"
  ) throws(CallProblem) -> [CallField] {
    guard take(end == "}" ? "{" : "(") else {
      throw problem("properties, such as {plan: \"Pro\"}")
    }
    var found: [CallField] = []
    skipBlanks()
    while !take(end) {
      let start = place
      let key = try text("a name, such as plan, or \(end)")
      guard !found.contains(where: { $0.key == key }) else {
        throw problem("each name once", from: start)
      }
      skipBlanks()
      guard take(":") else { throw problem("':' and a value after the name") }
      skipBlanks()
      found.append(CallField(key: key, value: try value(depth: depth), place: start))
      try separate(end)
    }
    return found
  }

  /// Steps over the comma between two items, or stops before the end.
  private mutating func separate(_ end: Unicode.Scalar) throws(CallProblem) {
    skipBlanks()
    guard next != end else { return }
    guard take(",") else { throw problem("',' or '\(end)'") }
    skipBlanks()
  }

  mutating func quoted() throws(CallProblem) -> String {
    let start = place
    let quote = next
    advance()
    var result = String.UnicodeScalarView()
    while let scalar = next {
      advance()
      if scalar == quote { return String(result) }
      result.append(scalar == "\\" ? try escaped() : scalar)
    }
    throw problem("a closing \(quote.map(String.init) ?? "quote")", from: start)
  }

  /// What stands after a backslash.
  private mutating func escaped() throws(CallProblem) -> Unicode.Scalar {
    let start = place
    let scalar = next
    advance()
    switch scalar {
    case "n": return "\n"
    case "t": return "\t"
    case "r": return "\r"
    case "u":
      guard take("{") else { break }
      let digits = upTo(["}"])
      guard take("}"), let code = UInt32(digits, radix: 16), let found = Unicode.Scalar(code)
      else { break }
      return found
    case let scalar?: return scalar
    case nil: break
    }
    throw problem("a character after the backslash, such as \\n or \\u{e9}", from: start)
  }
}

/// A name and its value, as typed.
struct CallField {
  let key: String
  let value: InputValue
  let place: String.Index
}

extension Character {
  fileprivate static func count(_ scalars: Substring.UnicodeScalarView) -> Int {
    String(scalars).count
  }
}
