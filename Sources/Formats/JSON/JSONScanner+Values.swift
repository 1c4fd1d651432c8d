import CBytes
import Domain

extension JSONScanner {
  /// Takes a number: the nearest double, infinite where it is too large for one.
  @inline(__always)
  mutating func number() throws(JSONProblem) -> Double {
    let start = position
    let isNegative = base[start] == 0x2D
    let first = start &+ (isNegative ? 1 : 0)
    let whole = Digits.all(base + first)
    if whole.count == 0 || (whole.count > 1 && base[first] == 0x30) { throw problem(.number) }
    var at = first &+ whole.count
    var (digits, count) = (whole.value, whole.count)
    var scale: Int64 = 1
    if base[at] == 0x2E {
      let fraction = Digits.all(base + at + 1)
      if fraction.count == 0 { throw problem(.number) }
      at &+= 1 &+ fraction.count
      count &+= fraction.count
      scale = cb_power_of_ten(min(fraction.count, 15))
      digits = digits &* scale &+ fraction.value
    }
    if base[at] | 0x20 == 0x65 || count > 15 { return try longNumber(from: start, at: at) }
    position = at
    // Up to fifteen digits, they and the power of ten are exact, so that the quotient is rounded once:
    // the nearest double.
    let value = Double(digits) / Double(scale)
    return isNegative ? -value : value
  }

  /// A number with an exponent, or with more digits than a double holds for sure.
  @inline(never)
  private mutating func longNumber(from start: Int, at: Int) throws(JSONProblem) -> Double {
    var at = at
    if base[at] | 0x20 == 0x65 {
      at += 1
      if base[at] == 0x2B || base[at] == 0x2D { at += 1 }
      let digits = at
      while base[at] &- 0x30 <= 9 { at += 1 }
      if at == digits { throw problem(.number) }
    }
    position = at
    let text = String(
      decoding: UnsafeBufferPointer(start: base + start, count: at - start), as: UTF8.self)
    return Double(text) ?? .infinity
  }

  /// The number that all of a text spells, which doesn't go on past it: what stands there is no part of
  /// a number.
  @inline(__always)
  static func number(_ base: UnsafeMutablePointer<UInt8>, _ text: ByteRange) -> Double? {
    if text.count &- 1 < 8,
      let number = Digits.decimal(base + text.lower, count: Int(text.count))
    {
      return number
    }
    return anyNumber(base, text)
  }

  private static func anyNumber(
    _ base: UnsafeMutablePointer<UInt8>, _ text: ByteRange
  ) -> Double? {
    var scanner = JSONScanner(base: base, start: text.lower, end: text.upper, scratch: 0)
    guard let number = try? scanner.number(), scanner.position == text.upper, number.isFinite else {
      return nil
    }
    return number
  }

  /// Which of both the whole text is: `true` or `false`.
  @inline(__always)
  static func boolean(_ base: UnsafeMutablePointer<UInt8>, _ text: ByteRange) -> Bool? {
    guard text.count == 4 || text.count == 5 else { return nil }
    let start = word(base + text.lower)
    if text.count == 4 { return UInt32(truncatingIfNeeded: start) == 0x6575_7274 ? true : nil }
    return start & 0xFF_FFFF_FFFF == 0x65_736C_6166 ? false : nil
  }

  /// Whether the whole text is `null`.
  @inline(__always)
  static func isNull(_ base: UnsafeMutablePointer<UInt8>, _ text: ByteRange) -> Bool {
    text.count == 4 && UInt32(truncatingIfNeeded: word(base + text.lower)) == 0x6C6C_756E
  }

  /// Takes any value, as a value of its own. Of a field given twice the last counts.
  mutating func inputValue(depth: Int = 1) throws(JSONProblem) -> InputValue {
    let mark = scratch
    defer { scratch = mark }
    switch base[position] {
    case 0x22: return .string(text(try string()))
    case 0x2D, 0x30...0x39: return .number(try number())
    case 0x7B: return .object(try inputObject(depth: depth))
    case 0x5B:
      if depth > Self.deepest { throw problem(.depth) }
      var items: [InputValue] = []
      position += 1
      skipSpace()
      if take(0x5D) { return .array(items) }
      repeat { items.append(try inputValue(depth: depth + 1)) } while try hasNextItem()
      return .array(items)
    default:
      return switch try literal() {
      case .yes: .boolean(true)
      case .no: .boolean(false)
      default: .null
      }
    }
  }

  /// Takes an object, as a value of its own.
  mutating func inputObject(depth: Int = 1) throws(JSONProblem) -> [String: InputValue] {
    if depth > Self.deepest || base[position] != 0x7B {
      throw problem(depth > Self.deepest ? .depth : .value)
    }
    var fields: [String: InputValue] = [:]
    position += 1
    skipSpace()
    if take(0x7D) { return fields }
    let mark = scratch
    repeat {
      let key = text(try key())
      scratch = mark
      fields[key] = try inputValue(depth: depth + 1)
    } while try hasNextField()
    return fields
  }

  /// The text of a range that was scanned, and so is UTF-8.
  func text(_ range: ByteRange) -> String {
    String(
      decoding: UnsafeBufferPointer(start: base + range.lower, count: Int(range.count)),
      as: UTF8.self)
  }
}
