/// How many colours a terminal shows.
package enum ColorTier: Int, CaseIterable, Comparable, Sendable {
  /// None: only bold, underline, reverse and the like.
  case mono
  case ansi16
  case indexed256
  /// 24 bits.
  case direct

  package static func < (one: ColorTier, other: ColorTier) -> Bool { one.rawValue < other.rawValue }

  /// The nearest colour that the tier has, by how it looks.
  ///
  /// A text colour names its `background` (as the tier shows it), and then only colours count that
  /// stay as readable on it as the theme's own: a near colour that cannot be read is no good.
  package func nearest(to color: Color, on background: Color? = nil) -> Color {
    guard self != .mono else { return .standard }
    guard let wanted = color.fixedRGB, self < needed(for: color) else { return color }
    let behind = background.flatMap { shownRGB($0) }
    let enough = behind.map { min(4.5, wanted.contrast(with: $0)) } ?? 1
    let candidates = self == .ansi16 ? 0...UInt8(15) : 16...UInt8(255)
    let readable = candidates.filter { index in
      behind.map { RGB(indexed: index).contrast(with: $0) >= enough } ?? true
    }
    let nearest = (readable.isEmpty ? Array(candidates) : readable).min {
      RGB(indexed: $0).difference(to: wanted) < RGB(indexed: $1).difference(to: wanted)
    }
    guard let nearest else { return .standard }
    return self == .ansi16 ? .ansi(nearest) : .indexed(nearest)
  }

  private func needed(for color: Color) -> ColorTier {
    switch color {
    case .standard: .mono
    case .ansi: .ansi16
    case .indexed: .indexed256
    case .rgb: .direct
    }
  }

  /// What a colour looks like; where the terminal chooses, what is customary.
  private func shownRGB(_ color: Color) -> RGB? {
    if case .ansi(let index) = color { return RGB(indexed: index) }
    return color.fixedRGB
  }
}
