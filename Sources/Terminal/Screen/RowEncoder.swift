import CTerminal
import Canvas

/// Turns a row of a frame into the cells that curses draws.
struct RowEncoder {
  /// When false, what is not ASCII becomes "?".
  let supportsUnicode: Bool

  /// The cells of one row, with one element for a wide character, not two.
  ///
  /// The columns always add up: where curses would give a character another width than the frame
  /// does (an emoji newer than the C library, a control character), "?" stands in for it. So nothing
  /// in a frame can move what follows or reach the terminal as a command.
  func encode(_ row: ArraySlice<Cell>, looks: inout Looks) -> [CTCell] {
    var result: [CTCell] = []
    result.reserveCapacity(row.count)
    var style: Style?
    var look = Look(attributes: 0, pair: 0)
    var index = row.startIndex
    while index < row.endIndex {
      let cell = row[index]
      if cell.style != style {
        style = cell.style
        look = looks.look(for: cell.style)
      }
      index += 1
      let isWide = index < row.endIndex && row[index].isContinuation && !cell.isContinuation
      if isWide { index += 1 }

      var encoded = CTCell()
      encoded.attributes = look.attributes
      encoded.pair = look.pair
      if cell.isContinuation {
        encoded.scalar = UInt32(UInt8(ascii: " "))
        result.append(encoded)
      } else if canDraw(cell.scalar, width: isWide ? 2 : 1) {
        encoded.scalar = cell.scalar.value
        if !cell.marks.isEmpty, supportsUnicode { encoded.marks = Self.marks(cell.marks) }
        result.append(encoded)
      } else {
        encoded.scalar = UInt32(UInt8(ascii: "?"))
        result.append(encoded)
        if isWide {
          encoded.scalar = UInt32(UInt8(ascii: " "))
          result.append(encoded)
        }
      }
    }
    return result
  }

  private func canDraw(_ scalar: Unicode.Scalar, width: Int32) -> Bool {
    if scalar.value < 0x7F { return scalar.value >= 0x20 && width == 1 }
    return supportsUnicode && ct_width(scalar.value) == width
  }

  private static func marks(_ marks: [Unicode.Scalar]) -> (UInt32, UInt32, UInt32, UInt32) {
    var drawn = marks.lazy.filter { ct_width($0.value) == 0 }.map(\.value).makeIterator()
    return (drawn.next() ?? 0, drawn.next() ?? 0, drawn.next() ?? 0, drawn.next() ?? 0)
  }
}
