/// How a cell looks on a terminal.
package struct Appearance: Hashable, Sendable {
  package var foreground = Color.standard
  package var background = Color.standard
  package var bold = false
  package var underline = false
  package var reverse = false
  package var dim = false
  package var italic = false

  package init(
    foreground: Color = .standard, background: Color = .standard, bold: Bool = false,
    underline: Bool = false, reverse: Bool = false, dim: Bool = false, italic: Bool = false
  ) {
    self.foreground = foreground
    self.background = background
    self.bold = bold
    self.underline = underline
    self.reverse = reverse
    self.dim = dim
    self.italic = italic
  }

  /// The contrast of text and background, or nil where the terminal chooses one of them.
  package var contrast: Double? {
    guard let text = foreground.fixedRGB, let behind = background.fixedRGB else { return nil }
    return text.contrast(with: behind)
  }

  fileprivate var hasAttributes: Bool { bold || underline || reverse || dim || italic }
}

/// Turns roles into colours and attributes, for one tier of colours.
package struct Theme: Equatable, Sendable {
  /// The name by which settings choose the theme.
  package let name: String
  /// The name by which people see it.
  package let title: String
  package let glyphs: Glyphs
  package let tier: ColorTier
  private let looks: [Role: Appearance]

  /// A theme of the given looks; a role without one looks as `text` does.
  package init(
    name: String, title: String? = nil, glyphs: Glyphs = .unicode, looks: [Role: Appearance],
    tier: ColorTier = .direct
  ) {
    self.name = name
    self.title = title ?? name
    self.glyphs = glyphs
    self.looks = looks
    self.tier = tier
  }

  /// The theme that needs no file and no colour: attributes tell the roles apart.
  package static let plain = Theme(
    name: "plain", title: "Plain", looks: Role.attributes, tier: .mono)

  /// How a style looks.
  ///
  /// On the selected row the background is that of `selection`. The role keeps its own text colour
  /// there if that is known to be readable (a contrast of 4.5); else it takes the selection's.
  package func appearance(for style: Style) -> Appearance {
    var look = look(of: style.role)
    if style.isSelected { look = onSelection(look) }
    if style.isBold { look.bold = true }
    if style.isUnderlined { look.underline = true }
    return look
  }

  private func look(of role: Role) -> Appearance {
    looks[role] ?? looks[.text] ?? Appearance()
  }

  private func onSelection(_ look: Appearance) -> Appearance {
    let selection = self.look(of: .selection)
    var result = look
    result.background = selection.background
    if selection.reverse || (result.contrast ?? 0) < 4.5 {
      result.foreground = selection.foreground
    }
    result.reverse = selection.reverse
    result.bold = look.bold || selection.bold
    result.underline = look.underline || selection.underline
    result.dim = false
    return result
  }

  /// The same theme in the colours of a tier.
  ///
  /// Without colours a role that had nothing but a colour gets attributes, so that what matters
  /// (selection, matches, warnings, who is identified) can still be told apart.
  package func adapted(to tier: ColorTier) -> Theme {
    guard tier < self.tier else { return self }
    var adapted: [Role: Appearance] = [:]
    for role in Role.allCases {
      var look = look(of: role)
      if tier == .mono, !look.hasAttributes { look = Role.attributes[role] ?? look }
      look.background = tier.nearest(to: look.background)
      look.foreground = tier.nearest(to: look.foreground, on: look.background)
      adapted[role] = look
    }
    return Theme(name: name, title: title, glyphs: glyphs, looks: adapted, tier: tier)
  }

  /// The same theme with other glyphs, for a terminal that cannot show the theme's own.
  package func with(glyphs: Glyphs) -> Theme {
    Theme(name: name, title: title, glyphs: glyphs, looks: looks, tier: tier)
  }
}

extension Role {
  /// What tells the roles apart where there are no colours.
  fileprivate static let attributes: [Role: Appearance] = [
    .title: Appearance(bold: true),
    .header: Appearance(bold: true, underline: true),
    .borderFocus: Appearance(bold: true),
    .selection: Appearance(reverse: true),
    .selectionInactive: Appearance(underline: true),
    .match: Appearance(bold: true, underline: true),
    .keyHint: Appearance(bold: true),
    .identified: Appearance(bold: true),
    .merged: Appearance(bold: true, underline: true),
    .changed: Appearance(bold: true),
    .warning: Appearance(bold: true),
    .error: Appearance(bold: true, reverse: true),
    .statusBar: Appearance(reverse: true),
    .funnelDrop: Appearance(underline: true),
  ]
}
