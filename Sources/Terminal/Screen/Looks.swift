import CTerminal
import Canvas

/// How curses draws a style.
struct Look: Equatable {
  var attributes: UInt32
  var pair: Int32
}

/// The looks of a theme on the open screen; a colour pair is made when it is first needed.
struct Looks {
  private let theme: Theme
  private let colors: Int
  private var known: [Style: Look] = [:]

  /// The looks of a theme whose colours the screen has.
  init(theme: Theme, colors: Int) {
    self.theme = theme
    self.colors = colors
  }

  mutating func look(for style: Style) -> Look {
    if let look = known[style] { return look }
    let look = make(theme.appearance(for: style))
    known[style] = look
    return look
  }

  private func make(_ appearance: Appearance) -> Look {
    var attributes: UInt32 = 0
    if appearance.bold { attributes |= CT_BOLD }
    if appearance.underline { attributes |= CT_UNDERLINE }
    if appearance.reverse { attributes |= CT_REVERSE }
    if appearance.dim { attributes |= CT_DIM }
    if appearance.italic { attributes |= CT_ITALIC }
    let foreground = Self.number(of: appearance.foreground, colors: colors)
    let background = Self.number(of: appearance.background, colors: colors)
    // Eight colours know the bright ones as bold.
    if colors == 8, case .ansi(8...) = appearance.foreground { attributes |= CT_BOLD }
    guard foreground >= 0 || background >= 0 else { return Look(attributes: attributes, pair: 0) }
    // Where no pair is left, the terminal's own colours can at least be read.
    return Look(attributes: attributes, pair: max(0, ct_color_pair(foreground, background)))
  }

  /// The colour as curses numbers it; -1 is the terminal's own.
  static func number(of color: Color, colors: Int) -> Int32 {
    let isDirect = colors >= 1 << 24
    let number: Int
    switch color {
    case .standard: return -1
    case .ansi(let index) where index < 8 || !isDirect:
      number = colors == 8 ? Int(index % 8) : Int(index)
    case .indexed(let index) where !isDirect: number = Int(index)
    case .ansi(let index), .indexed(let index): number = packed(RGB(indexed: index))
    case .rgb(let rgb): number = packed(rgb)
    }
    return number < colors ? Int32(number) : -1
  }

  /// On direct-colour screens the numbers below 8 are still the palette's: the nearest blue serves.
  private static func packed(_ rgb: RGB) -> Int {
    let value = Int(rgb.red) << 16 | Int(rgb.green) << 8 | Int(rgb.blue)
    return (1..<8).contains(value) ? 8 : value
  }
}
