/// The value of a user, event, session or pageview property. It keeps its type: `50` and `"50"` are
/// two values that happen to be shown alike (R-T3).
package enum PropertyValue: Hashable, Sendable {
  case string(String)
  /// Always finite.
  case number(Double)
  case boolean(Bool)

  /// The value as a person reads it, and as values are grouped in reports.
  package var text: String {
    switch self {
    case .string(let string): string
    case .number(let number): number.decimalText
    case .boolean(let boolean): boolean ? "true" : "false"
    }
  }
}

extension PropertyValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(integerLiteral value: Int) { self = .number(Double(value)) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
}

/// Property names and their values. A missing key is absent, which is neither null nor "".
package typealias Properties = [String: PropertyValue]

extension Double {
  /// The shortest decimal text that reads back as this number; whole numbers have no fraction.
  package var decimalText: String {
    if self == rounded(), abs(self) < 1e15 { return String(Int64(self)) }
    return String(describing: self)
  }
}

extension StringProtocol {
  /// Whether there is nothing but white space.
  package var isBlank: Bool { allSatisfy(\.isWhitespace) }
}
