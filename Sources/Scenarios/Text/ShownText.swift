extension StringProtocol {
  /// The text with control characters, line breaks and direction marks written out, so that text
  /// from a file can neither move the cursor nor pose as something else.
  var shown: String {
    var result = String()
    for scalar in unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .format, .lineSeparator, .paragraphSeparator:
        result += "\\u{" + String(scalar.value, radix: 16) + "}"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
