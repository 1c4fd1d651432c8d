/// The kinds of files that can be imported.
package enum ImportFormat: String, Hashable, CaseIterable, Sendable {
  /// Our own calls, one JSON object a line.
  case calls
  /// Messages of the Segment specification, one JSON object a line.
  case segment
  /// Rows with a header.
  case csv
}
