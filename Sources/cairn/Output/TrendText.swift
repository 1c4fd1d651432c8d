import Analysis
import Canvas
import Domain
import Explorer
import Foundation

/// A trend as text: what was counted, a line for each group, and a line for each bucket.
struct TrendText {
  let question: TrendQuestion
  let answer: TrendAnswer
  let calendar: TrendCalendar
  let width: Int

  func render() -> String {
    var lines = [TextWidth.truncate(heading, to: width), ""]
    if answer.buckets.isEmpty {
      lines.append("No such event in this range.")
      return lines.joined(separator: "\n") + "\n"
    }
    if !answer.groups.isEmpty { lines += groups + [""] }
    lines += buckets + ["", TextWidth.truncate(total, to: width)]
    return lines.joined(separator: "\n") + "\n"
  }

  private var heading: String {
    var parts = ["\(question.event.text) per \(question.interval.rawValue)"]
    if let grouping = question.grouping { parts.append("by \(grouping.text)") }
    parts.append(question.range.title)
    parts.append("\(question.interval == .week ? "weeks from Monday" : "days") in \(zone)")
    return parts.joined(separator: " · ")
  }

  private var zone: String { question.timeZone }

  private var groups: [String] {
    let rows = answer.groups.map { group in
      [
        group.value?.text ?? "", group.totalEvents.grouped, group.totalUsers.grouped,
        TextTable.spark(group.events, width: 40),
      ]
    }
    let heading = [question.grouping?.text ?? "", "Events", "Users", ""]
    return TextTable.lines([heading] + rows, [.left, .right, .right, .left], width: width)
  }

  private var buckets: [String] {
    let largest = answer.total.events.max() ?? 0
    let names = answer.groups.map { $0.value?.text ?? "" }
    // The bar gives way to the groups.
    let taken = names.reduce(34) { $0 + max(TextWidth.of(TextWidth.shown($1)), 4) + 2 }
    let bar = min(24, max(6, width - taken))
    let rows = answer.buckets.indices.map { index in
      [
        calendar.title(of: question.interval, answer.buckets[index]),
        answer.total.events[index].grouped, answer.total.users[index].grouped,
        TextTable.bar(answer.total.events[index], of: largest, width: bar),
      ] + answer.groups.map { $0.events[index].grouped }
    }
    return TextTable.lines(
      [[question.interval.rawValue.capitalized, "Events", "Users", ""] + names] + rows,
      [.left, .right, .right, .left] + names.map { _ in .right }, width: width)
  }

  /// Users are told apart over the whole range, so the number is no sum of the lines (R-G1).
  private var total: String {
    "In all: \(answer.total.totalEvents.counted("event")) by "
      + answer.total.totalUsers.counted("user")
      + (answer.buckets.count > 1 ? ", each counted once" : "")
  }
}
