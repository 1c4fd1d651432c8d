import Canvas
import Testing

@Suite("Colours")
struct ColorTests {
  @Test("contrast follows WCAG 2")
  func contrast() {
    let black = RGB(0x000000)
    let white = RGB(0xffffff)
    #expect(black.contrast(with: white) == 21)
    #expect(white.contrast(with: black) == 21)
    #expect(white.contrast(with: white) == 1)
    #expect(abs(RGB(0x767676).contrast(with: white) - 4.54) < 0.01)
  }

  @Test("the fixed 256 colours are the cube and the grey ramp")
  func indexed() {
    #expect(RGB(indexed: 16) == RGB(0x000000))
    #expect(RGB(indexed: 67) == RGB(0x5f87af))
    #expect(RGB(indexed: 231) == RGB(0xffffff))
    #expect(RGB(indexed: 232) == RGB(0x080808))
    #expect(RGB(indexed: 255) == RGB(0xeeeeee))
  }

  @Test("a tier keeps the colours that it has and takes the nearest for the others")
  func nearest() {
    for index in UInt8(16)...255 {
      let nearest = ColorTier.indexed256.nearest(to: .rgb(RGB(indexed: index)))
      #expect(nearest.fixedRGB == RGB(indexed: index))
      #expect(ColorTier.indexed256.nearest(to: .indexed(index)) == .indexed(index))
    }
    #expect(ColorTier.indexed256.nearest(to: .rgb(RGB(0x5e88ae))) == .indexed(67))
    #expect(ColorTier.ansi16.nearest(to: .rgb(RGB(0xfe0202))) == .ansi(9))
    #expect(ColorTier.ansi16.nearest(to: .indexed(231)) == .ansi(15))
    #expect(ColorTier.ansi16.nearest(to: .ansi(3)) == .ansi(3))
    #expect(ColorTier.direct.nearest(to: .rgb(RGB(0x123456))) == .rgb(RGB(0x123456)))
    #expect(ColorTier.mono.nearest(to: .ansi(3)) == .standard)
    #expect(ColorTier.ansi16.nearest(to: .standard) == .standard)
  }

  @Test("a text colour is never made unreadable by its nearest neighbour")
  func readable() throws {
    var generator = SeededGenerator(state: 3)
    for _ in 0..<300 {
      let text = RGB(UInt32.random(in: 0...0xffffff, using: &generator))
      let behind = RGB(UInt32.random(in: 0...0xffffff, using: &generator))
      for tier in [ColorTier.ansi16, .indexed256] {
        let ground = tier.nearest(to: .rgb(behind))
        let near = tier.nearest(to: .rgb(text), on: ground)
        let wanted = try shown(ground).contrast(with: text)
        #expect(try shown(near).contrast(with: shown(ground)) >= min(4.5, wanted))
      }
    }
  }

  private func shown(_ color: Color) throws -> RGB {
    if case .ansi(let index) = color { return RGB(indexed: index) }
    return try #require(color.fixedRGB)
  }
}
