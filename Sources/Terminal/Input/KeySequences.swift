import Canvas

/// What the terminal's own terminfo entry says its keys send, for terminals that differ from the
/// usual sequences (the Linux console's `ESC [ [ A`, for one).
struct KeySequences {
  private var keys: [[UInt8]: Key] = [:]
  private var prefixes: Set<[UInt8]> = []

  enum Match: Equatable {
    case key(Key, length: Int)
    /// More bytes could make a key.
    case incomplete
    case none
  }

  /// - Parameter capability: a string capability of terminfo, or nil.
  init(capability: (String) -> [UInt8]?) {
    for (name, key) in Self.named {
      guard let sequence = capability(name), sequence.count > 1, sequence[0] == 0x1B else {
        continue
      }
      keys[sequence] = key
      for length in 1..<sequence.count { prefixes.insert(Array(sequence.prefix(length))) }
    }
  }

  /// The longest key that the bytes begin with.
  func match(_ bytes: ArraySlice<UInt8>) -> Match {
    var found = Match.none
    var length = 1
    while length <= bytes.count {
      let candidate = Array(bytes.prefix(length))
      if let key = keys[candidate] { found = .key(key, length: length) }
      guard prefixes.contains(candidate) else { return found }
      length += 1
    }
    if case .key = found { return found }
    return .incomplete
  }

  private static let named: [(String, Key)] =
    [
      ("kcuu1", Key(.up)), ("kcud1", Key(.down)), ("kcub1", Key(.left)), ("kcuf1", Key(.right)),
      ("khome", Key(.home)), ("kend", Key(.end)), ("kpp", Key(.pageUp)), ("knp", Key(.pageDown)),
      ("kich1", Key(.insert)), ("kdch1", Key(.delete)), ("kbs", Key(.backspace)),
      ("kent", Key(.enter)), ("kcbt", Key(.tab, shift: true)),
      ("kri", Key(.up, shift: true)), ("kind", Key(.down, shift: true)),
      ("kLFT", Key(.left, shift: true)), ("kRIT", Key(.right, shift: true)),
    ] + (1...12).map { ("kf\($0)", Key(.function($0))) }
}
