import Analysis
import Canvas
import Domain
import Explorer

/// A funnel for people and for tables.
enum FunnelText {
  /// The rule in force, then the steps with bars for everybody and for each group.
  static func render(_ question: FunnelQuestion, _ answer: FunnelAnswer, width: Int) -> String {
    let rows = [answer.total] + answer.groups
    let columns = Columns(question, rows, width: width)
    var lines = [rule(question, answer), ""]
    for row in rows {
      lines.append(heading(of: row, question))
      for step in question.steps.indices { lines.append(line(step, row, question, columns)) }
      lines.append("")
    }
    return lines.dropLast().map { TextWidth.truncate($0, to: width) + "\n" }.joined()
  }

  /// One line for each step of each group.
  static func csv(_ question: FunnelQuestion, _ answer: FunnelAnswer) -> String {
    var text = CSVLines.line([
      "group", "step", "event", "count", "of_first", "of_previous", "dropped", "still_in_time",
      "median_seconds",
    ])
    for row in [answer.total] + answer.groups {
      for (step, selector) in question.steps.enumerated() {
        let isLast = step + 1 == question.steps.count
        text += CSVLines.line([
          row.value?.text ?? "", String(step + 1), selector.text, String(row.counts[step]),
          percent(row.counts[step], of: row.counts[0]),
          step == 0 ? "" : percent(row.counts[step], of: row.counts[step - 1]),
          String(row.dropped(after: step)), String(row.stillInTime[step]),
          isLast ? row.medianTime.map { String(Double($0) / 1000) } ?? "" : "",
        ])
      }
    }
    return text
  }

  // MARK: Lines

  /// `within 7 days, best entry; 1 Jan – 31 Mar 2026; users`
  private static func rule(_ question: FunnelQuestion, _ answer: FunnelAnswer) -> String {
    let window = question.window.map { "within \(duration($0)), best entry" }
    let filter = question.filter.isEmpty ? "" : ", only those who match"
    return [window ?? "no time limit", span(question.range, answer.range), unit(question) + filter]
      .joined(separator: "; ")
  }

  private static func heading(of row: FunnelGroup, _ question: FunnelQuestion) -> String {
    let title = row.value?.text ?? "All"
    guard let last = row.counts.last, row.counts[0] > 0 else { return title }
    let median =
      row.medianTime.map { ", half of them within \(DurationText.of(milliseconds: $0))" } ?? ""
    return "\(title): \(last.grouped) of \(row.counts[0].grouped) convert"
      + " (\(percent(last, of: row.counts[0])) %)" + (question.steps.count > 1 ? median : "")
  }

  /// How wide the parts of a line are.
  private struct Columns {
    var name: Int
    var count: Int
    var bar: Int
    /// Whether words have to be short for numbers not to be cut.
    var isNarrow: Bool

    init(_ question: FunnelQuestion, _ rows: [FunnelGroup], width: Int) {
      name = min(30, question.steps.map { TextWidth.of(TextWidth.shown($0.text)) }.max() ?? 0)
      count = rows.map { $0.counts[0].grouped.count }.max() ?? 1
      bar = max(8, min(40, width - name - count - 60))
      // All that stands in a line beside the name and numbers as wide as the largest.
      isNarrow =
        rows.contains { $0.stillInTime.contains { $0 > 0 } }
        ? width < name + bar + 3 * count + 63 : width < name + bar + 2 * count + 47
    }
  }

  private static func line(
    _ step: Int, _ row: FunnelGroup, _ question: FunnelQuestion, _ columns: Columns
  ) -> String {
    let count = row.counts[step]
    let name = TextWidth.truncate(question.steps[step].text, to: columns.name)
    var line = "  \(step + 1 < 10 ? " " : "")\(step + 1) "
    line += TextWidth.pad(name, to: columns.name) + " "
    line += TextWidth.pad(bar(count, of: row.counts[0], columns.bar), to: columns.bar) + " "
    line += TextWidth.pad(count.grouped, to: columns.count, alignment: .right)
    line += TextWidth.pad(percent(count, of: row.counts[0]), to: 7, alignment: .right)
    line += row.counts[0] > 0 ? " %" : "  "
    if step > 0, row.counts[step - 1] > 0 {
      let previous = percent(count, of: row.counts[step - 1])
      line += TextWidth.pad(previous, to: 7, alignment: .right)
      line += columns.isNarrow ? " % prev." : " % of previous"
    }
    if row.dropped(after: step) > 0 { line += "  \(row.dropped(after: step).grouped) dropped" }
    if row.stillInTime[step] > 0 {
      let words = columns.isNarrow ? "in time" : "still in time"
      line += "  \(row.stillInTime[step].grouped) \(words)"
    }
    return line
  }

  /// Eighths of a column; a number above 0 is never invisible.
  private static func bar(_ count: Int, of all: Int, _ width: Int) -> String {
    guard all > 0, count > 0 else { return "" }
    let parts = Glyphs.unicode.barParts
    let length = max(1, count * width * parts.count / all)
    var text = String(repeating: String(parts[parts.count - 1]), count: length / parts.count)
    if length % parts.count > 0 { text += String(parts[length % parts.count - 1]) }
    return text
  }

  /// With one digit after the point; blank where there is nothing to compare with (R-F6).
  private static func percent(_ count: Int, of all: Int) -> String {
    guard all > 0 else { return "" }
    let tenths = (count * 2000 + all) / (2 * all)
    return "\(tenths / 10).\(tenths % 10)"
  }

  // MARK: Words

  private static func unit(_ question: FunnelQuestion) -> String {
    switch question.unit {
    case .user: "users"
    case .session: "sessions"
    case .userInSession: "users, all steps in one session"
    case .account(let property): property.map { "accounts by \($0)" } ?? "accounts"
    }
  }

  private static func duration(_ milliseconds: Int64) -> String {
    for (unit, name) in [(86_400_000, "day"), (3_600_000, "hour"), (60_000, "minute")]
    where milliseconds.isMultiple(of: Int64(unit)) {
      return Int(milliseconds / Int64(unit)).counted(name)
    }
    return milliseconds.isMultiple(of: 1000)
      ? Int(milliseconds / 1000).counted("second") : Int(milliseconds).counted("millisecond")
  }

  /// The range in force in days, and where it cuts through one, to the minute.
  private static func span(_ asked: TimeRange, _ range: Range<Timestamp>?) -> String {
    guard let range else { return asked.title }
    let (start, end) = (range.lowerBound, range.upperBound)
    let isWhole = [start, end].allSatisfy { $0.milliseconds.isMultiple(of: 86_400_000) }
    let last = isWhole && start < end ? Timestamp(milliseconds: end.milliseconds - 1) : end
    let isOpen = (start == .earliest, end > .latest)
    let from = isWhole ? day(start) : "\(day(start)) \(start.exact.suffix(8).prefix(5))"
    let to = isWhole ? day(last) : "\(day(last)) \(last.exact.suffix(8).prefix(5))"
    return switch isOpen {
    case (true, true): "all time"
    case (true, false): "until \(to)"
    case (false, true): "since \(from)"
    case (false, false): "\(from) – \(to)"
    }
  }

  /// `1 Jan 2026`
  private static func day(_ time: Timestamp) -> String {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let parts = time.description.prefix(10).split(separator: "-").compactMap { Int($0) }
    guard parts.count == 3, months.indices ~= parts[1] - 1 else { return "" }
    return "\(parts[2]) \(months[parts[1] - 1]) \(parts[0])"
  }
}
