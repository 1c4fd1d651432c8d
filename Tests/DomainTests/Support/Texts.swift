import Domain

/// Characters that a careless cut would break: one UTF-16 unit, surrogate pairs, combined marks,
/// joined emoji, flags, skin tones, and a line break of two units.
let trickyCharacters: [Character] = [
  "a", "é", "e\u{301}", "日", "👍", "👍🏽", "👩‍👩‍👧‍👦", "🇮🇸", "\r\n", "नि", "\u{1F468}\u{200D}\u{1F52C}", "ß",
]

func randomText(characters count: Int, using ids: inout SeededGenerator) -> String {
  String((0..<count).map { _ in trickyCharacters.randomElement(using: &ids) ?? "a" })
}
