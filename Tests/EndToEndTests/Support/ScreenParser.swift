/// Follows what a program sends to a terminal, as far as curses uses it with xterm's description.
struct ScreenParser {
  private(set) var screen: Screen
  /// The shell's screen while the other one is shown.
  private var shellScreen: Screen?
  private var pending: [UInt8] = []
  private var state = State.text
  private var sequence = ""
  private var last: Unicode.Scalar = " "
  private var saved = (row: 0, column: 0)

  private enum State {
    case text, escape, control, string, charset
  }

  init(columns: Int, rows: Int) {
    screen = Screen(columns: columns, rows: rows)
  }

  mutating func resize(columns: Int, rows: Int) {
    screen.resize(columns: columns, rows: rows)
    shellScreen?.resize(columns: columns, rows: rows)
  }

  mutating func feed(_ bytes: some Sequence<UInt8>) {
    for byte in bytes {
      switch state {
      case .text: takeText(byte)
      case .escape: takeEscape(Character(Unicode.Scalar(byte)))
      case .charset: state = .text
      case .control:
        if (0x40...0x7E).contains(byte) {
          state = .text
          obey(Character(Unicode.Scalar(byte)))
        } else {
          sequence.unicodeScalars.append(Unicode.Scalar(byte))
        }
      case .string:
        if byte == 7 { state = .text } else if byte == 0x1B { state = .escape }
      }
    }
  }

  private mutating func takeText(_ byte: UInt8) {
    if byte >= 0x80 {
      pending.append(byte)
      let length = pending[0] >= 0xF0 ? 4 : pending[0] >= 0xE0 ? 3 : 2
      guard pending.count == length else { return }
      put(String(decoding: pending, as: UTF8.self).unicodeScalars.first ?? "?")
      pending = []
      return
    }
    switch byte {
    case 0x07, 0x0E, 0x0F: break
    case 0x08: screen.move(row: screen.row, column: screen.column - 1)
    case 0x09: screen.move(row: screen.row, column: (screen.column / 8 + 1) * 8)
    case 0x0A: screen.lineFeed()
    case 0x0D: screen.move(row: screen.row, column: 0)
    case 0x1B: state = .escape
    case 0x20...: put(Unicode.Scalar(byte))
    default: break
    }
  }

  private mutating func put(_ scalar: Unicode.Scalar) {
    last = scalar
    screen.put(scalar)
  }

  private mutating func takeEscape(_ character: Character) {
    state = .text
    switch character {
    case "[":
      sequence = ""
      state = .control
    case "]", "P", "_", "^": state = .string
    case "(", ")", "*", "+": state = .charset
    case "7": saved = (screen.row, screen.column)
    case "8": screen.move(row: saved.row, column: saved.column)
    case "D": screen.lineFeed()
    case "M": screen.reverseLineFeed()
    default: break
    }
  }

  private mutating func obey(_ final: Character) {
    if sequence.first == "?" {
      let isOn = final == "h"
      guard isOn || final == "l" else { return }
      for number in sequence.dropFirst().split(separator: ";") { setMode(Int(number) ?? 0, isOn) }
      return
    }
    guard sequence.allSatisfy({ $0.isNumber || $0 == ";" }) else { return }
    let numbers = sequence.split(separator: ";", omittingEmptySubsequences: false)
      .map { Int($0) ?? 0 }
    let first = numbers.first ?? 0
    let count = max(first, 1)
    let (row, column) = (screen.row, screen.column)
    switch final {
    case "A": screen.move(row: row - count, column: column)
    case "B": screen.move(row: row + count, column: column)
    case "C": screen.move(row: row, column: column + count)
    case "D": screen.move(row: row, column: column - count)
    case "G": screen.move(row: row, column: count - 1)
    case "d": screen.move(row: count - 1, column: column)
    case "H", "f":
      screen.move(row: count - 1, column: max(numbers.count > 1 ? numbers[1] : 1, 1) - 1)
    case "J": eraseScreen(first)
    case "K": eraseLine(first)
    case "X": screen.erase(row: row, columns: column..<column + count)
    case "b": for _ in 0..<count { screen.put(last) }
    case "@": screen.insert(count)
    case "P": screen.delete(count)
    case "L": if row <= screen.region.upperBound { scrollFromCursor(by: -count) }
    case "M": if row <= screen.region.upperBound { scrollFromCursor(by: count) }
    case "S": screen.scroll(screen.region, by: count)
    case "T": screen.scroll(screen.region, by: -count)
    case "r":
      let bottom = numbers.count > 1 && numbers[1] > 0 ? numbers[1] : screen.rows
      screen.region = (count - 1)...max(count - 1, min(bottom, screen.rows) - 1)
      screen.move(row: 0, column: 0)
    default: break
    }
  }

  private mutating func scrollFromCursor(by count: Int) {
    screen.scroll(screen.row...screen.region.upperBound, by: count)
  }

  private mutating func eraseLine(_ part: Int) {
    let ranges = [screen.column..<screen.columns, 0..<screen.column + 1, 0..<screen.columns]
    screen.erase(row: screen.row, columns: ranges[min(part, 2)])
  }

  private mutating func eraseScreen(_ part: Int) {
    let rows = [screen.row + 1..<screen.rows, 0..<screen.row, 0..<screen.rows]
    if part < 2 { eraseLine(part) }
    for row in rows[min(part, 2)] { screen.erase(row: row, columns: 0..<screen.columns) }
  }

  private mutating func setMode(_ number: Int, _ isOn: Bool) {
    guard let mode = Screen.Mode(rawValue: number) else { return }
    if mode == .alternate {
      if isOn, shellScreen == nil {
        shellScreen = screen
        screen = Screen(columns: screen.columns, rows: screen.rows)
        screen.modes = shellScreen?.modes ?? []
      } else if !isOn, var shell = shellScreen {
        shell.modes = screen.modes
        screen = shell
        shellScreen = nil
      }
    }
    if isOn { screen.modes.insert(mode) } else { screen.modes.remove(mode) }
  }
}
