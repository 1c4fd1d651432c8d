/// Cuts the text of a filter into its terms, without knowing what they mean.
struct FilterScanner {
  /// A name or a value as it stands in the text.
  struct Piece {
    var text: String
    var range: Range<Int>
    var isQuoted: Bool
  }

  /// `=`, `!=` …; `comparison` is nil for `~` and `!~`.
  struct Operator {
    var sign: String
    var range: Range<Int>
    var isNegated: Bool { sign.hasPrefix("!") }
    var comparison: Comparison? {
      switch sign {
      case "=", "!=": .equal
      case "<": .less
      case "<=": .lessOrEqual
      case ">": .greater
      case ">=": .greaterOrEqual
      default: nil
      }
    }
  }

  enum Term {
    case word(Piece)
    /// The value is nil where nothing stands behind the operator.
    case comparison(Piece, Operator, Piece?)
    /// `did:NAME`, perhaps with a comparison of the count and a window.
    case did(Piece, Operator?, Piece?, window: Piece?)
    case cohort(Piece)
  }

  let characters: [Character]
  private(set) var position: Int
  let text: String

  init(_ text: String, from position: Int = 0) {
    self.text = text
    characters = Array(text)
    self.position = position
  }

  // MARK: Characters

  var next: Character? { position < characters.count ? characters[position] : nil }

  mutating func move(to place: Int) { position = place }

  mutating func skipBlanks() {
    while let next, next.isWhitespace { position += 1 }
  }

  mutating func skip(_ character: Character) -> Bool {
    guard next == character else { return false }
    position += 1
    return true
  }

  /// Skips a keyword, in any case, that ends where a word ends.
  mutating func skip(keyword: String) -> Bool {
    guard isAt(keyword: keyword) else { return false }
    position += keyword.count
    return true
  }

  func isAt(keyword: String) -> Bool {
    let end = position + keyword.count
    return end <= characters.count
      && String(characters[position..<end]).lowercased() == keyword
      && (end == characters.count || characters[end].isWhitespace || "()".contains(characters[end]))
  }

  func problem(_ expected: String, at range: Range<Int>? = nil) -> FilterProblem {
    let range = range ?? position..<min(position + 1, characters.count)
    return FilterProblem(
      text: text, range: range,
      found: range.isEmpty ? "the end" : FilterProblem.quoted(characters[range]),
      expected: expected)
  }

  // MARK: Terms

  mutating func term() throws(FilterProblem) -> Term {
    let term = try unendedTerm()
    guard next.map({ $0.isWhitespace || $0 == ")" }) ?? true else {
      throw problem("a blank here, or quotes around all of it")
    }
    return term
  }

  private mutating func unendedTerm() throws(FilterProblem) -> Term {
    if skip(prefix: "did:") { return try did() }
    if skip(prefix: "cohort:") {
      return .cohort(try name(expected: "the name of a cohort, such as cohort:\"Power users\""))
    }
    if next == "!", operatorLength == 0 {
      throw problem("the word not, or quotes around all of it")
    }
    if let account = try quotedAccountKey() {
      guard let sign = try comparisonSign() else {
        throw problem("a comparison with a value, such as account.plan=Pro")
      }
      return .comparison(account, sign, try value())
    }
    let first = try name(expected: "a condition, such as plan=Startup or a part of a name")
    guard let sign = try comparisonSign() else { return .word(first) }
    return .comparison(first, sign, try value())
  }

  /// `account."Company size"`, as the name that it would be without quotes; nil for anything else.
  private mutating func quotedAccountKey() throws(FilterProblem) -> Piece? {
    let start = position
    guard skip(prefix: AccountKey.prefix), next == "\"" else {
      position = start
      return nil
    }
    let name = try quoted()
    return Piece(
      text: AccountKey.prefix + name.text, range: start..<position, isQuoted: false)
  }

  private mutating func did() throws(FilterProblem) -> Term {
    let event = try name(expected: "the name of an event, such as did:\"Sign Up\"")
    let sign = try comparisonSign()
    let count = sign == nil ? nil : try value()
    let end = position
    skipBlanks()
    guard skip(keyword: "in") else {
      position = end
      return .did(event, sign, count, window: nil)
    }
    skipBlanks()
    let window = try name(expected: "a length of time after in, such as 30d")
    return .did(event, sign, count, window: window)
  }

  private mutating func skip(prefix: String) -> Bool {
    let end = position + prefix.count
    guard end <= characters.count, characters[position..<end].elementsEqual(prefix) else {
      return false
    }
    position = end
    return true
  }

  /// A name in quotes, or up to what can't be part of one.
  mutating func name(expected: String) throws(FilterProblem) -> Piece {
    if next == "\"" { return try quoted() }
    let start = position
    while let next, !next.isWhitespace, next != "(", next != ")", operatorLength == 0 {
      position += 1
    }
    guard position > start else { throw problem(expected) }
    return piece(from: start)
  }

  /// What stands behind an operator: in quotes, or up to a blank or a parenthesis. Nil for nothing.
  private mutating func value() throws(FilterProblem) -> Piece? {
    if next == "\"" { return try quoted() }
    let start = position
    if operatorLength > 0 { throw problem("a value; one that begins like this needs quotes") }
    while let next, !next.isWhitespace, next != "(", next != ")" { position += 1 }
    return position > start ? piece(from: start) : nil
  }

  private func piece(from start: Int) -> Piece {
    Piece(
      text: String(characters[start..<position]), range: start..<position, isQuoted: false)
  }

  /// A text in quotes with `\"`, `\\`, `\n` and `\t`.
  mutating func quoted() throws(FilterProblem) -> Piece {
    let start = position
    position += 1
    var text = ""
    while let character = next {
      position += 1
      switch character {
      case "\"": return Piece(text: text, range: start..<position, isQuoted: true)
      case "\\":
        guard let meant = next.flatMap({ Self.escapes[$0] }) else {
          throw problem("\\\", \\\\, \\n or \\t after a backslash in quotes")
        }
        position += 1
        text.append(meant)
      default: text.append(character)
      }
    }
    throw problem("a quote that closes the one at character \(start + 1)")
  }

  private static let escapes: [Character: Character] = [
    "\"": "\"", "\\": "\\", "n": "\n", "t": "\t",
  ]

  // MARK: Operators

  /// How many characters the operator at this place has; 0 for none.
  private var operatorLength: Int {
    let second = position + 1 < characters.count ? characters[position + 1] : nil
    switch next {
    case "=", "~": return 1
    case "<", ">": return second == "=" ? 2 : 1
    case "!": return second == "=" || second == "~" ? 2 : 0
    default: return 0
    }
  }

  /// An operator, with blanks on both sides or on none: `plan= ` asks for users without a plan.
  private mutating func comparisonSign() throws(FilterProblem) -> Operator? {
    let start = position
    skipBlanks()
    let hasBlank = position > start
    let length = operatorLength
    guard length > 0 else {
      position = start
      return nil
    }
    let range = position..<position + length
    position += length
    if hasBlank {
      guard next?.isWhitespace ?? false else {
        throw problem("no blank before \(String(characters[range])), or one behind it too")
      }
      skipBlanks()
    }
    return Operator(sign: String(characters[range]), range: range)
  }
}
