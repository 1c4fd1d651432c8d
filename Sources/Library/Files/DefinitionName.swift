import Foundation

/// What a definition may be called, and the file that is named after it.
enum DefinitionName {
  /// The most characters of a name.
  static let longest = 100

  /// Why a name can't be used; nil where it can.
  static func fault(_ name: String) -> String? {
    if name.allSatisfy(\.isWhitespace) { return "a name can't be empty" }
    if name.count > longest {
      return "a name of \(name.count) characters is too long; at most \(longest) are possible"
    }
    if name.unicodeScalars.contains(where: isControl) {
      return "a name can't have control characters in it"
    }
    return nil
  }

  private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .lineSeparator, .paragraphSeparator: true
    default: scalar.properties.isBidiControl
    }
  }

  /// The name as a file can have it everywhere: small letters, digits and hyphens, never empty,
  /// without accents where that is possible.
  static func slug(_ name: String) -> String {
    let plain = name.folding(options: [.diacriticInsensitive, .caseInsensitive], locale: nil)
    var slug = ""
    for character in plain {
      if character.isLetter || character.isNumber {
        // File systems limit names to 255 bytes, and an ending and a number have to fit in too.
        if slug.utf8.count + character.utf8.count > 120 { break }
        slug.append(character)
      } else if !slug.isEmpty, slug.last != "-" {
        slug.append("-")
      }
    }
    if slug.last == "-" { slug.removeLast() }
    return slug.isEmpty ? "unnamed" : slug
  }

  /// A file name after a definition's that none of `taken` equals, whatever the case.
  static func file(_ name: String, taken: some Sequence<String>) -> String {
    let taken = Set(taken.map { $0.lowercased() })
    let slug = slug(name)
    var candidate = slug + ".yaml"
    var number = 2
    while taken.contains(candidate) {
      candidate = "\(slug)-\(number).yaml"
      number += 1
    }
    return candidate
  }
}
