import Canvas

/// Keys pressed one after another, `g g`; nearly always one key.
package struct KeySequence: Hashable, Sendable {
  package var keys: [Key]

  package init(_ keys: [Key]) {
    self.keys = keys
  }

  /// Reads a sequence as people write it: keys with spaces between them, such as `g g`, `ctrl-d` or
  /// `^d`, `pgdn`, `shift-tab`.
  ///
  /// - Throws: `KeyProblem` naming the word that is no key.
  package init(parsing text: String) throws(KeyProblem) {
    var keys: [Key] = []
    for word in text.split(separator: " ") {
      guard let key = Key(word: String(word)) else { throw KeyProblem(word: String(word)) }
      keys.append(key)
    }
    guard !keys.isEmpty else { throw KeyProblem(word: text) }
    self.keys = keys
  }

  /// How the sequence is shown: `g g`, `^d`, `PgDn`.
  package var title: String { keys.map(\.title).joined(separator: " ") }

  /// Whether pressing it would type text where text is typed.
  var typesText: Bool { keys.first?.typed != nil }

  func starts(with other: [Key]) -> Bool {
    keys.count > other.count && keys.starts(with: other)
  }
}

/// A word that names no key.
package struct KeyProblem: Error, Equatable, CustomStringConvertible {
  package let word: String

  package var description: String {
    "'\(word)' is not a key: expected a character, enter, esc, tab, space, backspace, delete, "
      + "insert, up, down, left, right, home, end, pgup, pgdn or f1 to f12, "
      + "with ctrl- (or ^), alt- or shift- before it"
  }
}

extension Key {
  /// The character that the key types where text is typed.
  var typed: Character? {
    guard case .character(let character) = code, !control, !alt else { return nil }
    return character
  }

  fileprivate init?(word: String) {
    var rest = word[...]
    var control = false
    var alt = false
    var shift = false
    while rest.count > 1 {
      if rest.first == "^" {
        control = true
        rest = rest.dropFirst()
      } else if let dash = rest.dropFirst().firstIndex(of: "-"),
        dash < rest.index(before: rest.endIndex)
      {
        switch rest[..<dash].lowercased() {
        case "ctrl", "c": control = true
        case "alt", "m", "a": alt = true
        case "shift", "s": shift = true
        default: return nil
        }
        rest = rest[rest.index(after: dash)...]
      } else {
        break
      }
    }
    guard let code = Code(name: rest) else { return nil }
    switch code {
    case .character(let character) where control:
      self.init(.character(Character(character.lowercased())), control: true, alt: alt)
    case .character(let character) where shift:
      self.init(.character(Character(character.uppercased())), alt: alt)
    case .character:
      self.init(code, alt: alt)
    default:
      self.init(code, control: control, alt: alt, shift: shift)
    }
  }

  fileprivate var title: String {
    (control ? "^" : "") + (alt ? "M-" : "") + (shift ? "S-" : "") + code.title
  }
}

extension Key.Code {
  private static let named: [(name: String, title: String, code: Key.Code)] = [
    ("enter", "Enter", .enter), ("esc", "Esc", .escape), ("tab", "Tab", .tab),
    ("space", "Space", .character(" ")), ("backspace", "Bksp", .backspace),
    ("delete", "Del", .delete), ("insert", "Ins", .insert), ("up", "↑", .up), ("down", "↓", .down),
    ("left", "←", .left), ("right", "→", .right), ("home", "Home", .home), ("end", "End", .end),
    ("pgup", "PgUp", .pageUp), ("pgdn", "PgDn", .pageDown), ("return", "Enter", .enter),
    ("escape", "Esc", .escape), ("pageup", "PgUp", .pageUp), ("pagedown", "PgDn", .pageDown),
  ]

  fileprivate init?(name: Substring) {
    if name.count == 1, let character = name.first {
      self = .character(character)
    } else if let known = Self.named.first(where: { $0.name == name.lowercased() }) {
      self = known.code
    } else if name.lowercased().hasPrefix("f"), let number = Int(name.dropFirst()),
      (1...12).contains(number)
    {
      self = .function(number)
    } else {
      return nil
    }
  }

  fileprivate var title: String {
    if let known = Self.named.first(where: { $0.code == self }) { return known.title }
    return switch self {
    case .character(let character): String(character)
    case .function(let number): "F\(number)"
    default: "?"
    }
  }
}
