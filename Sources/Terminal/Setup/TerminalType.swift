import Canvas

/// The terminal's type (TERM) and what follows from it.
struct TerminalType {
  let name: String
  let choice: ColorChoice
  /// NO_COLOR is set and not empty.
  let noColor: Bool
  /// COLORTERM says that the terminal knows 24-bit colours.
  let claimsDirectColor: Bool

  /// - Throws: `TerminalError` when no screen can be drawn on such a terminal.
  init(
    choice: ColorChoice, environment: (String) -> String?
  ) throws(TerminalError) {
    guard let name = environment("TERM"), !name.isEmpty else { throw .missingType }
    guard name != "dumb", name != "unknown" else { throw .unusableType(name) }
    self.name = name
    self.choice = choice
    noColor = environment("NO_COLOR").map { !$0.isEmpty } ?? false
    claimsDirectColor = ["truecolor", "24bit"].contains(environment("COLORTERM") ?? "")
  }

  /// Terminfo entries to try, the best first.
  ///
  /// 24-bit colour needs an entry of its own, which few systems install; it is tried on request
  /// only, because with it the sixteen colours of the user's own palette shrink to eight. Some
  /// terminals call themselves plain `xterm` and tell by COLORTERM that they can do more.
  var candidates: [String] {
    let suffix = "-256color"
    let base = name.hasSuffix(suffix) ? String(name.dropLast(suffix.count)) : name
    switch choice {
    case .direct where !name.hasSuffix("-direct"): return [base + "-direct", base + suffix, name]
    case .indexed256 where name == base: return [name + suffix, name]
    case .auto where claimsDirectColor && name == "xterm": return [name + suffix, name]
    default: return [name]
    }
  }

  /// The colours to use, given how many the opened terminfo entry has.
  func tier(colors: Int) -> ColorTier {
    let best: ColorTier =
      switch colors {
      case ..<8: .mono
      case ..<256: .ansi16
      case ..<(1 << 24): .indexed256
      default: .direct
      }
    switch choice {
    case .never: return .mono
    case .auto: return noColor ? .mono : best
    case .ansi16: return best == .mono ? .mono : .ansi16
    case .indexed256: return best == .direct ? .indexed256 : best
    case .direct: return best
    }
  }
}
