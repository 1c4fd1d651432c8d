/// The characters that widgets draw with; each takes one column.
package struct Glyphs: Hashable, Sendable {
  package var horizontal: Unicode.Scalar
  package var vertical: Unicode.Scalar
  package var topLeft: Unicode.Scalar
  package var topRight: Unicode.Scalar
  package var bottomLeft: Unicode.Scalar
  package var bottomRight: Unicode.Scalar
  package var ellipsis: Unicode.Scalar
  package var sortUp: Unicode.Scalar
  package var sortDown: Unicode.Scalar
  package var left: Unicode.Scalar
  package var right: Unicode.Scalar
  package var mark: Unicode.Scalar
  package var bullet: Unicode.Scalar
  package var check: Unicode.Scalar
  package var cross: Unicode.Scalar
  package var separator: Unicode.Scalar
  /// A horizontal bar's parts, from the thinnest to the full cell.
  package var barParts: [Unicode.Scalar]
  /// A sparkline's heights, from the lowest to the full cell.
  package var sparks: [Unicode.Scalar]
  /// The empty one of the 256 patterns of eight dots, which lines of a chart are drawn with; nil
  /// where there are none.
  package var dots: Unicode.Scalar?
  package var scrollTrack: Unicode.Scalar
  package var scrollThumb: Unicode.Scalar
  /// The lines of a tree: a child, the last child, and the line past a child.
  package var branch: Unicode.Scalar
  package var lastBranch: Unicode.Scalar
  package var trunk: Unicode.Scalar
  /// What a busy sign turns through.
  package var spinner: [Unicode.Scalar]

  package static let unicode = Glyphs(
    horizontal: "─", vertical: "│", topLeft: "╭", topRight: "╮", bottomLeft: "╰",
    bottomRight: "╯", ellipsis: "…", sortUp: "▲", sortDown: "▼", left: "◀", right: "▶",
    mark: "●", bullet: "•", check: "✓", cross: "✗", separator: "›",
    barParts: ["▏", "▎", "▍", "▌", "▋", "▊", "▉", "█"],
    sparks: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"], dots: "\u{2800}",
    scrollTrack: "│", scrollThumb: "┃", branch: "├", lastBranch: "└", trunk: "│",
    spinner: ["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"])

  package static let ascii = Glyphs(
    horizontal: "-", vertical: "|", topLeft: "+", topRight: "+", bottomLeft: "+",
    bottomRight: "+", ellipsis: "~", sortUp: "^", sortDown: "v", left: "<", right: ">",
    mark: "*", bullet: "*", check: "+", cross: "x", separator: ">",
    barParts: ["#"], sparks: ["_", ".", "-", "=", "+", "*", "%", "#"], dots: nil,
    scrollTrack: "|", scrollThumb: "#", branch: "|", lastBranch: "`", trunk: "|",
    spinner: ["|", "/", "-", "\\"])
}
