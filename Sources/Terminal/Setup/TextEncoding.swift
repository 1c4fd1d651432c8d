import CTerminal
import Foundation

/// Whether the terminal can be sent more than ASCII, as the locale tells.
struct TextEncoding: Equatable {
  var supportsUnicode: Bool
  /// One sentence for the user when the locale asked for could not be had.
  var notice: String?

  /// Sets the locale of the process for character types.
  static func establish(environment: (String) -> String?) -> TextEncoding {
    choose(environment: environment) { locale in
      guard setlocale(LC_CTYPE, locale) != nil else { return nil }
      return String(cString: ct_codeset())
    }
  }

  /// Tries the environment's locale and then others.
  ///
  /// `activate` makes a locale current ("" for the environment's) and gives its encoding, or nil
  /// when it is not installed.
  static func choose(
    environment: (String) -> String?, activate: (String) -> String?
  ) -> TextEncoding {
    if activate("") == "UTF-8" { return TextEncoding(supportsUnicode: true) }
    let wanted =
      ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap(environment).first { !$0.isEmpty }
    if wanted == "C" || wanted == "POSIX" {
      _ = activate("C")
      return TextEncoding(supportsUnicode: false)
    }
    // In a locale that is not installed every character beyond ASCII would vanish silently.
    for fallback in ["C.UTF-8", "en_US.UTF-8"] where activate(fallback) == "UTF-8" {
      let notice = wanted.map { "The locale '\($0)' is not usable here; \(fallback) is used." }
      return TextEncoding(supportsUnicode: true, notice: notice)
    }
    _ = activate("C")
    return TextEncoding(
      supportsUnicode: false,
      notice: "No UTF-8 locale is installed; only ASCII characters are drawn.")
  }
}
