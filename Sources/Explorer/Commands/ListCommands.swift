import Analysis
import Canvas

extension CommandRegistry {
  /// Moving over whatever list has the focus.
  static let listCommands: [Command] = [
    movement(
      "down", "Move down", .down, keys: "j|down|^n", about: "The cursor goes one line down.",
      whileTyping: true),
    movement(
      "up", "Move up", .up, keys: "k|up|^p", about: "The cursor goes one line up.",
      whileTyping: true),
    movement(
      "page-down", "Page down", .pageDown, keys: "pgdn|^f",
      about: "The cursor goes one page down.", whileTyping: true),
    movement(
      "page-up", "Page up", .pageUp, keys: "pgup|^b", about: "The cursor goes one page up.",
      whileTyping: true),
    movement(
      "half-down", "Half a page down", .halfPageDown, keys: "^d",
      about: "The cursor goes half a page down."),
    movement(
      "half-up", "Half a page up", .halfPageUp, keys: "^u",
      about: "The cursor goes half a page up."),
    movement(
      "top", "Go to the top", .top, keys: "g g|home",
      about: "The cursor goes to the first line; in the event stream it stays on the newest there."),
    movement(
      "bottom", "Go to the bottom", .bottom, keys: "G|end",
      about: "The cursor goes to the last line; in the event stream, to the last one read."),
  ]

  private static func movement(
    _ name: String, _ title: String, _ movement: Movement, keys: String, about: String,
    whileTyping: Bool = false
  ) -> Command {
    Command(
      "move.\(name)", title, keys: keys,
      in: [.screen, .menu] + (whileTyping ? [.search, .filter] : []), about: about
    ) { state in
      state.move(movement)
      return []
    }
  }
}

extension ExplorerState {
  /// Moves the cursor of the list that has the focus.
  mutating func move(_ movement: Movement) {
    if picker != nil {
      movePicker(movement)
    } else {
      front.move(movement, &self)
    }
  }
}
