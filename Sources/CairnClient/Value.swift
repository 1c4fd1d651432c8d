internal import Domain

extension Cairn {
  /// The value of a property: a text, a number or a boolean.
  ///
  /// Literals are values as they stand; anything else is wrapped:
  /// `["item": "Furby", "dollars": 50, "price": .number(price), "name": .string(name)]`.
  ///
  /// A text is cut to 1023 characters. An empty text and a number that is not finite are left out
  /// of the call, with a warning.
  public enum Value: Hashable, Sendable {
    /// A text.
    case string(String)
    /// A number, whole or not.
    case number(Double)
    /// True or false.
    case boolean(Bool)

    /// A whole number. One past 2^53 is rounded, as every number is stored as a `Double`.
    public static func number(_ whole: some BinaryInteger) -> Value { .number(Double(whole)) }
  }

  /// Names of properties, each at most 511 characters long, and their values.
  public typealias Properties = [String: Value]

  /// Where the application runs. Sessions on the web and on a phone end by different rules.
  public enum Platform: Hashable, Sendable {
    /// A page view keeps a session open for 30 minutes, anything else for 5.
    case web
    /// Everything keeps a session open for 5 minutes.
    case mobile
  }
}

extension Cairn.Value: ExpressibleByStringInterpolation, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  /// A text as it is written.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A number as it is written.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A whole number as it is written.
  public init(integerLiteral value: Int) { self = .number(Double(value)) }
  /// True or false as it is written.
  public init(booleanLiteral value: Bool) { self = .boolean(value) }
}

extension Cairn.Value {
  var input: InputValue {
    switch self {
    case .string(let text): .string(text)
    case .number(let number): .number(number)
    case .boolean(let boolean): .boolean(boolean)
    }
  }
}

extension Cairn.Properties {
  var inputs: [String: InputValue] { mapValues(\.input) }
}

extension Cairn.Platform {
  var platform: Platform {
    switch self {
    case .web: .web
    case .mobile: .mobile
    }
  }
}
