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

extension PropertyValue {
  /// A text as a value: cut after a whole character where it is longer than `limit` UTF-16 units.
  /// Nil where it is white space, or its very first character is longer than that (R-T2).
  package init?(cutting text: String, to limit: Int = Limits.propertyValue) {
    let kept = text.isBlank ? "" : text.prefix(utf16: limit)
    if kept.isEmpty { return nil }
    self = .string(kept)
  }
}

extension PropertyValue: Comparable {
  /// Numbers by size, then false and true, then texts: the order of a column of mixed values.
  package static func < (left: PropertyValue, right: PropertyValue) -> Bool {
    switch (left, right) {
    case (.number(let one), .number(let other)): one < other
    case (.boolean(let one), .boolean(let other)): !one && other
    case (.string(let one), .string(let other)): one < other
    case (.number, _), (.boolean, .string): true
    default: false
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
  /// The shortest decimal text that reads back as this number. Whole numbers have no fraction and,
  /// as far as 64 bits go, no exponent, so that a number given as an identity keeps its digits
  /// (R-I8).
  package var decimalText: String {
    if let whole = Int64(exactly: self) { return String(whole) }
    return String(describing: self)
  }
}

extension StringProtocol {
  /// Whether there is nothing but white space. An accent that stands on a space is something.
  package var isBlank: Bool { unicodeScalars.allSatisfy(\.properties.isWhitespace) }
}
