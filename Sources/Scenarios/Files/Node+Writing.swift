import Domain
import Yams

extension Node {
  static func map(_ fields: [(String, Node)], _ style: Mapping.Style = .flow) -> Node {
    .mapping(Mapping(fields.map { (.text($0.0), $0.1) }, Tag(.map), style))
  }

  static func list(_ items: [Node], _ style: Sequence.Style = .flow) -> Node {
    .sequence(Sequence(items, Tag(.seq), style))
  }

  /// A text that reads back as one: in quotes unless it is a few plain words.
  static func text(_ text: String) -> Node {
    let isWord: (Character) -> Bool = {
      $0.isASCII && ($0.isLetter || $0.isNumber || "_-./'".contains($0))
    }
    let words = text.split(separator: " ", omittingEmptySubsequences: false)
    let isPlain =
      text.first?.isASCII == true && text.first?.isLetter == true
      && words.allSatisfy { !$0.isEmpty && $0.allSatisfy(isWord) }
      && !otherValues.contains(text.lowercased())
    return .scalar(Scalar(text, Tag(.str), isPlain ? .plain : .doubleQuoted))
  }

  /// Words that YAML takes for something else than a text.
  private static let otherValues: Set = [
    "null", "true", "false", "yes", "no", "on", "off", "y", "n",
  ]

  /// A pause, which needs no quotes, or a moment.
  static func time(_ text: String) -> Node { .scalar(Scalar(text, Tag(.str), .plain)) }

  static func number(_ digits: String) -> Node {
    .scalar(Scalar(digits, Tag(.int), .plain))
  }

  static func boolean(_ value: Bool) -> Node {
    .scalar(Scalar(value ? "true" : "false", Tag(.bool), .plain))
  }

  static var null: Node { .scalar(Scalar("null", Tag(.null), .plain)) }

  static func input(_ value: InputValue) -> Node {
    switch value {
    case .string(let text): return .text(text)
    case .number(let number): return .number(number)
    case .boolean(let boolean): return .boolean(boolean)
    case .null: return .null
    case .array(let items): return .list(items.map(Node.input))
    case .object(let entries):
      return .map(entries.sorted { $0.key < $1.key }.map { ($0.key, .input($0.value)) })
    }
  }

  static func properties(_ properties: Properties) -> Node {
    .map(properties.sorted { $0.key < $1.key }.map { ($0.key, .stored($0.value)) })
  }

  static func propertiesOrAbsent(_ properties: [String: PropertyValue?]) -> Node {
    .map(
      properties.sorted { $0.key < $1.key }.map { entry in
        (entry.key, entry.value.map(Node.stored) ?? .null)
      })
  }

  private static func stored(_ value: PropertyValue) -> Node {
    switch value {
    case .string(let text): .text(text)
    case .number(let number): .number(number)
    case .boolean(let boolean): .boolean(boolean)
    }
  }

  private static func number(_ number: Double) -> Node {
    let text =
      number.isNaN ? ".nan" : number.isFinite ? number.decimalText : number < 0 ? "-.inf" : ".inf"
    return .scalar(Scalar(text, Tag(.float), .plain))
  }
}
