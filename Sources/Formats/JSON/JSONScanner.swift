/// What a value is.
enum JSONKind: UInt8 {
  case object, array, string, number, yes, no, null
}

/// A field of an object.
struct JSONField {
  /// The name, without quotes and escapes.
  var key: ByteRange
  var kind: JSONKind
  /// A string without quotes and escapes; anything else as it is written.
  var value: ByteRange
  /// Where the value begins in the text, with its quote.
  var at: Int
}

/// Reads JSON (RFC 8259) from bytes, checking all of it.
///
/// `base[end]` and fifteen more bytes must be readable and `base[end]` must be a line end or zero,
/// which nothing in JSON can run over: so loops need no test for the end. Strings come as ranges of
/// the bytes; those with escapes are written to `scratch`, where as much room must be as the text
/// takes.
struct JSONScanner {
  let base: UnsafeMutablePointer<UInt8>
  var position: Int
  var end: Int
  var scratch: Int
  /// Whether a line end ends the text, wherever it comes before `end`.
  var isLine = false

  static let deepest = 64

  init(base: UnsafeMutablePointer<UInt8>, start: Int, end: Int, scratch: Int) {
    self.base = base
    position = start
    self.end = end
    self.scratch = scratch
  }

  @inline(__always)
  func byte(_ at: Int) -> UInt8 { base[at] }

  func bytes(_ start: Int, _ end: Int) -> UnsafeBufferPointer<UInt8> {
    UnsafeBufferPointer(start: UnsafePointer(base + start), count: end - start)
  }

  @inline(__always)
  mutating func skipSpace() {
    if base[position] > 0x20 { return }
    skipSpaces()
  }

  private mutating func skipSpaces() {
    while position < end {
      let byte = base[position]
      guard byte == 0x20 || byte == 0x0D || byte == 0x09 || (byte == 0x0A && !isLine) else {
        return
      }
      position &+= 1
    }
  }

  /// Takes `byte` if it comes next.
  @inline(__always)
  mutating func take(_ byte: UInt8) -> Bool {
    if base[position] != byte || position >= end { return false }
    position &+= 1
    return true
  }

  func problem(_ reason: JSONProblem.Reason) -> JSONProblem {
    JSONProblem(reason: reason, at: position)
  }

  /// Makes sure that nothing but white space is left.
  @inline(__always)
  mutating func finish() throws(JSONProblem) {
    skipSpace()
    if position < end { throw problem(.trailing) }
  }

  // MARK: Objects

  /// Takes a field's name and the colon after it.
  @inline(__always)
  mutating func key() throws(JSONProblem) -> ByteRange {
    if base[position] != 0x22 { throw problem(.fieldName) }
    let key = try string()
    skipSpace()
    if !take(0x3A) { throw problem(.colon) }
    skipSpace()
    return key
  }

  /// After a field: whether another one follows; takes the comma or the brace.
  @inline(__always)
  mutating func hasNextField() throws(JSONProblem) -> Bool {
    skipSpace()
    if take(0x2C) {
      skipSpace()
      return true
    }
    if take(0x7D) { return false }
    throw problem(.commaOrBrace)
  }

  /// Takes an object, checking all of it; its fields are added in order, repeated ones too.
  mutating func fields(into fields: inout [JSONField], depth: Int = 1) throws(JSONProblem) {
    guard take(0x7B) else { throw problem(.value) }
    skipSpace()
    if take(0x7D) { return }
    repeat {
      let key = try key()
      let at = position
      let (kind, value) = try value(depth: depth)
      fields.append(JSONField(key: key, kind: kind, value: value, at: at))
    } while try hasNextField()
  }

  /// Takes any value.
  mutating func value(depth: Int) throws(JSONProblem) -> (JSONKind, ByteRange) {
    let start = position
    switch base[position] {
    case 0x22: return (.string, try string())
    case 0x7B, 0x5B:
      // What is inside will be read again, if at all: its strings needn't be kept.
      let mark = scratch
      let isObject = base[position] == 0x7B
      if isObject { try skipObject(depth: depth + 1) } else { try skipArray(depth: depth + 1) }
      scratch = mark
      return (isObject ? .object : .array, ByteRange(start: start, end: position))
    case 0x2D, 0x30...0x39:
      _ = try number()
      return (.number, ByteRange(start: start, end: position))
    default: return (try literal(), ByteRange(start: start, end: position))
    }
  }

  /// Takes `true`, `false` or `null`.
  @inline(__always)
  mutating func literal() throws(JSONProblem) -> JSONKind {
    let next = word(base + position)
    let four = UInt32(truncatingIfNeeded: next)
    if four == 0x6575_7274 {
      position &+= 4
      return .yes
    }
    if four == 0x6C6C_756E {
      position &+= 4
      return .null
    }
    if next & 0xFF_FFFF_FFFF == 0x65_736C_6166 {
      position &+= 5
      return .no
    }
    let first = base[position]
    throw problem(first == 0x74 || first == 0x66 || first == 0x6E ? .literal : .value)
  }

  private mutating func skipObject(depth: Int) throws(JSONProblem) {
    if depth > Self.deepest { throw problem(.depth) }
    position &+= 1
    skipSpace()
    if take(0x7D) { return }
    repeat {
      _ = try key()
      _ = try value(depth: depth)
    } while try hasNextField()
  }

  private mutating func skipArray(depth: Int) throws(JSONProblem) {
    if depth > Self.deepest { throw problem(.depth) }
    position &+= 1
    skipSpace()
    if take(0x5D) { return }
    repeat { _ = try value(depth: depth) } while try hasNextItem()
  }

  /// After an item of an array: whether another one follows; takes the comma or the bracket.
  mutating func hasNextItem() throws(JSONProblem) -> Bool {
    skipSpace()
    if take(0x2C) {
      skipSpace()
      return true
    }
    if take(0x5D) { return false }
    throw problem(.commaOrBracket)
  }
}
