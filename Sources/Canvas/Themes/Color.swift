/// A colour as a terminal can be told it.
package enum Color: Hashable, Sendable {
  /// The terminal's own foreground or background.
  case standard
  /// One of the terminal's sixteen colours, 0...15, which the user's terminal theme chooses.
  case ansi(UInt8)
  /// One of the fixed colours 16...255: the 6×6×6 cube and the grey ramp.
  case indexed(UInt8)
  case rgb(RGB)

  /// What the colour looks like, if that is the same on every terminal.
  package var fixedRGB: RGB? {
    switch self {
    case .standard, .ansi: nil
    case .indexed(let index): RGB(indexed: index)
    case .rgb(let rgb): rgb
    }
  }
}

/// A colour by its parts, in sRGB.
package struct RGB: Hashable, Sendable {
  package var red: UInt8
  package var green: UInt8
  package var blue: UInt8

  package init(_ red: UInt8, _ green: UInt8, _ blue: UInt8) {
    self.red = red
    self.green = green
    self.blue = blue
  }

  /// The colour of `0xRRGGBB`.
  package init(_ hex: UInt32) {
    self.init(UInt8(hex >> 16 & 0xff), UInt8(hex >> 8 & 0xff), UInt8(hex & 0xff))
  }

  /// What xterm and its relatives show for a colour number; the first sixteen are only customary.
  package init(indexed index: UInt8) {
    switch index {
    case 0..<16: self.init(Self.customary[Int(index)])
    case 16..<232:
      let level = { (step: UInt8) in step == 0 ? UInt8(0) : 55 + 40 * step }
      let cube = index - 16
      self.init(level(cube / 36), level(cube / 6 % 6), level(cube % 6))
    default:
      let grey = 8 + 10 * (index - 232)
      self.init(grey, grey, grey)
    }
  }

  private static let customary: [UInt32] = [
    0x000000, 0xcd0000, 0x00cd00, 0xcdcd00, 0x0000ee, 0xcd00cd, 0x00cdcd, 0xe5e5e5,
    0x7f7f7f, 0xff0000, 0x00ff00, 0xffff00, 0x5c5cff, 0xff00ff, 0x00ffff, 0xffffff,
  ]
}
