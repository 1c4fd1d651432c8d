import Domain

/// What the terms of a filter mean for users.
struct UserTerms {
  let scanner: FilterScanner
  let glossary: Glossary

  typealias Node = FilterNode<UserTest>

  func node(_ term: FilterScanner.Term) throws(FilterProblem) -> Node {
    switch term {
    case .word(let piece): word(piece)
    case .comparison(let key, let sign, let value): try comparison(key, sign, value)
    case .did(let event, let sign, let count, let window):
      try did(event, sign, count, window)
    case .cohort(let name): try cohort(name)
    }
  }

  private func word(_ piece: FilterScanner.Piece) -> Node {
    if !piece.isQuoted {
      switch piece.text {
      case "identified": return .test(.identified)
      case "anonymous": return .not(.test(.identified))
      case "warning": return .test(.warning)
      default: break
      }
    }
    return .test(.word(TextPattern(piece.text)))
  }

  private func cohort(_ name: FilterScanner.Piece) throws(FilterProblem) -> Node {
    if let cohort = glossary.cohorts[name.text] { return cohort.root }
    let known = glossary.cohorts.keys.sorted().prefix(5).map { FilterProblem.quoted($0) }
    throw scanner.problem(
      known.isEmpty
        ? "the name of a cohort, but there are none"
        : "the name of a cohort: \(known.joined(separator: ", "))", at: name.range)
  }

  // MARK: Comparisons

  private func comparison(
    _ key: FilterScanner.Piece, _ sign: FilterScanner.Operator, _ value: FilterScanner.Piece?
  ) throws(FilterProblem) -> Node {
    let test = try test(key, ComparisonTerm(scanner: scanner, sign: sign, value: value))
    return sign.isNegated ? .not(.test(test)) : .test(test)
  }

  private func test(
    _ key: FilterScanner.Piece, _ term: ComparisonTerm
  ) throws(FilterProblem) -> UserTest {
    if key.isQuoted { return .property(key.text, try term.valueTest(hasAges: true)) }
    if let property = AccountKey.property(key.text) {
      guard !property.isEmpty else {
        throw scanner.problem("which property of the account, such as account.plan", at: key.range)
      }
      return .account(property, try term.valueTest(hasAges: true))
    }
    if let number = UserNumber(rawValue: key.text) {
      let (comparison, bound) = try term.number(of: key.text)
      return .number(number, comparison, bound)
    }
    switch key.text {
    case "first_seen":
      guard let (comparison, bound) = try term.time() else {
        throw term.problem("a date such as 2026-01-31, as every user has a first_seen")
      }
      return .firstSeen(comparison, bound)
    case "last_seen":
      guard let (comparison, bound) = try term.time() else { return .hasNoLastSeen }
      return .lastSeen(comparison, bound)
    case "name": return .name(try term.valueTest(hasAges: true))
    case "identity": return .identity(try term.valueTest(hasAges: true))
    case "user_id": return .userID(try term.textTest(of: "user_id"))
    default: return .property(key.text, try term.valueTest(hasAges: true))
    }
  }

  // MARK: Behaviour

  private func did(
    _ event: FilterScanner.Piece, _ sign: FilterScanner.Operator?, _ count: FilterScanner.Piece?,
    _ window: FilterScanner.Piece?
  ) throws(FilterProblem) -> Node {
    var deed = Deed(
      glossary.choices(of: event.text, isAny: !event.isQuoted && event.text == "*"))
    if let window {
      guard let length = FilterLiteral.duration(window.text) else {
        throw scanner.problem("a length of time such as 30d, 12h or 4w", at: window.range)
      }
      deed.window = length
    }
    guard let sign else { return .test(.did(deed, .greaterOrEqual, 1)) }
    let term = ComparisonTerm(scanner: scanner, sign: sign, value: count)
    guard let comparison = sign.comparison else {
      throw scanner.problem("=, !=, >, >=, < or <= and how often", at: sign.range)
    }
    guard let text = count?.text, let number = Int(text), 0...1_000_000_000 ~= number else {
      throw term.problem("how often: a whole number such as 2")
    }
    let test = Node.test(.did(deed, comparison, number))
    return sign.isNegated ? .not(test) : test
  }
}
