import Analysis
import Canvas
import Domain

/// The List view as plain text, for where there is no terminal.
package enum ListText {
  /// A heading with counts and range, and a line for each user. No line is wider than `width`, and
  /// none has a control character in it.
  ///
  /// - Parameters:
  ///   - properties: the user properties that get a column.
  ///   - range: how the range in force is named.
  package static func render(
    _ page: UsersPage, width: Int, now: Timestamp, properties: [String] = [],
    range: TimeRange = .all
  ) -> String {
    let columns: [UserColumn] =
      [.name, .lastSeen, .firstSeen, .sessions, .events] + properties.map { .property($0) }
    var table = [columns.map { cut($0.title) }]
    for row in page.rows {
      table.append(columns.map { cut(text($0, of: row, now: now)) })
    }
    let widths = columns.indices.map { column in
      table.map { TextWidth.of($0[column]) }.max() ?? 0
    }
    let lines = table.map { cells in
      let padded = columns.indices.map { index in
        TextWidth.pad(
          cells[index], to: widths[index], alignment: columns[index].isCount ? .right : .left)
      }
      return fit(padded.joined(separator: "  "), to: width)
    }
    var output = [fit(heading(page, range), to: width), ""] + lines
    if page.rows.count < page.matching {
      output.append("")
      output.append(fit("\((page.matching - page.rows.count).grouped) more", to: width))
    }
    return output.joined(separator: "\n") + "\n"
  }

  private static func heading(_ page: UsersPage, _ range: TimeRange) -> String {
    (page.counts(in: range, isFiltered: false) + [range.activity]).joined(separator: " · ")
  }

  private static func text(_ column: UserColumn, of row: UserRow, now: Timestamp) -> String {
    switch column {
    case .name: row.name + (row.warnings.isEmpty ? "" : " !")
    case .firstSeen: row.firstSeen.relative(to: now)
    case .lastSeen: row.lastSeen?.relative(to: now, showsTime: true) ?? "—"
    case .sessions: row.sessions.grouped
    case .events: row.events.grouped
    default: column.plainText(of: row)
    }
  }

  /// The text as it may be printed, at most 40 columns of it.
  private static func cut(_ text: String) -> String { TextWidth.truncate(text, to: 40) }

  private static func fit(_ line: String, to width: Int) -> String {
    let cut = TextWidth.truncate(line, to: width)
    return String(cut.reversed().drop { $0 == " " }.reversed())
  }
}

extension UserColumn {
  fileprivate var isCount: Bool { self == .sessions || self == .events }
}
