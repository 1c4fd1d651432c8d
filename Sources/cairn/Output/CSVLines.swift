import Canvas
import Foundation

/// Comma-separated values by RFC 4180.
enum CSVLines {
  /// Data go into files as they are; a terminal is shown what it would otherwise obey.
  private static let isRead = isatty(1) != 0

  static func line(_ cells: [String]) -> String {
    let shown = isRead ? cells.map(TextWidth.shown) : cells
    return shown.map(quoted).joined(separator: ",") + "\n"
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n\r\r\n".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
