import Analysis
import Canvas
import Domain

/// The chain of ``WhyChain`` as lines: boxes for what there is, arrows for what led on, and the rule
/// behind each step.
package struct WhyText {
  private let width: Int
  private let glyphs: Glyphs
  private let signs: Signs
  private var lines: [[Span]] = []

  /// No line is wider than `width`, which is taken as at least 20.
  package static func lines(_ chain: WhyChain, width: Int, glyphs: Glyphs = .unicode) -> [[Span]] {
    var text = WhyText(width: max(20, width), glyphs: glyphs)
    for step in chain.steps { text.add(step) }
    return text.lines
  }

  private init(width: Int, glyphs: Glyphs) {
    self.width = width
    self.glyphs = glyphs
    signs = Signs(glyphs)
  }

  private mutating func add(_ step: WhyStep) {
    switch step.kind {
    case .box: addBox(step)
    case .arrow: addLink(step, down: signs.down, line: glyphs.vertical, role: .merged)
    case .brokenArrow: addLink(step, down: signs.broken, line: glyphs.vertical, role: .warning)
    case .member:
      let title = TextWidth.truncate(step.title, to: width - 5, ellipsis: glyphs.ellipsis)
      lines.append([Span("  \(glyphs.branch)\(glyphs.horizontal) ", .merged), Span(title)])
      for line in step.lines { addText(line, behind: [Span("  \(glyphs.trunk)    ", .merged)]) }
    case .note:
      for line in step.lines { addText(line, behind: [Span("\(glyphs.bullet) ", .changed)]) }
    case .otherwise:
      lines.append([])
      lines.append([Span("Otherwise", .header)])
      for line in step.lines { addText(line, behind: []) }
    }
  }

  private mutating func addBox(_ step: WhyStep) {
    let content = step.lines.flatMap { wrapped($0, to: width - 4) }
    let title = TextWidth.truncate(
      TextWidth.shown(step.title), to: width - 6, ellipsis: glyphs.ellipsis)
    let inside = max(TextWidth.of(title) + 2, content.map(\.width).max() ?? 0)
    let side = Span(String(glyphs.vertical), .border)
    func rule(_ count: Int) -> String { String(repeating: String(glyphs.horizontal), count: count) }
    lines.append([
      Span("\(glyphs.topLeft)\(rule(1)) ", .border), Span(title, Style(.title, bold: true)),
      Span(" \(rule(inside - TextWidth.of(title) - 1))\(glyphs.topRight)", .border),
    ])
    for line in content {
      let blank = Span(String(repeating: " ", count: inside - line.width + 1))
      lines.append([side, Span(" ")] + line + [blank, side])
    }
    lines.append([
      Span("\(glyphs.bottomLeft)\(rule(inside + 2))\(glyphs.bottomRight)", .border)
    ])
  }

  /// What leads from one box to the next; the arrow's head is beside the last line.
  private mutating func addLink(
    _ step: WhyStep, down: String, line: Unicode.Scalar, role: Role
  ) {
    var content = step.lines.flatMap { wrapped($0, to: width - 5) }
    if content.count < 2 { content.append([]) }
    for (place, text) in content.enumerated() {
      let sign = place == content.count - 1 ? down : String(line)
      lines.append([Span("  \(sign)", role), Span(text.isEmpty ? "" : "  ")] + text)
    }
  }

  private mutating func addText(_ line: WhyLine, behind start: [Span]) {
    let indent = Span(String(repeating: " ", count: start.width))
    for (place, text) in wrapped(line, to: width - start.width).enumerated() {
      lines.append((place == 0 || start.first?.style.role == .merged ? start : [indent]) + text)
    }
  }

  private func wrapped(_ line: WhyLine, to width: Int) -> [[Span]] {
    var spans = [Span(TextWidth.shown(line.text))]
    if let rule = line.rule { spans.append(Span("  \(rule)", .keyHint)) }
    return spans.wrapped(to: max(8, width)).map(\.withoutEndingBlanks)
  }
}

extension [Span] {
  /// A line that was broken keeps the blanks that it was broken at.
  fileprivate var withoutEndingBlanks: [Span] {
    var line = self
    while let last = line.last {
      let text = String(last.text.reversed().drop { $0 == " " }.reversed())
      if !text.isEmpty {
        line[line.count - 1].text = text
        break
      }
      line.removeLast()
    }
    return line
  }
}
