/// What a user may choose about colours (`--color`).
package enum ColorChoice: String, CaseIterable, Sendable {
  case auto, never
  case ansi16 = "16"
  case indexed256 = "256"
  case direct = "true"
}

/// What the person who starts the program decides about the terminal.
package struct TerminalOptions: Sendable {
  package var color: ColorChoice
  /// Whether the mouse works in the application; if not, it selects text as usual.
  package var mouse: Bool

  package init(color: ColorChoice = .auto, mouse: Bool = true) {
    self.color = color
    self.mouse = mouse
  }
}
