import Domain

/// An operator and what stands on its right, read as one kind of value or another. `!=` and `!~`
/// are read as `=` and `~`; who asks turns the answer round.
struct ComparisonTerm {
  let scanner: FilterScanner
  let sign: FilterScanner.Operator
  let value: FilterScanner.Piece?

  private var text: String { value?.text ?? "" }

  /// A problem with the value, or with its absence.
  func problem(_ expected: String) -> FilterProblem {
    scanner.problem(
      expected,
      at: value?.range
        ?? sign.range.upperBound..<min(sign.range.upperBound + 1, scanner.characters.count))
  }

  /// A condition on a value of any type.
  ///
  /// - Parameter hasAges: whether there is a moment that `7d` counts back from.
  func valueTest(hasAges: Bool) throws(FilterProblem) -> ValueTest {
    guard let comparison = sign.comparison, comparison != .equal else {
      return try textTest(of: "")
    }
    guard let value, !value.text.isEmpty else {
      throw problem("a number, a date, an age such as 7d, or a text")
    }
    if !value.isQuoted {
      if let number = FilterLiteral.number(text) { return .number(comparison, number) }
      if let moments = FilterLiteral.moments(text) { return .time(comparison, .moments(moments)) }
      if let age = FilterLiteral.duration(text) {
        guard hasAges else {
          throw problem("a date: an age has no meaning for an event (in quotes it is a text)")
        }
        return .time(comparison, .age(age))
      }
    }
    return .text(comparison, TextPattern(text))
  }

  /// `=` and `~` alone.
  func textTest(of field: String) throws(FilterProblem) -> ValueTest {
    switch sign.comparison {
    case nil:
      guard !text.isEmpty else { throw problem("a text to look for") }
      return .contains(TextPattern(text))
    case .equal: return text.isEmpty ? .isMissing : .equals(TextPattern(text))
    default: throw scanner.problem("=, !=, ~ or !~ after \(field)", at: sign.range)
    }
  }

  func number(of field: String) throws(FilterProblem) -> (Comparison, Double) {
    guard let comparison = sign.comparison else {
      throw scanner.problem("=, !=, >, >=, < or <= after \(field)", at: sign.range)
    }
    guard let number = FilterLiteral.number(text) else { throw problem("a number such as 10") }
    return (comparison, number)
  }

  /// A date, a time or an age; nil where nothing stands behind `=`.
  func time() throws(FilterProblem) -> (Comparison, TimeBound)? {
    guard let comparison = sign.comparison else {
      throw scanner.problem("=, !=, >, >=, < or <= and a date", at: sign.range)
    }
    if text.isEmpty, comparison == .equal { return nil }
    if let moments = FilterLiteral.moments(text) { return (comparison, .moments(moments)) }
    guard let age = FilterLiteral.duration(text) else {
      throw problem("a date such as 2026-01-31 or an age such as 7d")
    }
    guard comparison != .equal else {
      throw scanner.problem("<, <=, > or >= before an age", at: sign.range)
    }
    return (comparison, .age(age))
  }
}
