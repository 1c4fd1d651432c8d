/// Reads `and`, `or`, `not` and parentheses; what the terms between them mean, others say.
struct FilterParser {
  typealias Meaning<Test: Hashable & Sendable> =
    (FilterScanner.Term, FilterScanner) throws(FilterProblem) -> FilterNode<Test>

  /// The longest text, in characters.
  static let maxLength = 50_000
  /// How deep parentheses, `not` and cohorts may stand inside each other.
  static let maxDepth = 100

  private var scanner: FilterScanner
  private var depth = 0

  private init(_ scanner: FilterScanner) {
    self.scanner = scanner
  }

  /// Reads a filter from a place of a text to its end. Blank text means everything.
  static func parse<Test>(
    _ text: String, from start: Int = 0, _ meaning: Meaning<Test>
  ) throws(FilterProblem) -> FilterNode<Test> {
    var parser = FilterParser(FilterScanner(text, from: start))
    let length = parser.scanner.characters.count
    guard length <= maxLength else {
      throw FilterProblem(
        text: text, range: maxLength..<length, found: "\(length) characters",
        expected: "at most \(maxLength)")
    }
    parser.scanner.skipBlanks()
    guard parser.scanner.next != nil else { return .all([]) }
    let node = try parser.alternatives(meaning)
    guard parser.scanner.next == nil else {
      throw parser.scanner.problem("no closing parenthesis, as none is open")
    }
    return node
  }

  private mutating func alternatives<Test>(
    _ meaning: Meaning<Test>
  ) throws(FilterProblem) -> FilterNode<Test> {
    var nodes = [try conjunction(meaning)]
    while scanner.skip(keyword: "or") { nodes.append(try conjunction(meaning)) }
    return nodes.count == 1 ? nodes[0] : .any(nodes)
  }

  /// Conditions that stand side by side, with or without `and` between them.
  private mutating func conjunction<Test>(
    _ meaning: Meaning<Test>
  ) throws(FilterProblem) -> FilterNode<Test> {
    var nodes: [FilterNode<Test>] = []
    var isAsked = true
    while isAsked {
      scanner.skipBlanks()
      nodes.append(try negation(meaning))
      scanner.skipBlanks()
      isAsked =
        scanner.skip(keyword: "and")
        || (scanner.next != nil && scanner.next != ")" && !scanner.isAt(keyword: "or"))
    }
    return nodes.count == 1 ? nodes[0] : .all(nodes)
  }

  private mutating func negation<Test>(
    _ meaning: Meaning<Test>
  ) throws(FilterProblem) -> FilterNode<Test> {
    let start = scanner.position
    guard scanner.skip(keyword: "not") else { return try primary(meaning) }
    return .not(
      try nested(at: start) { parser throws(FilterProblem) in
        parser.scanner.skipBlanks()
        return try parser.negation(meaning)
      })
  }

  private mutating func primary<Test>(
    _ meaning: Meaning<Test>
  ) throws(FilterProblem) -> FilterNode<Test> {
    let start = scanner.position
    if scanner.skip("(") {
      return try nested(at: start) { parser throws(FilterProblem) in
        let node = try parser.alternatives(meaning)
        guard parser.scanner.skip(")") else {
          throw parser.scanner.problem("a parenthesis that closes the one at \(start + 1)")
        }
        return node
      }
    }
    for keyword in ["and", "or"] where scanner.isAt(keyword: keyword) {
      throw scanner.problem(
        "a condition before \(keyword); in quotes it is a word to look for",
        at: start..<start + keyword.count)
    }
    let term = try scanner.term()
    let node = try meaning(term, scanner)
    guard depth + node.depth <= Self.maxDepth else {
      throw scanner.problem(
        "a cohort in which less stands inside each other", at: start..<scanner.position)
    }
    return node
  }

  /// One level deeper; recursion ends before the stack does.
  private mutating func nested<Test>(
    at start: Int,
    _ body: (inout FilterParser) throws(FilterProblem) -> FilterNode<Test>
  ) throws(FilterProblem) -> FilterNode<Test> {
    guard depth < Self.maxDepth else {
      throw scanner.problem(
        "at most \(Self.maxDepth) parentheses or nots inside each other", at: start..<start + 1)
    }
    depth += 1
    defer { depth -= 1 }
    return try body(&self)
  }
}
