/// The escape sequences for what terminfo does not describe.
///
/// Terminals that do not know one ignore it, so none has to be asked what it can do.
enum Modes {
  /// Asks the terminal to show what follows in one go.
  static let beginUpdate = "\u{1B}[?2026h"
  static let endUpdate = "\u{1B}[?2026l"
  /// Pasted text comes between markers.
  static let pasteOn = "\u{1B}[?2004h"
  /// Presses, releases and the wheel, with columns beyond 223.
  static let mouseOn = "\u{1B}[?1000h\u{1B}[?1006h"
  static let mouseOff = "\u{1B}[?1006l\u{1B}[?1000l"
  /// Everything off, whatever was on.
  static let off = endUpdate + "\u{1B}[?2004l" + mouseOff

  /// The terminal's own sequences back to the shell's screen, for when curses cannot be called.
  static func leaveScreen(capability: (String) -> [UInt8]?) -> String {
    ["cnorm", "rmkx", "rmcup", "sgr0"].compactMap(capability)
      .map { withoutDelays(String(decoding: $0, as: UTF8.self)) }.joined()
  }

  /// Terminfo writes the delays that old terminals needed as `$<5>`.
  static func withoutDelays(_ text: String) -> String {
    text.replacing(/\$<[0-9.*\/]*>/, with: "")
  }
}
