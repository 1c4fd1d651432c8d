import Domain
import Foundation
import Testing

@testable import Formats

/// What is read of many characters at once is what reading them one by one gives.
@Suite("Digits and clocks at once")
struct DigitsTests {
  /// Texts of digits, mostly; now and then another character is among them.
  private static func text(
    _ length: Int, _ others: String, _ random: inout SeededGenerator
  ) -> String {
    var characters = (0..<length).map { _ in "0123456789".randomElement(using: &random) ?? "0" }
    for _ in 0..<Int.random(in: 0...2, using: &random) where Bool.random(using: &random) {
      characters[Int.random(in: 0..<length, using: &random)] =
        others.randomElement(using: &random) ?? "."
    }
    return String(characters)
  }

  /// Calls with a text and what else may stand after it.
  private static func withBytes<Result>(
    _ text: String, _ after: String, _ body: (UnsafePointer<UInt8>, Int) -> Result
  ) -> Result {
    let bytes = Array(text.utf8) + Array(after.utf8) + [UInt8](repeating: 0x39, count: 32)
    return body(bytes, text.utf8.count)
  }

  @Test("up to sixteen digits are a number", arguments: 1...16)
  func upToSixteen(length: Int) {
    var random = SeededGenerator(seed: UInt64(length))
    for _ in 0..<500 {
      let text = Self.text(length, "./:a\u{0}\u{7F}é", &random)
      let count = min(text.utf8.count, 16)
      let known = String(decoding: text.utf8.prefix(count), as: UTF8.self)
      let found = Self.withBytes(text, "", { at, _ in Digits.upToSixteen(at, count: count) })
      #expect(found.areDigits == known.utf8.allSatisfy { 0x30...0x39 ~= $0 }, "\(text)")
      if found.areDigits { #expect(found.value == UInt64(known), "\(text)") }
    }
  }

  @Test("up to eight characters are the decimal number that JSON takes them for", arguments: 1...8)
  func decimals(length: Int) throws {
    var random = SeededGenerator(seed: UInt64(length) &+ 50)
    for _ in 0..<2000 {
      let text = Self.text(length, "...-eE ,", &random)
      let found = Self.withBytes(text, ",") { Digits.decimal($0, count: $1) }
      let isDecimal = text.wholeMatch(of: /(0|[1-9][0-9]*)(\.[0-9]+)?/) != nil
      #expect(found == (isDecimal ? Double(text) : nil), "\(text)")
    }
  }

  @Test("a time in the usual form is the one that is read with care", arguments: 0..<4)
  func times(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 80)
    var reader = TimeReader(zone: { _ in 0 })
    _ = Self.withBytes("2026-01-05T00:00:00Z", "") { reader.milliseconds($0, count: $1) }
    func two(_ limit: Int, _ random: inout SeededGenerator) -> String {
      String(format: "%02d", Int.random(in: 0..<limit, using: &random))
    }
    var usual = 0
    for _ in 0..<3000 {
      var text =
        "2026-01-05T\(two(26, &random)):\(two(62, &random)):\(two(62, &random))"
        + (Bool.random(using: &random) ? "Z" : "." + two(100, &random) + "7Z")
      if Int.random(in: 0..<4, using: &random) == 0 {
        var bytes = Array(text.utf8)
        bytes[Int.random(in: 0..<bytes.count, using: &random)] =
          [0x2F, 0x3A, 0x30, 0x2E, 0x5A, 0x54, 0xBA, 0xFF, 0x7F].randomElement(using: &random) ?? 0
        text = String(decoding: bytes, as: UTF8.self)
      }
      guard [20, 24].contains(text.utf8.count) else { continue }
      let careful = Array(text.utf8).withUnsafeBufferPointer { bytes in
        WrittenTime(iso8601: bytes).flatMap { $0.timestamp { _ in 0 } }
      }
      let fast = Self.withBytes(text, "\"") { reader.usual($0, count: $1) }
      if let fast {
        usual += 1
        #expect(fast == careful?.milliseconds, "\(text)")
      } else if let careful {
        // Another form or day, or a leap second.
        let isUsual = text.hasPrefix("2026-01-05T") && text.hasSuffix("Z")
        #expect(!isUsual || text.contains(":60"), "\(text) \(careful)")
      }
    }
    #expect(usual > 1000)
  }

  @Test("texts are the same where all their bytes are, however long they are")
  func sameTexts() {
    var random = SeededGenerator(seed: 8)
    for count in 0...70 {
      let text = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      let room = [UInt8](repeating: 7, count: 16)
      #expect(ShortText.isSame(text + room, text + room.map { _ in 9 }, count: count))
      for place in 0..<count {
        var other = text
        other[place] ^= 1 << UInt8.random(in: 0...7, using: &random)
        #expect(!ShortText.isSame(text + room, other + room, count: count))
      }
    }
  }
}
