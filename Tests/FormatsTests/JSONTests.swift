import Domain
import Formats
import Foundation
import Testing

@Suite("JSON")
struct JSONTests {
  /// What Foundation makes of the same bytes; nil where it refuses them.
  private func foundation(_ bytes: [UInt8]) -> InputValue? {
    guard
      let object = try? JSONSerialization.jsonObject(
        with: Data(bytes), options: [.fragmentsAllowed])
    else { return nil }
    return convert(object)
  }

  private func convert(_ object: Any) -> InputValue? {
    switch object {
    case is NSNull: return .null
    case let number as NSNumber:
      if String(cString: number.objCType) == "c" { return .boolean(number.boolValue) }
      return .number(number.doubleValue)
    case let text as String: return .string(text)
    case let items as [Any]:
      let values = items.compactMap(convert)
      return values.count == items.count ? .array(values) : nil
    case let fields as [String: Any]: return .object(fields.compactMapValues(convert))
    default: return nil
    }
  }

  @Test(
    "values are what Foundation says they are",
    arguments: [
      #"null"#, #"true"#, #" false "#, #"0"#, #"-0"#, #"12.50"#, #"1e3"#, #"1E-2"#, #"0.1"#,
      #"123456789012345678"#, #"9007199254740993"#, #""""#, #""a""#,
      #""\"\\\/\b\f\n\r\t""#, #""\u00e9\u20ac""#, #""\uD83D\uDE00""#, #""é€😀""#, #"[]"#, #"{}"#,
      #"[1,[2,{"a":[]}]]"#, #"{"a":{"b":null},"c":[true]}"#, #"{"":1}"#,
      #""0123456\"89abcdef\u0041 long enough to need several words""#,
    ])
  func equalsFoundation(text: String) throws {
    let ours = try JSONText.value(of: Array(text.utf8))
    #expect(ours == foundation(Array(text.utf8)))
  }

  @Test(
    "what is not JSON is refused with its place and what was expected",
    arguments: [
      (#"{"a":1,}"#, "is not JSON at byte 8: expected a field name in quotes"),
      (#"{"a" 1}"#, "is not JSON at byte 6: expected ':' after the field name"),
      (#"{"a":1 "b":2}"#, "is not JSON at byte 8: expected ',' or '}'"),
      (#"[1 2]"#, "is not JSON at byte 4: expected ',' or ']'"),
      (#"[1,]"#, "is not JSON at byte 4: expected a value"),
      (#"01"#, "is not JSON at byte 1: this is not a JSON number"),
      (#"1."#, "is not JSON at byte 1: this is not a JSON number"),
      (#"-"#, "is not JSON at byte 1: this is not a JSON number"),
      (#"nul"#, "is not JSON at byte 1: expected true, false or null"),
      (#""abc"#, "is not JSON at byte 5: a string is not closed"),
      (
        #""a\x""#,
        #"is not JSON at byte 3: unknown escape; expected one of \" \\ \/ \b \f \n \r \t \u"#
      ),
      (#""\u12g4""#, "is not JSON at byte 2: expected four hexadecimal digits after \\u"),
      (#""\uD83D""#, "is not JSON at byte 2: half of a surrogate pair stands alone"),
      (#""\uDE00""#, "is not JSON at byte 2: half of a surrogate pair stands alone"),
      (
        "\"a\tb\"",
        "is not JSON at byte 3: a control character inside a string must be written as an escape"
      ),
      (#"1 2"#, "is not JSON at byte 3: something follows the end of the value"),
      (#""#, "is not JSON at byte 1: expected a value"),
    ])
  func refuses(text: String, message: String) {
    #expect(throws: JSONProblem.self) { try JSONText.value(of: Array(text.utf8)) }
    do throws(JSONProblem) {
      _ = try JSONText.value(of: Array(text.utf8))
    } catch {
      #expect(error.description == message)
    }
  }

  @Test("64 levels are read, 65 are refused")
  func depth() throws {
    func nested(_ levels: Int) -> [UInt8] {
      Array((String(repeating: "[", count: levels) + String(repeating: "]", count: levels)).utf8)
    }
    _ = try JSONText.value(of: nested(64))
    #expect(throws: JSONProblem.self) { try JSONText.value(of: nested(65)) }
    #expect(throws: JSONProblem.self) { try JSONText.value(of: nested(100_000)) }
  }

  @Test("of a field given twice the last counts")
  func repeatedField() throws {
    #expect(
      try JSONText.value(of: Array(#"{"a":1,"b":2,"a":3}"#.utf8)) == .object(["a": 3, "b": 2]))
  }

  @Test("sequences that are not UTF-8 are refused, those at the edges of its ranges are read")
  func utf8() throws {
    let bad: [[UInt8]] = [
      [0x80], [0xC0, 0xAF], [0xC2], [0xE0, 0x9F, 0xBF], [0xED, 0xA0, 0x80],
      [0xF0, 0x8F, 0xBF, 0xBF],
      [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFF], [0xE2, 0x82],
    ]
    for bytes in bad {
      #expect(throws: JSONProblem.self) { try JSONText.value(of: [0x22] + bytes + [0x22]) }
    }
    for scalar in [
      "\u{7F}", "\u{80}", "\u{7FF}", "\u{800}", "\u{D7FF}", "\u{E000}", "\u{FFFF}", "\u{10000}",
      "\u{10FFFF}",
    ] {
      #expect(try JSONText.value(of: Array("\"\(scalar)\"".utf8)) == .string(scalar))
    }
  }

  @Test("changed at random, texts are read or refused as Foundation does", arguments: 0..<8)
  func fuzz(seed: UInt64) throws {
    let seeds = [
      #"{"time":"2026-01-05T10:00:00Z","user_id":123,"call":"event","event":"Search","properties":{"term":"sh\"oes","n":-1.5e3,"ok":true}}"#,
      #"[{"a":"é\u00e9\uD83D\uDE00"},[1,2.50,0.125],{"b":{"c":null}},false,"",{}]"#,
      #"{"batch":[{"type":"track","userId":null,"traits":{"x":[1,"2"]}}],"sentAt":"2026-11-21T08:10:50.106534+00:00"}"#,
    ]
    let interesting =
      Array(#"{}[]":,\u0123456789-+.eEtrufalsn "#.utf8) + [
        0x00, 0x09, 0x0A, 0x1F, 0x7F, 0x80, 0xC3, 0xA9, 0xF0, 0xFF,
      ]
    var random = SeededGenerator(seed: seed)
    for _ in 0..<1500 {
      var bytes = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)].utf8)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let at = Int.random(in: 0..<bytes.count, using: &random)
        let byte = interesting[Int.random(in: 0..<interesting.count, using: &random)]
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes[at] = byte
        case 1: bytes.insert(byte, at: at)
        case 2: bytes.remove(at: at)
        default: bytes.removeSubrange(min(at, bytes.count - 1)..<min(at + 3, bytes.count))
        }
        if bytes.isEmpty { bytes = [0x30] }
      }
      var ours: InputValue?
      do throws(JSONProblem) {
        ours = try JSONText.value(of: bytes)
      } catch {
        if isCommaBeforeBracket(bytes, error.at) { continue }
      }
      #expect(ours == foundation(bytes), "\(String(decoding: bytes, as: UTF8.self)) \(bytes)")
    }
  }

  /// Foundation reads `[1,]`, which RFC 8259 doesn't allow.
  private func isCommaBeforeBracket(_ bytes: [UInt8], _ at: Int) -> Bool {
    guard at < bytes.count, bytes[at] == 0x5D else { return false }
    return bytes[..<at].last { $0 != 0x20 && $0 != 0x0A && $0 != 0x09 } == 0x2C
  }

  @Test("numbers are the nearest double, as Swift reads them", arguments: 0..<4)
  func numbers(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    func digits(_ range: ClosedRange<Int>) -> String {
      (0..<Int.random(in: range, using: &random))
        .map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    }
    for _ in 0..<2000 {
      var text = String(Int.random(in: -99...99, using: &random))
      if text != "0" { text += digits(0...18) }
      if Bool.random(using: &random) { text += "." + digits(1...20) }
      if Int.random(in: 0..<4, using: &random) == 0 {
        text += "e\(Int.random(in: -320...300, using: &random))"
      }
      let expected = try #require(Double(text))
      guard case .number(let number) = try JSONText.value(of: Array(text.utf8)) else {
        Issue.record("\(text) is not a number")
        continue
      }
      #expect(number == expected, "\(text)")
    }
  }
}
