import Analysis
import Canvas
import Explorer

/// What the doctor found, for people, the worst first.
enum FindingsText {
  /// - Parameter store: how commands name the store; nil where they find it by themselves.
  static func text(_ findings: [Finding], store: String?, width: Int) -> String {
    if findings.isEmpty {
      return "Nothing found: identities, devices, times and properties look as they should.\n"
    }
    var lines: [String] = []
    for severity in Finding.Severity.allCases {
      let these = findings.filter { $0.code.severity == severity }
      if these.isEmpty { continue }
      if !lines.isEmpty { lines.append("") }
      lines.append(severity.title)
      for finding in these { lines += [""] + self.lines(of: finding, store, min(width, 100)) }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func lines(of finding: Finding, _ store: String?, _ width: Int) -> [String] {
    var lines = ["  \(finding.code.title) · \(finding.countText)  [\(finding.code.rawValue)]"]
    lines += paragraph(finding.code.meaning, width) + paragraph(finding.code.advice, width)
    for example in finding.examples {
      let place = example.environment.map { " (in \($0))" } ?? ""
      lines.append("      \(cut(example.subject))  \(cut(example.detail + place))")
      // Whole, so that it can be copied.
      lines.append("        \(example.command(store: store).text)")
    }
    let more = finding.count - finding.examples.count
    if more > 0 { lines.append("      and \(more.grouped) more") }
    return lines
  }

  private static func paragraph(_ text: String, _ width: Int) -> [String] {
    [Span(text)].wrapped(to: max(20, width - 4)).map { line in
      let text = line.map(\.text).joined()
      return "    " + String(text.reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func cut(_ text: String) -> String { TextWidth.truncate(text, to: 80) }
}
