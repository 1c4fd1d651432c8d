import Analysis
import Canvas

/// What the doctor found: each finding with its examples under it.
struct DoctorState: Equatable, Sendable {
  /// A line of the list.
  struct Row: Hashable, Sendable {
    let finding: Int
    /// Nil for the finding itself.
    let example: Int?
  }

  private(set) var findings: [Finding]?
  private(set) var rows: [Row] = []
  /// They have to be asked for (again).
  var needsFindings = true
  var cursor = ListCursor()
  var wantsDetail: Bool?
  var detailTop = 0

  mutating func take(_ findings: [Finding]) {
    self.findings = findings
    rows = findings.enumerated().flatMap { place, finding in
      [Row(finding: place, example: nil)]
        + finding.examples.indices.map { Row(finding: place, example: $0) }
    }
  }

  func finding(of row: Row) -> Finding? {
    findings.flatMap { $0.indices.contains(row.finding) ? $0[row.finding] : nil }
  }

  var selectedRow: Row? { rows.indices.contains(cursor.index) ? rows[cursor.index] : nil }

  var selected: Finding? { selectedRow.flatMap(finding) }

  /// The example under the cursor; of a finding itself, its worst one.
  var selectedExample: Finding.Example? {
    guard let row = selectedRow, let finding = selected else { return nil }
    return row.example.map { finding.examples[$0] } ?? finding.examples.first
  }

  /// A filter of the List view that finds who is meant: of a finding itself, those of all examples.
  var usersFilter: String? {
    guard let row = selectedRow, let finding = selected else { return nil }
    let examples = row.example.map { [finding.examples[$0]] } ?? finding.examples
    let filters = examples.compactMap(\.usersFilter)
    return filters.isEmpty ? nil : filters.joined(separator: " or ")
  }

  mutating func move(_ movement: Movement, height: Int) {
    let before = cursor.index
    cursor.move(movement, count: rows.count, height: height)
    if cursor.index != before { detailTop = 0 }
  }

  mutating func scroll(by lines: Int, height: Int) {
    cursor.scroll(by: lines, count: rows.count, height: height)
  }

  /// Brings the cursor into the list and into view.
  mutating func settle(height: Int) { cursor.settle(count: rows.count, height: height) }
}
