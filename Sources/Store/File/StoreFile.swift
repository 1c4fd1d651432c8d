import Foundation
import GRDB

/// What lies at the path of a store, told from its first bytes: SQLite itself would change a file
/// that belongs to another program, if only its journal mode.
struct StoreFile {
  private let path: String

  init(_ path: String) {
    self.path = path
  }

  private static let magic = Array("SQLite format 3\0".utf8)
  /// Where SQLite keeps the application id.
  private static let mark = 68..<72

  /// Whether there is a store. An empty file is none yet: a process that was killed while it made
  /// one leaves such a file.
  ///
  /// - Throws: `StoreError.notAStore` where something else lies there.
  var exists: Bool {
    get throws(StoreError) {
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
        return false
      }
      if isFolder.boolValue {
        throw StoreError(.notAStore, "\(path) is a folder; expected the file of a store")
      }
      guard let file = FileHandle(forReadingAtPath: path) else {
        throw StoreError(
          .unreadable, "\(path) can't be opened; check the permissions of file and folder")
      }
      defer { try? file.close() }
      let start = [UInt8]((try? file.read(upToCount: Self.mark.upperBound)) ?? Data())
      if start.isEmpty { return false }
      let mark = start.dropFirst(Self.mark.lowerBound).reduce(0) { $0 << 8 | Int32($1) }
      guard start.starts(with: Self.magic), mark == Schema.applicationID else {
        throw .notAStore(path)
      }
      return true
    }
  }

  /// Why a store that isn't there can't be read.
  var missing: StoreError {
    let makes =
      "'cairn import FILE --store \(path)' makes one, and 'cairn demo' shows the sample data"
    return FileManager.default.fileExists(atPath: path)
      ? StoreError(.missing, "\(path) is empty, not a store; \(makes)")
      : StoreError(.missing, "there is no store at \(path); \(makes)")
  }
}

extension StoreError {
  fileprivate static func notAStore(_ path: String) -> StoreError {
    StoreError(
      .notAStore,
      "\(path) is not a store of Cairn; to load a file of events into a store, use "
        + "'cairn import \(path) --store NEW.db'")
  }

  /// Puts what SQLite says into words.
  init(_ error: DatabaseError, _ path: String) {
    switch error.resultCode {
    case .SQLITE_FULL:
      self.init(
        .full,
        "the disk of \(path) is full; everything committed before is kept. Free some room and "
          + "import the rest again")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self.init(.locked, "\(path) is locked by another program; try again when it is done")
    case .SQLITE_READONLY:
      self.init(.readOnly, "\(path) can't be written; check the permissions of file and folder")
    case .SQLITE_NOTADB: self = .notAStore(path)
    case .SQLITE_CORRUPT: self = .damaged("\(path): \(error.message ?? "malformed")")
    case .SQLITE_CANTOPEN:
      self.init(.unreadable, "\(path) can't be opened; check the permissions of file and folder")
    default: self.init(.unreadable, "\(path): \(error.message ?? "\(error.resultCode)")")
    }
  }
}
