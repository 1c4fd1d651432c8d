/// Why the terminal cannot be used; the description says what to do about it.
package enum TerminalError: Error, Equatable, Sendable, CustomStringConvertible {
  /// "input" or "output" is a file or a pipe.
  case notATerminal(String)
  /// TERM is not set or is empty.
  case missingType
  /// TERM names a terminal that is unknown here or cannot show a screen.
  case unusableType(String)
  case system(String)
  case cannotRun(program: String, reason: String)
  case tooLongToCopy(bytes: Int, limit: Int)

  private static let textInstead = "use a command such as 'cairn users' for plain text"

  package var description: String {
    switch self {
    case .notATerminal(let stream):
      "Cairn needs a terminal, but its \(stream) is a file or a pipe: start it in a terminal "
        + "window without redirecting, or \(Self.textInstead)."
    case .missingType:
      "Cairn needs a terminal, but TERM is not set: set TERM=xterm-256color, or "
        + "\(Self.textInstead)."
    case .unusableType(let name):
      "Cairn cannot draw on a terminal of type '\(name)' (TERM): set TERM=xterm-256color, or "
        + "\(Self.textInstead)."
    case .system(let reason):
      "The terminal cannot be set up: \(reason)."
    case .cannotRun(let program, let reason):
      "'\(program)' cannot be run: \(reason). Check EDITOR and PAGER."
    case .tooLongToCopy(let bytes, let limit):
      "\(bytes) bytes are too many for the clipboard of a terminal (limit \(limit)): write them "
        + "to a file instead."
    }
  }
}
