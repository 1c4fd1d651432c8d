import Foundation
import GRDB
import GRDBSQLite

/// Clears what lies between the cells of pages.
///
/// `secure_delete` overwrites what is deleted, but where SQLite moves cells from page to page it
/// leaves copies in the part of a page that belongs to nothing. Only such bytes are written here, past
/// SQLite: a process that is killed meanwhile leaves a store as good as before, and no reader can
/// tell. <https://sqlite.org/fileformat2.html#b_tree_pages>
struct PageGaps {
  private let db: Database
  private let file: UnsafeMutablePointer<sqlite3_file>
  private let methods: sqlite3_io_methods
  private let pageSize: Int
  private let pageCount: Int

  /// Nil where the store isn't a file.
  private init?(_ db: Database) throws {
    var found: UnsafeMutablePointer<sqlite3_file>?
    let code = sqlite3_file_control(
      db.sqliteConnection, "main", SQLITE_FCNTL_FILE_POINTER, &found)
    guard code == SQLITE_OK, let found, let methods = found.pointee.pMethods else { return nil }
    self.db = db
    file = found
    self.methods = methods.pointee
    pageSize = try Int.fetchOne(db, sql: "PRAGMA page_size") ?? 0
    pageCount = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
  }

  /// Clears all gaps of a store whose log is empty; false where it isn't.
  static func clear(_ path: String, _ db: Database) throws -> Bool {
    // Nobody can write to the log from here on; and with an empty one nobody writes to the file.
    try db.beginTransaction(.immediate)
    defer { try? db.rollback() }
    let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
    guard (log ?? 0) == 0 else { return false }
    guard let gaps = try PageGaps(db) else { return true }
    try gaps.clear()
    return true
  }

  private func clear() throws {
    var waiting = try Int.fetchAll(
      db, sql: "SELECT rootpage FROM sqlite_master WHERE rootpage > 0")
    waiting.append(1)
    var seen = 0
    let page = UnsafeMutableRawBufferPointer.allocate(byteCount: pageSize, alignment: 16)
    defer { page.deallocate() }
    while let number = waiting.popLast() {
      seen += 1
      guard 1...pageCount ~= number, seen <= pageCount else { throw Self.damaged }
      try check(
        methods.xRead(
          file, page.baseAddress, Int32(pageSize), Int64(number - 1) * Int64(pageSize)))
      try clear(page, number, children: &waiting)
    }
    try check(methods.xSync(file, SQLITE_SYNC_NORMAL))
    // Pages that are kept in memory would bring the old bytes back.
    sqlite3_db_release_memory(db.sqliteConnection)
  }

  private func clear(
    _ page: UnsafeMutableRawBufferPointer, _ number: Int, children: inout [Int]
  ) throws {
    func word(_ at: Int) -> Int { Int(page[at]) << 8 | Int(page[at + 1]) }
    func child(_ at: Int) -> Int { word(at) << 16 | word(at + 2) }
    let header = number == 1 ? 100 : 0
    let cells = word(header + 3)
    let isLeaf = page[header] == 10 || page[header] == 13
    guard isLeaf || page[header] == 2 || page[header] == 5 else { throw Self.damaged }
    let pointers = header + (isLeaf ? 8 : 12)
    let start = pointers + 2 * cells
    let content = word(header + 5) == 0 ? 0x1_0000 : word(header + 5)
    guard start <= content, content <= pageSize else { throw Self.damaged }
    if !isLeaf {
      children.append(child(header + 8))
      for cell in 0..<cells {
        let at = word(pointers + 2 * cell)
        guard at >= content, at + 4 <= pageSize else { throw Self.damaged }
        children.append(child(at))
      }
    }
    let gap = UnsafeMutableRawBufferPointer(rebasing: page[start..<content])
    guard gap.contains(where: { $0 != 0 }) else { return }
    gap.initializeMemory(as: UInt8.self, repeating: 0)
    try check(
      methods.xWrite(
        file, gap.baseAddress, Int32(gap.count), Int64(number - 1) * Int64(pageSize) + Int64(start))
    )
  }

  private func check(_ code: Int32) throws {
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  private static let damaged = StoreError.damaged("a page of the file isn't one of a table")
}
