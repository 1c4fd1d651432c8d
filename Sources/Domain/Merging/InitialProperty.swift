/// Properties of a user's first session, read from it and never stored (R-M2).
package enum InitialProperty {
  /// `utm_source` → `Initial UTM Source`, `landing_page` → `Initial Landing Page`.
  package static func name(forSessionProperty key: String) -> String {
    let words = key.split(separator: "_").map { word in
      word == "utm" ? "UTM" : word.prefix(1).uppercased() + word.dropFirst()
    }
    return "Initial " + words.joined(separator: " ")
  }

  /// Whether a name is that of a first session's property.
  package static func isName(_ key: String) -> Bool { key.hasPrefix("Initial ") }

  /// The first of a profile's sessions: the earliest, of equal ones that with the smaller id.
  package static func isEarlier(
    _ start: Timestamp, _ id: SessionID, than other: (start: Timestamp, id: SessionID)
  ) -> Bool {
    (start, id) < (other.start, other.id)
  }
}
