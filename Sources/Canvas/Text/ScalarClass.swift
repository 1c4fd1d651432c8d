/// What a Unicode scalar does in a terminal cell.
///
/// The raw values are those of `scalarRuns`.
enum ScalarClass: UInt8 {
  /// Draws nothing, acts on the terminal or on the reading order, or is unknown: shown as an escape.
  case hidden
  /// Is drawn on the scalar before it and takes no column.
  case mark
  case narrow
  case wide
  /// Chooses a variant of the scalar before it, which a cell cannot hold: dropped.
  case selector

  init(_ scalar: Unicode.Scalar) {
    if (0x20..<0x7f).contains(scalar.value) {
      self = .narrow
      return
    }
    var low = 0
    var high = scalarRuns.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if scalarRuns[middle] >> 3 <= scalar.value { low = middle } else { high = middle }
    }
    self = ScalarClass(rawValue: UInt8(scalarRuns[low] & 7)) ?? .hidden
  }
}

extension Unicode.Scalar {
  static let joiner: Unicode.Scalar = "\u{200D}"

  var isSkinTone: Bool { (0x1F3FB...0x1F3FF).contains(value) }

  var isEmojiTag: Bool { (0xE0020...0xE007F).contains(value) }

  /// The letter of a regional indicator; two of them ask for a flag, which no cell can hold.
  var flagLetter: Unicode.Scalar? {
    guard (0x1F1E6...0x1F1FF).contains(value) else { return nil }
    return Unicode.Scalar(value - 0x1F1E6 + 0x41)
  }

  /// Printable text that stands for a scalar that must not reach the terminal.
  var visibleEscape: String {
    if value < 0x20, let picture = Unicode.Scalar(0x2400 + value) { return String(picture) }
    if value == 0x7f { return "\u{2421}" }
    return "\\u{\(String(value, radix: 16, uppercase: true))}"
  }
}
