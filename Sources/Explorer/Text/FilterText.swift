/// Names and values as filters take them.
enum FilterText {
  /// A word as it is, or in quotes where it could mean something else.
  static func word(_ text: String) -> String {
    let isPlain =
      !text.isEmpty && text.unicodeScalars.allSatisfy(isPlain)
      && !["and", "or", "not", "where"].contains(text.lowercased())
    return isPlain ? text : EventText.quoted(text)
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || ("0"..."9").contains(scalar)
      || "_-.@/+".unicodeScalars.contains(scalar)
  }
}
