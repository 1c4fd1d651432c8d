import Foundation

/// How people see colours: contrast after WCAG 2, difference after OKLab.
extension RGB {
  private var linear: (red: Double, green: Double, blue: Double) {
    func linear(_ part: UInt8) -> Double {
      let value = Double(part) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return (linear(red), linear(green), linear(blue))
  }

  /// The relative luminance of WCAG 2: 0 for black to 1 for white.
  package var luminance: Double {
    let part = linear
    return 0.2126 * part.red + 0.7152 * part.green + 0.0722 * part.blue
  }

  /// The contrast ratio of WCAG 2, from 1 (the same colour) to 21 (black on white).
  ///
  /// Text wants 4.5.
  package func contrast(with other: RGB) -> Double {
    let (darker, lighter) = (min(luminance, other.luminance), max(luminance, other.luminance))
    return (lighter + 0.05) / (darker + 0.05)
  }

  /// The square of the distance in OKLab, a space in which equal distances look alike.
  func difference(to other: RGB) -> Double {
    let (mine, theirs) = (oklab, other.oklab)
    let (l, a, b) = (mine.l - theirs.l, mine.a - theirs.a, mine.b - theirs.b)
    return l * l + a * a + b * b
  }

  /// Björn Ottosson's OKLab, with the constants of its definition.
  private var oklab: (l: Double, a: Double, b: Double) {
    let (r, g, b) = linear
    let long = cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
    let middle = cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
    let short = cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
    return (
      0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
      1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
      0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    )
  }
}
