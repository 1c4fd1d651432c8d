import GRDB

/// Blanks names that nobody uses any more, for a name that only one person used can tell of them.
/// Codes are counted, so a blank text stays in its place.
struct VacatedNames {
  private let db: Database
  private let reader: Reader

  init(_ db: Database) {
    self.db = db
    reader = Reader(db, CancellationFlag())
  }

  /// Blanks those of some event names that no event has.
  func vacate(names: Set<Int>) throws {
    guard !names.isEmpty else { return }
    var unused = names
    var isUsed = [Bool](repeating: false, count: try reader.count(of: .names))
    var codes: [UInt32] = []
    // Most names are found in the first segment that is looked at.
    for segment in try reader.segments(.events) where !unused.isEmpty {
      try reader.integers(.name, of: segment, into: &codes)
      isUsed.withUnsafeMutableBufferPointer { isUsed in
        for code in codes { isUsed[Int(code)] = true }
      }
      unused = unused.filter { !isUsed[$0] }
    }
    try blank(unused, in: "event_name")
  }

  /// Blanks those of some property keys that nothing has.
  func vacate(keys: Set<Int>) throws {
    guard !keys.isEmpty else { return }
    let segments = try [.events, .writes, .sessions].flatMap { try reader.segments($0) }
    let isThere = try db.cachedStatement(sql: "SELECT 1 FROM segment_column WHERE id = ?")
    let unused = try keys.filter { key in
      try !segments.contains { segment in
        let id = segment.id << Field.fieldBits | Field.property(key).number
        return try Int.fetchOne(isThere, arguments: [id]) != nil
      }
    }
    try blank(unused, in: "property_key")
  }

  private func blank(_ codes: Set<Int>, in table: String) throws {
    for code in codes.sorted() {
      try db.execute(sql: "UPDATE \(table) SET text = '' WHERE id = ?", arguments: [code])
    }
  }
}
