/// What a terminal shows.
struct Screen {
  /// Private modes of interest, by their number.
  enum Mode: Int {
    case cursor = 25
    case mouse = 1000
    case sgrMouse = 1006
    case alternate = 1049
    case paste = 2004
    case update = 2026
  }

  private(set) var columns: Int
  private(set) var cells: [[String]]
  var modes: Set<Mode> = [.cursor]
  var row = 0
  var column = 0
  /// A character stands in the last column and the next goes to the next line.
  var wraps = false
  var region: ClosedRange<Int>

  init(columns: Int, rows: Int) {
    self.columns = columns
    cells = Array(repeating: Array(repeating: " ", count: columns), count: rows)
    region = 0...rows - 1
  }

  var rows: Int { cells.count }

  /// The lines without the spaces at their ends.
  var lines: [String] {
    cells.map { cells in
      var line = cells.joined()
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  var text: String { lines.joined(separator: "\n") }

  /// The first line that holds a text.
  func row(of text: String) -> Int? { lines.firstIndex { $0.contains(text) } }

  // MARK: Changing

  mutating func resize(columns: Int, rows: Int) {
    var changed = Screen(columns: columns, rows: rows)
    for row in 0..<min(rows, self.rows) {
      for column in 0..<min(columns, self.columns) {
        changed.cells[row][column] = cells[row][column]
      }
    }
    cells = changed.cells
    self.columns = columns
    region = changed.region
    move(row: row, column: column)
  }

  mutating func move(row: Int, column: Int) {
    self.row = min(max(row, 0), rows - 1)
    self.column = min(max(column, 0), columns - 1)
    wraps = false
  }

  mutating func put(_ scalar: Unicode.Scalar) {
    let width = Self.width(scalar)
    guard width > 0 else {
      cells[row][max(0, column - (wraps ? 0 : 1))].unicodeScalars.append(scalar)
      return
    }
    if wraps {
      column = 0
      lineFeed()
    }
    cells[row][column] = String(scalar)
    if width == 2, column + 1 < columns { cells[row][column + 1] = "" }
    wraps = column + width >= columns
    column = min(column + width, columns - 1)
  }

  mutating func lineFeed() {
    wraps = false
    if row == region.upperBound { scroll(region, by: 1) } else { row = min(row + 1, rows - 1) }
  }

  mutating func reverseLineFeed() {
    if row == region.lowerBound { scroll(region, by: -1) } else { row = max(row - 1, 0) }
  }

  /// Moves lines up, or down where the count is negative; what comes in is empty.
  mutating func scroll(_ lines: ClosedRange<Int>, by count: Int) {
    let empty = Array(repeating: " ", count: columns)
    for _ in 0..<min(abs(count), lines.count) {
      cells.remove(at: count > 0 ? lines.lowerBound : lines.upperBound)
      cells.insert(empty, at: count > 0 ? lines.upperBound : lines.lowerBound)
    }
  }

  mutating func erase(row: Int, columns range: Range<Int>) {
    for column in range.clamped(to: 0..<columns) { cells[row][column] = " " }
  }

  mutating func insert(_ count: Int) {
    for _ in 0..<min(count, columns - column) {
      cells[row].insert(" ", at: column)
      cells[row].removeLast()
    }
  }

  mutating func delete(_ count: Int) {
    for _ in 0..<min(count, columns - column) {
      cells[row].remove(at: column)
      cells[row].append(" ")
    }
  }

  private static func width(_ scalar: Unicode.Scalar) -> Int {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark, .format: return 0
    default: break
    }
    switch scalar.value {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      return 2
    default: return 1
    }
  }
}
