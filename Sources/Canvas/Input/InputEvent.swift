/// A key as the key map knows it, free of any terminal's byte sequences.
package struct Key: Hashable, Sendable {
  package enum Code: Hashable, Sendable {
    /// A typed character; letters keep their case, so Shift is part of the character.
    case character(Character)
    case enter, escape, tab, backspace, delete, insert
    case up, down, left, right
    case home, end, pageUp, pageDown
    case function(Int)
  }

  package var code: Code
  package var control: Bool
  package var alt: Bool
  /// Only for keys that are not characters (Shift-Tab, Shift-Up).
  package var shift: Bool

  package init(_ code: Code, control: Bool = false, alt: Bool = false, shift: Bool = false) {
    self.code = code
    self.control = control
    self.alt = alt
    self.shift = shift
  }
}

/// A mouse action at a cell.
package struct MouseEvent: Hashable, Sendable {
  package enum Action: Hashable, Sendable { case press, doublePress, release, scrollUp, scrollDown }

  package var action: Action
  package var position: Point

  package init(_ action: Action, at position: Point) {
    self.action = action
    self.position = position
  }
}

/// What the terminal tells the application.
package enum InputEvent: Hashable, Sendable {
  case key(Key)
  /// Text pasted in one piece; it is data and never a command.
  case paste(String)
  case mouse(MouseEvent)
  case resize(Size)
}
