import GRDB
import GRDBSQLite

/// An SQL function that hands each row it sees to a closure: `cairn_each(receiver, value…)`.
///
/// SQLite then goes from row to row by itself; asking it for one row after another takes twice as
/// long, which counts where a table has as many rows as there are users.
enum RowFunction {
  /// Makes the function known to a connection.
  static func register(_ db: Database) throws {
    let code = sqlite3_create_function_v2(
      db.sqliteConnection, "cairn_each", -1, SQLITE_UTF8, nil, nil,
      { _, count, values in
        guard let values, count > 0,
          let receiver = sqlite3_value_pointer(values[0], RowFunction.pointerType)
        else { return }
        receiver.assumingMemoryBound(to: Receiver.self).pointee.body(Values(first: values + 1))
      }, { context in sqlite3_result_null(context) }, nil)
    guard code == SQLITE_OK else { throw DatabaseError(resultCode: ResultCode(rawValue: code)) }
  }

  /// The values of one row, by their place in the query; only good until the next row.
  struct Values {
    fileprivate let first: UnsafeMutablePointer<OpaquePointer?>

    @inline(__always)
    func integer(_ place: Int) -> Int64 { sqlite3_value_int64(first[place]) }

    /// The bytes as they lie: asked for a text, SQLite copies it to end it with a zero.
    func bytes(_ place: Int) -> UnsafeRawBufferPointer {
      let start = sqlite3_value_blob(first[place])
      return UnsafeRawBufferPointer(
        start: start, count: Int(sqlite3_value_bytes(first[place])))
    }
  }

  private struct Receiver {
    let body: (Values) -> Void
  }

  private static let pointerName: StaticString = "cairn_each"

  /// SQLite compares it with that of the pointer, so it has to live as long as the program.
  private static var pointerType: UnsafePointer<CChar> {
    UnsafeRawPointer(pointerName.utf8Start).assumingMemoryBound(to: CChar.self)
  }

  /// Hands over every row of a table in order of its row ids.
  static func each(
    _ columns: String, of table: String, _ db: Database, _ body: (Values) -> Void
  ) throws {
    let statement = try db.makeStatement(
      sql: "SELECT cairn_each(?, \(columns)) FROM \(table) NOT INDEXED")
    let query = statement.sqliteStatement
    defer {
      sqlite3_reset(query)
      sqlite3_clear_bindings(query)
    }
    let code = withoutActuallyEscaping(body) { body in
      withUnsafePointer(to: Receiver(body: body)) { receiver in
        sqlite3_bind_pointer(
          query, 1, UnsafeMutableRawPointer(mutating: receiver), pointerType, nil)
        return sqlite3_step(query)
      }
    }
    guard code == SQLITE_ROW else {
      throw DatabaseError(
        resultCode: ResultCode(rawValue: code),
        message: String(cString: sqlite3_errmsg(db.sqliteConnection)))
    }
  }
}
