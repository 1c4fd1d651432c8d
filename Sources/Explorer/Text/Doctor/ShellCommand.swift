import Canvas

/// A command line that can be pasted into a shell whatever its words hold.
package struct ShellCommand: Hashable, Sendable {
  package private(set) var words: [String]

  package init(_ words: String...) {
    self.words = words
  }

  /// Adds an option with its value; one that begins with a dash would be taken for an option.
  package mutating func add(_ option: String, _ value: String) {
    words += value.hasPrefix("-") ? ["\(option)=\(value)"] : [option, value]
  }

  /// Adds an option without a value.
  mutating func add(flag: String) { words.append(flag) }

  /// Adds what follows all options, after a sign that none follows where one begins like an option.
  mutating func add(arguments: [String]) {
    if arguments.contains(where: { $0.hasPrefix("-") }) { words.append("--") }
    words += arguments
  }

  package var text: String { words.map(Self.quoted).joined(separator: " ") }

  /// Bare where nothing in it means anything to a shell, else in quotes. What a terminal would obey
  /// is written as bytes, which bash and zsh turn back into what it was.
  private static func quoted(_ word: String) -> String {
    if let first = word.first, first != "=", word.unicodeScalars.allSatisfy(isBare) { return word }
    if TextWidth.shown(word) == word {
      return "'"
        + word.split(separator: "'", omittingEmptySubsequences: false)
        .joined(separator: #"'\''"#) + "'"
    }
    var text = ""
    for scalar in word.unicodeScalars {
      let isShown = TextWidth.shown(String(scalar)) == String(scalar)
      switch scalar {
      case "'", "\\": text += "\\" + String(scalar)
      case _ where isShown: text.unicodeScalars.append(scalar)
      default: text += String(scalar).utf8.map { "\\x" + hex($0) }.joined()
      }
    }
    return "$'\(text)'"
  }

  private static func isBare(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", "/", ":", "@", "=", "+", ",", "%": true
    default: false
    }
  }

  private static func hex(_ byte: UInt8) -> String {
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }
}
