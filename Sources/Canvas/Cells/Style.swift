/// What a piece of the screen means.
///
/// Views speak of roles only; a theme turns a role into colours, so that no view knows a colour and
/// every theme can be checked by itself.
package enum Role: String, CaseIterable, Hashable, Sendable {
  case text, dim, title, header, border
  case borderFocus = "border.focus"
  case selection
  case selectionInactive = "selection.inactive"
  case match
  case keyHint = "key.hint"
  case anonymous, identified, merged
  case eventName = "event.name"
  case property, number
  case changed, warning, error, ok
  case statusBar = "status"
  case chart1 = "chart.1"
  case chart2 = "chart.2"
  case chart3 = "chart.3"
  case chart4 = "chart.4"
  case chart5 = "chart.5"
  case chart6 = "chart.6"
  case chart7 = "chart.7"
  case chart8 = "chart.8"
  case funnelGood = "funnel.good"
  case funnelDrop = "funnel.drop"
}

/// How a cell is drawn: the role of its text, and whether it lies on the selected row, whose
/// background (and, where contrast needs it, foreground) wins over the role's own.
package struct Style: Hashable, Sendable {
  package var role: Role
  package var isSelected: Bool
  package var isBold: Bool
  package var isUnderlined: Bool

  package init(_ role: Role, selected: Bool = false, bold: Bool = false, underlined: Bool = false) {
    self.role = role
    isSelected = selected
    isBold = bold
    isUnderlined = underlined
  }
}
