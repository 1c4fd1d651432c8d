import Domain

/// When a step happens: a moment, or a pause after the step before it, such as `+5m` or `+1h30m`.
package enum StepTime {
  /// Milliseconds of a pause; nil where the text is not one.
  static func pause(_ text: String) -> Int64? {
    guard text.first == "+", text.count > 1 else { return nil }
    var total: Int64 = 0
    var digits = ""
    for character in text.dropFirst() {
      if character.isASCII, character.isNumber {
        digits.append(character)
        continue
      }
      // Nine digits of days stay far inside 64 bits.
      guard let unit = units[character], digits.count <= 9, let number = Int64(digits) else {
        return nil
      }
      total += number * unit
      digits = ""
    }
    return digits.isEmpty ? total : nil
  }

  private static let units: [Character: Int64] = [
    "d": 86_400_000, "h": 3_600_000, "m": 60000, "s": 1000,
  ]

  /// A pause of whole seconds as it is written, `+1h30m`; nil where it has none or is too long.
  package static func text(pause milliseconds: Int64) -> String? {
    guard milliseconds >= 0, milliseconds % 1000 == 0, milliseconds < 1_000_000 * 86_400_000 else {
      return nil
    }
    var text = ""
    var rest = milliseconds
    for (unit, size) in [("d", Int64(86_400_000)), ("h", 3_600_000), ("m", 60000), ("s", 1000)]
    where rest >= size {
      text += "\(rest / size)\(unit)"
      rest %= size
    }
    return "+" + (text.isEmpty ? "0s" : text)
  }

  /// A moment as a file writes it: the pause since the call before it where that is possible.
  static func text(_ time: Timestamp, after last: Timestamp?) -> String {
    let pause = last.flatMap { text(pause: time.milliseconds(since: $0)) }
    return pause
      ?? (time.milliseconds % 1000 == 0
        ? time.description.replacing(".000Z", with: "Z") : time.description)
  }

  static func read(_ value: YAMLValue, after last: Timestamp?) throws(ScenarioError) -> Timestamp {
    let text = try value.text("a time")
    if let moment = Timestamp(iso8601: text) { return moment }
    guard let pause = pause(text) else {
      throw value.problem(
        "'\(text.prefix(60).shown)' is not a time; expected 2026-01-05T10:00:00Z, or +5m, +1h30m, "
          + "+2d after the step before")
    }
    guard let last else {
      throw value.problem("the first call needs a full time, such as 2026-01-05T10:00:00Z")
    }
    let moment = Timestamp(milliseconds: last.milliseconds + pause)
    guard moment <= .latest else { throw value.problem("the time is past the year 9999") }
    return moment
  }
}
