import Canvas

/// Turns what a terminal sends into input events: pure, so every sequence can be tested.
///
/// Curses' own decoder is not used: it waits inside the read for the rest of a sequence, loses a
/// character that arrives in two pieces, knows no pasted text, and numbers modified keys differently
/// on each terminal. Bytes that belong to no known sequence are swallowed whole, so that a stray
/// answer of the terminal is never taken for typed commands.
struct InputDecoder {
  private let sequences: KeySequences
  private var pending: ArraySlice<UInt8> = []
  /// The bytes of a paste that has begun and not ended.
  private var pasted: [UInt8]?
  private var clicks = ClickCounter()

  init(sequences: KeySequences) {
    self.sequences = sequences
  }

  /// True while the bytes so far may be the beginning of something longer.
  ///
  /// When nothing follows soon, `flush` tells what they were: most often the Escape key.
  var isWaiting: Bool { pasted == nil && !pending.isEmpty }

  /// The events that the bytes complete; when they were read tells double presses of the mouse.
  mutating func decode(
    _ bytes: some Sequence<UInt8>, at now: ContinuousClock.Instant
  ) -> [InputEvent] {
    pending.append(contentsOf: bytes)
    var events: [InputEvent] = []
    while !pending.isEmpty {
      if pasted != nil {
        guard let text = takePaste() else { break }
        events.append(.paste(text))
        continue
      }
      let step = parse(pending)
      guard step.length > 0 else { break }
      pending.removeFirst(step.length)
      switch step.found {
      case .key(let key): events.append(.key(key))
      case .mouse(let report): if let event = clicks.event(report, at: now) { events.append(event) }
      case .pasteBegins: pasted = []
      case .nothing: break
      }
    }
    pending = ArraySlice(Array(pending))
    return events
  }

  /// Ends the wait for the rest of a sequence.
  mutating func flush() -> [InputEvent] {
    guard isWaiting else { return [] }
    defer { pending = [] }
    switch Array(pending) {
    case [escape]: return [.key(Key(.escape))]
    case [escape, escape]: return [.key(Key(.escape)), .key(Key(.escape))]
    case [escape, UInt8(ascii: "[")]: return [.key(Key(.character("["), alt: true))]
    case [escape, UInt8(ascii: "O")]: return [.key(Key(.character("O"), alt: true))]
    case let bytes where bytes[0] != escape: return [.key(Key(.character("\u{FFFD}")))]
    default: return []
    }
  }

  // MARK: Pasted text

  private static let pasteEnd = Array("\u{1B}[201~".utf8)

  /// The whole paste if its end has come; else keeps what there is.
  private mutating func takePaste() -> String? {
    let end = Self.pasteEnd
    var start = pending.startIndex
    while let found = pending[start...].firstIndex(of: escape) {
      let rest = pending[found...]
      if rest.starts(with: end) {
        let bytes = (pasted ?? []) + pending[..<found]
        pending = rest.dropFirst(end.count)
        pasted = nil
        return Self.text(bytes)
      }
      if end.starts(with: rest) {
        pasted?.append(contentsOf: pending[..<found])
        pending = rest
        return nil
      }
      start = found + 1
    }
    pasted?.append(contentsOf: pending)
    pending = []
    return nil
  }

  /// Terminals send the lines of a paste with carriage returns.
  private static func text(_ bytes: [UInt8]) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var previous: UInt8 = 0
    for byte in bytes {
      if byte == 0x0D {
        result.append(0x0A)
      } else if byte != 0x0A || previous != 0x0D {
        result.append(byte)
      }
      previous = byte
    }
    return String(decoding: result, as: UTF8.self)
  }

  // MARK: Keys

  private func parse(_ bytes: ArraySlice<UInt8>) -> InputStep {
    guard let first = bytes.first else { return .incomplete }
    return first == escape ? parseEscape(bytes) : parseTyped(bytes)
  }

  private func parseEscape(_ bytes: ArraySlice<UInt8>) -> InputStep {
    switch sequences.match(bytes) {
    case .key(let key, let length): return InputStep(.key(key), length: length)
    case .incomplete: return .incomplete
    case .none: break
    }
    let rest = bytes.dropFirst()
    guard let second = rest.first else { return .incomplete }
    switch second {
    case UInt8(ascii: "["): return ControlSequence.parse(bytes)
    case UInt8(ascii: "O"): return ControlSequence.parseSingleShift(bytes)
    case escape:
      // Escape twice is two keys, unless the second begins a key's sequence: then it is Alt.
      guard let third = rest.dropFirst().first else { return .incomplete }
      guard third == UInt8(ascii: "[") || third == UInt8(ascii: "O") else {
        return InputStep(.key(Key(.escape)), length: 1)
      }
      return parseEscape(rest).withAlt()
    default: return parseTyped(rest).withAlt()
    }
  }

  private func parseTyped(_ bytes: ArraySlice<UInt8>) -> InputStep {
    guard let byte = bytes.first else { return .incomplete }
    switch byte {
    case 0x0D, 0x0A: return InputStep(.key(Key(.enter)), length: 1)
    case 0x09: return InputStep(.key(Key(.tab)), length: 1)
    case 0x7F, 0x08: return InputStep(.key(Key(.backspace)), length: 1)
    case 1...26: return Self.control(byte | 0x60)
    case 0, 28...31: return Self.control(byte | 0x40)
    case 0x20...0x7E:
      return InputStep(.key(Key(.character(Character(Unicode.Scalar(byte))))), length: 1)
    default: return Self.parseScalar(bytes)
    }
  }

  private static func control(_ letter: UInt8) -> InputStep {
    InputStep(.key(Key(.character(Character(Unicode.Scalar(letter))), control: true)), length: 1)
  }

  /// One scalar of UTF-8; bytes that are none become U+FFFD, so that the user sees that something
  /// arrived.
  private static func parseScalar(_ bytes: ArraySlice<UInt8>) -> InputStep {
    let wanted =
      switch bytes.first ?? 0 {
      case 0xC2...0xDF: 2
      case 0xE0...0xEF: 3
      case 0xF0...0xF4: 4
      default: 1
      }
    let tail = bytes.dropFirst().prefix(wanted - 1).prefix { $0 & 0xC0 == 0x80 }
    if tail.count + 1 < wanted, tail.count + 1 == bytes.count { return .incomplete }
    let text = String(decoding: bytes.prefix(tail.count + 1), as: UTF8.self)
    let character = text.unicodeScalars.count == 1 ? Character(text) : "\u{FFFD}"
    return InputStep(.key(Key(.character(character))), length: tail.count + 1)
  }
}

let escape: UInt8 = 0x1B

/// What the first bytes of the input are, and how many of them; none when more must come.
struct InputStep {
  enum Found {
    case key(Key), mouse(MouseReport), pasteBegins, nothing
  }

  var found: Found
  var length: Int

  init(_ found: Found, length: Int) {
    self.found = found
    self.length = length
  }

  static let incomplete = InputStep(.nothing, length: 0)

  /// The same key, with the Escape byte before it that stands for Alt.
  func withAlt() -> InputStep {
    guard length > 0 else { return .incomplete }
    guard case .key(var key) = found else { return InputStep(found, length: length + 1) }
    key.alt = true
    return InputStep(.key(key), length: length + 1)
  }
}
