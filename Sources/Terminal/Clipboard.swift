import Foundation

/// The escape sequence by which a terminal, also a distant one, takes text to its clipboard (OSC 52).
enum Clipboard {
  /// The most bytes that are sent; terminals cut or drop more.
  static let limit = 74_994

  /// What to send; throws `TerminalError.tooLongToCopy`.
  ///
  /// Inside tmux it is also sent wrapped, for a tmux that lets such sequences through
  /// (`allow-passthrough`) instead of keeping the clipboard itself (`set-clipboard on`).
  static func sequence(copying text: String, insideTmux: Bool) throws(TerminalError) -> String {
    let data = Data(text.utf8)
    guard data.count <= limit else { throw .tooLongToCopy(bytes: data.count, limit: limit) }
    let plain = "\u{1B}]52;c;\(data.base64EncodedString())\u{07}"
    guard insideTmux else { return plain }
    return plain + "\u{1B}Ptmux;\u{1B}\(plain)\u{1B}\\"
  }
}
