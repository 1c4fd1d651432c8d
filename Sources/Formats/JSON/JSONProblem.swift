/// Why a text is not JSON.
package struct JSONProblem: Error, Hashable, CustomStringConvertible {
  enum Reason: UInt8 {
    case value, fieldName, colon, commaOrBrace, commaOrBracket, number, literal
    case unterminatedString, controlCharacter, escape, unicodeEscape, surrogate, utf8
    case depth, trailing
  }

  let reason: Reason
  /// Index of the byte where it stops being JSON.
  package let at: Int

  package var description: String { "is not JSON at byte \(at + 1): \(text)" }

  /// What was expected there.
  var text: String {
    switch reason {
    case .value: "expected a value"
    case .fieldName: "expected a field name in quotes"
    case .colon: "expected ':' after the field name"
    case .commaOrBrace: "expected ',' or '}'"
    case .commaOrBracket: "expected ',' or ']'"
    case .number: "this is not a JSON number"
    case .literal: "expected true, false or null"
    case .unterminatedString: "a string is not closed"
    case .controlCharacter: "a control character inside a string must be written as an escape"
    case .escape: "unknown escape; expected one of \\\" \\\\ \\/ \\b \\f \\n \\r \\t \\u"
    case .unicodeEscape: "expected four hexadecimal digits after \\u"
    case .surrogate: "half of a surrogate pair stands alone"
    case .utf8: "the bytes are not UTF-8"
    case .depth: "nested more than \(JSONScanner.deepest) levels deep"
    case .trailing: "something follows the end of the value"
    }
  }
}
