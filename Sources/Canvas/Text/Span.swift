/// A piece of text in one style.
///
/// A line is an array of spans.
package struct Span: Hashable, Sendable {
  package var text: String
  package var style: Style
  /// The parts of `text` drawn as matches, in order; indices of `text`.
  package var matches: [Range<String.Index>] = []

  package init(_ text: String, _ style: Style, matches: [Range<String.Index>] = []) {
    self.text = text
    self.style = style
    self.matches = matches
  }

  package init(_ text: String, _ role: Role = .text) {
    self.init(text, Style(role))
  }
}

/// Finds the parts of a text that a search matches, in order and without overlap.
package typealias Matcher = @Sendable (String) -> [Range<String.Index>]

extension [Span] {
  /// The columns that the spans take together.
  package var width: Int { reduce(0) { $0 + TextWidth.of($1.text) } }

  /// The same spans, marked as lying on the selected row.
  package var selected: [Span] { restyled { $0.isSelected = true } }

  package var underlined: [Span] { restyled { $0.isUnderlined = true } }

  /// The same spans in one role, as a row has that is selected in a pane without the focus.
  package func inRole(_ role: Role) -> [Span] { restyled { $0.role = role } }

  /// The same spans with what `matcher` finds in each of them.
  package func matching(_ matcher: Matcher?) -> [Span] {
    guard let matcher else { return self }
    return map { Span($0.text, $0.style, matches: matcher($0.text)) }
  }

  private func restyled(_ change: (inout Style) -> Void) -> [Span] {
    map { span in
      var span = span
      change(&span.style)
      return span
    }
  }
}
