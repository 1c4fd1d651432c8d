/// A value as a caller passes it, before any rule looks at it: what JSON can say.
package enum InputValue: Hashable, Sendable {
  case string(String)
  case number(Double)
  case boolean(Bool)
  case null
  case array([InputValue])
  case object([String: InputValue])

  /// How a message names what was found.
  package var kindName: String {
    switch self {
    case .string: "a string"
    case .number(let number): number.isFinite ? "a number" : "not a finite number"
    case .boolean: "a boolean"
    case .null: "null"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension InputValue: ExpressibleByStringLiteral, ExpressibleByFloatLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(floatLiteral value: Double) { self = .number(value) }
  package init(integerLiteral value: Int) { self = .number(Double(value)) }
  package init(booleanLiteral value: Bool) { self = .boolean(value) }
}
