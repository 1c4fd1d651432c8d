/// What one theme file says, before it is joined with the theme that it inherits from.
struct ThemeFile: Sendable {
  /// A piece of the file with its line, so that a problem found later can say where.
  struct Located<Value: Sendable>: Sendable {
    var value: Value
    var line: Int?
  }

  /// What a file says about one role; what is nil comes from the inherited theme.
  struct Look: Sendable {
    var foreground: Located<String>?
    var background: Located<String>?
    var attributes: [Attribute: Bool] = [:]
  }

  enum Attribute: String, CaseIterable, Sendable { case bold, underline, reverse, dim, italic }

  var file: String
  var name: String
  var title: String?
  var parent: Located<String>?
  var glyphs: Glyphs?
  var palette: [String: Color] = [:]
  var looks: [Role: Look] = [:]
}

extension Color {
  static let expected =
    "a name of the palette, '#rrggbb', 'ansi:0' to 'ansi:15', '256:0' to '256:255' or 'default'"

  /// A colour as files write it.
  init?(notation: String) {
    if notation == "default" {
      self = .standard
    } else if notation.hasPrefix("#"), notation.utf8.count == 7,
      notation.dropFirst().allSatisfy(\.isHexDigit),
      let value = UInt32(notation.dropFirst(), radix: 16)
    {
      self = .rgb(RGB(value))
    } else if notation.hasPrefix("ansi:"), let index = UInt8(notation.dropFirst(5)), index < 16 {
      self = .ansi(index)
    } else if notation.hasPrefix("256:"), let index = UInt8(notation.dropFirst(4)) {
      self = index < 16 ? .ansi(index) : .indexed(index)
    } else {
      return nil
    }
  }
}
