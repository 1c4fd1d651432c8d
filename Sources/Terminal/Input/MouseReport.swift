import Canvas

/// One report of the mouse, as the terminal numbers it.
struct MouseReport: Equatable {
  enum Button: Equatable { case left, wheelUp, wheelDown, other }

  var button: Button
  var pressed: Bool
  var position: Point

  /// A report in SGR form (1006), whose columns have no limit: button, column and row from 1.
  init?(numbers: [Int], pressed: Bool) {
    guard numbers.count == 3 else { return nil }
    button = Self.button(numbers[0])
    self.pressed = pressed
    position = Point(column: max(0, numbers[1] - 1), row: max(0, numbers[2] - 1))
  }

  /// A report in the classic form, for terminals that do not know the other: three bytes, each
  /// plus 32; the button of a release is not told.
  init(classic bytes: [UInt8]) {
    let code = Int(bytes[0]) - 32
    pressed = code & 3 != 3 || code & 64 != 0
    button = pressed ? Self.button(code) : .left
    position = Point(column: max(0, Int(bytes[1]) - 33), row: max(0, Int(bytes[2]) - 33))
  }

  /// Bits 4, 8 and 16 are modifiers, 32 is motion, 64 the wheel, 128 further buttons.
  private static func button(_ code: Int) -> Button {
    switch code & ~0b11100 {
    case 0: .left
    case 64: .wheelUp
    case 65: .wheelDown
    default: .other
    }
  }
}

/// Tells double presses from single ones.
struct ClickCounter {
  private static let interval = Duration.milliseconds(400)
  private var last: (position: Point, time: ContinuousClock.Instant)?

  /// The event for a report, or nil for buttons that mean nothing here.
  mutating func event(_ report: MouseReport, at now: ContinuousClock.Instant) -> InputEvent? {
    let action: MouseEvent.Action
    switch report.button {
    case .other: return nil
    case .wheelUp: action = .scrollUp
    case .wheelDown: action = .scrollDown
    case .left where !report.pressed: action = .release
    case .left:
      let isSecond =
        last.map { $0.position == report.position && now - $0.time <= Self.interval } ?? false
      // A third press begins anew.
      last = isSecond ? nil : (report.position, now)
      action = isSecond ? .doublePress : .press
    }
    return .mouse(MouseEvent(action, at: report.position))
  }
}
