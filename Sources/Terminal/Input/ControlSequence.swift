import Canvas

/// The sequences that terminals of the xterm family send: `ESC [ parameters final` and `ESC O final`.
enum ControlSequence {
  /// Parses a sequence that begins with `ESC [`.
  static func parse(_ bytes: ArraySlice<UInt8>) -> InputStep {
    let body = bytes.dropFirst(2)
    guard let end = body.firstIndex(where: { !(0x20...0x3F).contains($0) }) else {
      return body.count > longest ? InputStep(.nothing, length: bytes.count) : .incomplete
    }
    let final = body[end]
    let parameters = body[..<end]
    let length = end + 1 - bytes.startIndex
    // A control character or a letter beyond ASCII ends a broken sequence and is read by itself.
    guard (0x40...0x7E).contains(final) else { return InputStep(.nothing, length: length - 1) }

    if final == UInt8(ascii: "M"), parameters.isEmpty {
      let report = body.dropFirst().prefix(3)
      guard report.count == 3 else { return .incomplete }
      return InputStep(.mouse(MouseReport(classic: Array(report))), length: length + 3)
    }
    if parameters.first == UInt8(ascii: "<") {
      let pressed = final == UInt8(ascii: "M")
      guard pressed || final == UInt8(ascii: "m"),
        let report = MouseReport(numbers: numbers(parameters.dropFirst()), pressed: pressed)
      else { return InputStep(.nothing, length: length) }
      return InputStep(.mouse(report), length: length)
    }
    let values = numbers(parameters)
    if final == UInt8(ascii: "~") {
      if values.first == 200 { return InputStep(.pasteBegins, length: length) }
      guard let code = values.first.flatMap({ numbered[$0] }) else {
        return InputStep(.nothing, length: length)
      }
      return InputStep(.key(key(code, modifier: values.dropFirst().first)), length: length)
    }
    if final == UInt8(ascii: "Z") { return InputStep(.key(Key(.tab, shift: true)), length: length) }
    guard let code = lettered[final], parameters.allSatisfy({ $0 < 0x3C }) else {
      return InputStep(.nothing, length: length)
    }
    return InputStep(.key(key(code, modifier: values.dropFirst().first)), length: length)
  }

  /// Parses a sequence that begins with `ESC O`: keys in application mode and the number pad.
  static func parseSingleShift(_ bytes: ArraySlice<UInt8>) -> InputStep {
    guard let final = bytes.dropFirst(2).first else { return .incomplete }
    if let code = lettered[final] { return InputStep(.key(Key(code)), length: 3) }
    if final == UInt8(ascii: "M") { return InputStep(.key(Key(.enter)), length: 3) }
    if (UInt8(ascii: "j")...UInt8(ascii: "y")).contains(final) {
      // The number pad sends its own character plus 0x40.
      let character = Character(Unicode.Scalar(final - 0x40))
      return InputStep(.key(Key(.character(character))), length: 3)
    }
    return InputStep(.key(Key(.character("O"), alt: true)), length: 2)
  }

  /// Far longer than any real one.
  private static let longest = 64

  private static func numbers(_ parameters: ArraySlice<UInt8>) -> [Int] {
    parameters.split(separator: UInt8(ascii: ";"), omittingEmptySubsequences: false).map {
      Int(String(decoding: $0, as: UTF8.self)) ?? 0
    }
  }

  /// The modifier is 1 plus the bits 1 Shift, 2 Alt, 4 Control, 8 Meta.
  private static func key(_ code: Key.Code, modifier: Int?) -> Key {
    let bits = max(0, (modifier ?? 1) - 1)
    return Key(code, control: bits & 4 != 0, alt: bits & 10 != 0, shift: bits & 1 != 0)
  }

  private static let lettered: [UInt8: Key.Code] = [
    UInt8(ascii: "A"): .up, UInt8(ascii: "B"): .down, UInt8(ascii: "C"): .right,
    UInt8(ascii: "D"): .left, UInt8(ascii: "H"): .home, UInt8(ascii: "F"): .end,
    UInt8(ascii: "P"): .function(1), UInt8(ascii: "Q"): .function(2),
    UInt8(ascii: "R"): .function(3), UInt8(ascii: "S"): .function(4),
  ]

  private static let numbered: [Int: Key.Code] = [
    1: .home, 2: .insert, 3: .delete, 4: .end, 5: .pageUp, 6: .pageDown, 7: .home, 8: .end,
    11: .function(1), 12: .function(2), 13: .function(3), 14: .function(4), 15: .function(5),
    17: .function(6), 18: .function(7), 19: .function(8), 20: .function(9), 21: .function(10),
    23: .function(11), 24: .function(12),
  ]
}
