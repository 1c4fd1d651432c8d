import CBytes

extension JSONScanner {
  /// Takes a string; the position is at its quote.
  @inline(__always)
  mutating func string() throws(JSONProblem) -> ByteRange {
    let start = position &+ 1
    var at = start
    while true {
      let special = cb_json_special16(base + at)
      if special == 0 {
        at &+= 16
        continue
      }
      at &+= special.trailingZeroBitCount
      if base[at] == 0x22 {
        position = at &+ 1
        return ByteRange(start: start, end: at)
      }
      return try unusualString(from: start, at: at)
    }
  }

  /// A string with something special at `at`.
  @inline(never)
  private mutating func unusualString(
    from start: Int, at first: Int
  ) throws(JSONProblem) -> ByteRange {
    var at = first
    while true {
      let byte = base[at]
      if byte == 0x22 {
        position = at + 1
        return ByteRange(start: start, end: at)
      }
      if byte >= 0x80 {
        guard let length = UTF8Check.length(of: base + at, before: base + end) else {
          throw JSONProblem(reason: .utf8, at: at)
        }
        at += length
      } else if byte == 0x5C {
        return try escapedString(from: start, at: at)
      } else if byte < 0x20 {
        throw JSONProblem(reason: at >= end ? .unterminatedString : .controlCharacter, at: at)
      } else {
        at += 1
      }
    }
  }

  /// A string whose first backslash is at `at`: it is written to `scratch` without escapes.
  private mutating func escapedString(
    from start: Int, at first: Int
  ) throws(JSONProblem) -> ByteRange {
    let written = scratch
    var out = scratch
    (base + out).update(from: base + start, count: first - start)
    out += first - start
    var at = first
    while true {
      let byte = base[at]
      if byte == 0x22 {
        position = at + 1
        scratch = out
        return ByteRange(start: written, end: out)
      }
      if byte == 0x5C {
        (at, out) = try escape(at, to: out)
      } else if byte < 0x20 {
        throw JSONProblem(reason: at >= end ? .unterminatedString : .controlCharacter, at: at)
      } else {
        var length = 1
        if byte >= 0x80 {
          guard let found = UTF8Check.length(of: base + at, before: base + end) else {
            throw JSONProblem(reason: .utf8, at: at)
          }
          length = found
        }
        for offset in 0..<length { base[out + offset] = base[at + offset] }
        at += length
        out += length
      }
    }
  }

  /// Writes what the escape at `at` stands for; gives the places after it and after what it wrote.
  private func escape(_ at: Int, to out: Int) throws(JSONProblem) -> (at: Int, out: Int) {
    let plain: UInt8
    switch base[at + 1] {
    case 0x22, 0x5C, 0x2F: plain = base[at + 1]
    case 0x62: plain = 0x08
    case 0x66: plain = 0x0C
    case 0x6E: plain = 0x0A
    case 0x72: plain = 0x0D
    case 0x74: plain = 0x09
    case 0x75: return try unicodeEscape(at, to: out)
    default:
      throw JSONProblem(reason: at + 1 >= end ? .unterminatedString : .escape, at: at)
    }
    base[out] = plain
    return (at + 2, out + 1)
  }

  private func unicodeEscape(_ at: Int, to out: Int) throws(JSONProblem) -> (at: Int, out: Int) {
    guard var code = hexadecimal(at + 2) else {
      throw JSONProblem(reason: .unicodeEscape, at: at)
    }
    var next = at + 6
    if code & 0xFC00 == 0xD800 {
      guard base[next] == 0x5C, base[next + 1] == 0x75, let low = hexadecimal(next + 2),
        low & 0xFC00 == 0xDC00
      else { throw JSONProblem(reason: .surrogate, at: at) }
      code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
      next += 6
    }
    guard let scalar = Unicode.Scalar(code) else {
      throw JSONProblem(reason: .surrogate, at: at)
    }
    var written = out
    for byte in String(Character(scalar)).utf8 {
      base[written] = byte
      written += 1
    }
    return (next, written)
  }

  /// Four hexadecimal digits; the line's end is none, so no digit is looked for past it.
  private func hexadecimal(_ at: Int) -> UInt32? {
    var value: UInt32 = 0
    for offset in 0..<4 {
      let byte = base[at + offset]
      let digit: UInt8
      switch byte {
      case 0x30...0x39: digit = byte - 0x30
      case 0x41...0x46: digit = byte - 0x37
      case 0x61...0x66: digit = byte - 0x57
      default: return nil
      }
      value = value << 4 | UInt32(digit)
    }
    return value
  }
}
