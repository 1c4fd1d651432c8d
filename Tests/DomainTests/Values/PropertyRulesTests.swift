import Domain
import Testing

@Suite("Which properties are stored, and how")
struct PropertyRulesTests {
  @Test(
    "R-T2: the longest key has 511 units on the client and 1023 on the server",
    arguments: [(CallSide.client, 511), (.server, 1023)])
  func keyLimit(side: CallSide, limit: Int) {
    let longest = String(repeating: "k", count: limit)
    let (accepted, warnings) = PropertyRules(side).accept([longest: 1, longest + "k": 2])
    #expect(accepted == [longest: 1])
    #expect(warnings == [CallWarning(.keyTooLong, subject: longest + "k")])
    let emoji = String(repeating: "👍", count: limit / 2)
    #expect(PropertyRules(side).accept([emoji + "a": 1]).0.count == 1)
    #expect(PropertyRules(side).accept([emoji + "👍": 1]).0.isEmpty)
  }

  @Test("R-T2: an empty or white-space key is left out", arguments: ["", " ", "\n\t", "\u{3000}"])
  func blankKey(key: String) {
    let (accepted, warnings) = PropertyRules(.client).accept([key: 1, "ok": 2])
    #expect(accepted == ["ok": 2])
    #expect(warnings.map(\.code) == [.keyEmpty])
  }

  @Test(
    "R-T2: an empty or white-space value is left out",
    arguments: ["", " ", "\r\n", "\u{A0}\u{2003}"])
  func blankValue(text: String) {
    let (accepted, warnings) = PropertyRules(.client).accept(["a": .string(text), "ok": 2])
    #expect(accepted == ["ok": 2])
    #expect(warnings == [CallWarning(.valueEmpty, subject: "a")])
  }

  @Test("R-T2: keys and values are not trimmed")
  func verbatim() {
    let (accepted, warnings) = PropertyRules(.client).accept([" a ": " b "])
    #expect(accepted == [" a ": " b "] && warnings.isEmpty)
  }

  @Test(
    "R-T2: a value of 1023 units is kept whole, a longer one is cut there",
    arguments: [CallSide.client, .server])
  func valueLimit(side: CallSide) {
    let longest = String(repeating: "v", count: 1023)
    let (accepted, warnings) = PropertyRules(side).accept([
      "whole": .string(longest), "cut": .string(longest + "v"),
    ])
    #expect(accepted == ["whole": .string(longest), "cut": .string(longest)])
    #expect(warnings == [CallWarning(.valueTruncated, subject: "cut")])
  }

  @Test("R-T2: a cut never splits a character", arguments: trickyCharacters)
  func wholeCharacters(character: Character) {
    for filling in 1015...1023 {
      let text = String(repeating: "v", count: filling) + String(repeating: character, count: 9)
      let kept = PropertyRules(.client).accept(["a": .string(text)]).0["a"]
      let fitting = min(9, (1023 - filling) / character.utf16.count)
      #expect(kept == .string(String(text.prefix(filling + fitting))))
    }
  }

  @Test("R-T2: of a value whose first character is longer than the limit nothing is left")
  func endlessCharacter() {
    let text = "a" + String(repeating: "\u{301}", count: 1100)
    let (accepted, warnings) = PropertyRules(.client).accept(["a": .string(text)])
    #expect(accepted.isEmpty)
    #expect(warnings == [CallWarning(.valueEmpty, subject: "a")])
  }

  @Test("R-T2: a cut text is the longest prefix of whole characters that fits", arguments: 0..<30)
  func longestPrefix(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    let text = randomText(characters: 60, using: &ids)
    for limit in 0...text.utf16.count + 1 {
      let kept = text.prefix(utf16: limit)
      #expect(text.utf8.starts(with: kept.utf8))
      #expect(kept.utf16.count <= limit)
      #expect(kept.count <= text.count && kept == String(text.prefix(kept.count)))
      if kept.count < text.count {
        #expect(String(text.prefix(kept.count + 1)).utf16.count > limit)
      }
    }
  }

  @Test("R-T3: strings, finite numbers and booleans keep their type")
  func types() {
    let (accepted, warnings) = PropertyRules(.client).accept([
      "text": "50", "number": 50, "fraction": 0.5, "yes": true, "no": false, "minus": -1e300,
    ])
    #expect(
      accepted == [
        "text": .string("50"), "number": .number(50), "fraction": .number(0.5),
        "yes": .boolean(true), "no": .boolean(false), "minus": .number(-1e300),
      ])
    #expect(warnings.isEmpty)
    #expect(PropertyValue.number(50) != .string("50"))
    #expect(PropertyValue.number(50).text == PropertyValue.string("50").text)
    #expect(PropertyValue.boolean(true).text == "true")
  }

  @Test(
    "R-T3: what has no place in a client call is left out with one warning",
    arguments: [
      (.null, .valueNull), (.number(.nan), .valueNotFinite), (.number(.infinity), .valueNotFinite),
      (.number(-.infinity), .valueNotFinite), (.array([]), .valueNested),
      (.array(["a"]), .valueNested), (.object([:]), .valueNested),
      (.object(["a": 1]), .valueNested),
    ] as [(InputValue, CallWarning.Code)])
  func leftOut(value: InputValue, code: CallWarning.Code) {
    let (accepted, warnings) = PropertyRules(.client).accept(["a": value, "ok": 1])
    #expect(accepted == ["ok": 1])
    #expect(warnings == [CallWarning(code, subject: "a")])
  }

  @Test("R-T2: a property with a wrong key and a wrong value gives one warning, not two")
  func oneWarningEach() {
    let long = String(repeating: "x", count: 2000)
    let (accepted, warnings) = PropertyRules(.client, forbiddenKey: "user_id").accept([
      "user_id": .null, "": .array([]), long: .string(long),
    ])
    #expect(accepted.isEmpty)
    #expect(warnings.map(\.code) == [.keyEmpty, .keyForbidden, .keyTooLong])
  }

  @Test("Warnings come in the order of their keys, and every one says what it is about")
  func messages() {
    let (_, warnings) = PropertyRules(.client).accept([
      "d": .null, "b": "", "c": .number(.nan), "a": .object([:]),
      "e": .string(String(repeating: "v", count: 1024)),
    ])
    #expect(warnings.map(\.subject) == ["a", "b", "c", "d", "e"])
    for warning in warnings { #expect(warning.description.contains("'\(warning.subject)'")) }
    #expect(warnings.last?.description.contains("1023") == true)
  }

  @Test(
    "R-I8, R-T3: a number's text is the shortest that reads back, whole numbers without fraction",
    arguments: [
      (50, "50"), (-3, "-3"), (0, "0"), (-0.0, "0"), (14.99, "14.99"), (0.1, "0.1"),
      (999_999_999_999_999, "999999999999999"), (1e15, "1000000000000000"),
      (9_007_199_254_740_992, "9007199254740992"), (-9_007_199_254_740_991, "-9007199254740991"),
    ] as [(Double, String)])
  func decimalText(number: Double, text: String) {
    #expect(number.decimalText == text)
    #expect(Double(text) == number)
  }

  @Test("R-T3: a number's text reads back as the number, whatever its size", arguments: 0..<10)
  func decimalTextReadsBack(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      let number = Double(bitPattern: ids.next())
      if number.isFinite { #expect(Double(number.decimalText) == number) }
    }
  }
}
