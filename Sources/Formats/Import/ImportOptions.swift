import Domain

/// How a file is to be read.
package struct ImportOptions: Sendable {
  /// Nil: told from the first line.
  package var format: ImportFormat?
  /// Which columns of a CSV file mean what; nil: told from the names in its header.
  package var columns: CSVColumns?
  /// What the rows of a CSV file are.
  package var rows: CSVRows
  /// The time of what tells none itself: rows of user properties, Segment messages (R-X4).
  package var arrival: Timestamp
  /// Seconds east of UTC for a local clock (milliseconds as if UTC), for times without a zone.
  package var zone: @Sendable (Int64) -> Int64
  /// Asked while a pipe keeps the reader waiting; true ends the file there.
  package var isStopped: @Sendable () -> Bool = { false }

  package init(
    format: ImportFormat? = nil, columns: CSVColumns? = nil, rows: CSVRows = .events,
    arrival: Timestamp,
    zone: @escaping @Sendable (Int64) -> Int64 = { _ in 0 }
  ) {
    self.format = format
    self.columns = columns
    self.rows = rows
    self.arrival = arrival
    self.zone = zone
  }
}
