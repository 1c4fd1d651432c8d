import Dispatch
import Domain
import Foundation
import GRDB
import Synchronization

/// A store of facts: one SQLite file, or memory alone.
///
/// Any number of readers, in any number of processes, see the last commit and are never blocked;
/// one process at a time writes (``Writer``).
package final class Store: Sendable {
  /// What the store is called in messages: its path.
  package let name: String
  let database: any DatabaseWriter
  let lock: WriterLock?

  private init(name: String, database: any DatabaseWriter, lock: WriterLock?) {
    self.name = name
    self.database = database
    self.lock = lock
  }

  /// A store that lives in memory and ends with this value.
  package static func inMemory() throws(StoreError) -> Store {
    try translating("memory") {
      let queue = try DatabaseQueue(configuration: configuration(readOnly: false))
      try Schema.migrator.migrate(queue)
      return Store(name: "memory", database: queue, lock: nil)
    }
  }

  /// Opens a store to read it.
  package static func open(_ path: String) throws(StoreError) -> Store {
    guard try StoreFile(path).exists else { throw StoreFile(path).missing }
    return try translating(path) {
      let database = try openReadOnly(path)
      try database.read { db in
        try check(db, path)
        guard try Schema.migrator.hasCompletedMigrations(db) else {
          throw StoreError(
            .notAStore,
            "\(path) was written by an older version of Cairn; any command that writes, such as "
              + "'cairn import', brings it up to date")
        }
      }
      return Store(name: path, database: database, lock: nil)
    }
  }

  /// Opens a store to write it, and creates it where there is none. It is held until the value ends;
  /// another writer is refused meanwhile.
  ///
  /// - Parameter creating: false where a store that isn't there is an error.
  package static func openForWriting(
    _ path: String, creating: Bool = true
  ) throws(StoreError) -> Store {
    let isThere = try StoreFile(path).exists
    guard isThere || creating else { throw StoreFile(path).missing }
    if !isThere { try createFolder(of: path) }
    let lock = try WriterLock(store: path)
    return try translating(path) {
      if !isThere { try create(path) }
      let pool = try DatabasePool(path: path, configuration: configuration(readOnly: false))
      try pool.write { db in try check(db, path) }
      try Schema.migrator.migrate(pool)
      return Store(name: path, database: pool, lock: lock)
    }
  }

  /// Ends the use of the file: its log is written back, so that the one file is the whole store.
  package func close() throws(StoreError) {
    try Store.translating(name) {
      // Whoever closes last tidies up, and only a connection that may write can.
      let pool = database as? DatabasePool
      pool?.invalidateReadOnlyConnections()
      if lock != nil {
        _ = try? pool?.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
      }
      try database.close()
      if lock == nil, pool != nil { Self.tidy(name) }
    }
    lock?.release()
  }

  /// Removes what reading leaves beside a store, unless others use it; it's no harm where that fails.
  private static func tidy(_ path: String) {
    guard FileManager.default.fileExists(atPath: path + "-wal"),
      let queue = try? DatabaseQueue(path: path)
    else { return }
    _ = try? queue.read { db in try Int.fetchOne(db, sql: "PRAGMA schema_version") }
    try? queue.close()
  }

  /// Answers a question from one consistent snapshot, off the caller's thread. Cancelling the task
  /// makes the reader throw at its next check.
  ///
  /// - Parameter moment: the last moment that counts; nil for all time.
  package func read<Answer: Sendable>(
    asOf moment: Timestamp? = nil, _ question: @escaping @Sendable (Reader) throws -> Answer
  ) async throws -> Answer {
    let flag = CancellationFlag()
    let answer = try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        DispatchQueue.global(qos: .userInitiated).async { [self] in
          continuation.resume(with: Result { try readNow(flag, asOf: moment, question) })
        }
      }
    } onCancel: {
      flag.cancel()
    }
    return answer
  }

  /// The same on the caller's own thread.
  package func readNow<Answer>(
    _ flag: CancellationFlag = CancellationFlag(), asOf moment: Timestamp? = nil,
    _ question: (Reader) throws -> Answer
  ) throws -> Answer {
    do {
      return try database.read { db in try question(Reader(db, flag, asOf: moment)) }
    } catch let error as DatabaseError {
      throw StoreError(error, name)
    } catch is RowDecodingError {
      throw StoreError.damaged("\(name) has a table with values of the wrong kind")
    }
  }

  // MARK: Opening

  private static func configuration(readOnly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readOnly
    // A strict import is one transaction over many flushes.
    configuration.allowsUnsafeTransactions = true
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { db in
      try db.execute(sql: "PRAGMA mmap_size = \(1 << 40)")
      try RowFunction.register(db)
      if !readOnly {
        // What a deletion leaves no trace of must not have left one before, when rows moved.
        try db.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA secure_delete = ON")
      }
    }
    return configuration
  }

  /// A file on a medium that can't be written is read as it lies, without its log.
  private static func openReadOnly(_ path: String) throws -> any DatabaseWriter {
    do {
      let pool = try DatabasePool(path: path, configuration: configuration(readOnly: true))
      _ = try pool.read { db in try Int.fetchOne(db, sql: "PRAGMA schema_version") }
      return pool
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
    {
      let log = try? FileManager.default.attributesOfItem(atPath: path + "-wal")[.size] as? Int
      if let log, log > 0 {
        throw StoreError(
          .readOnly,
          "\(path) was left with a log (\(path)-wal) that can't be taken in, for its folder can't "
            + "be written; open it once where it can be")
      }
      let address = URL(filePath: path).absoluteString + "?immutable=1"
      return try DatabaseQueue(path: address, configuration: configuration(readOnly: true))
    }
  }

  private static func createFolder(of path: String) throws(StoreError) {
    try translating(path) {
      let folder = URL(filePath: path).deletingLastPathComponent()
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
  }

  /// Lays an empty file with its page size and mark, before anything is logged.
  private static func create(_ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase { db in
      try db.execute(
        sql: "PRAGMA page_size = 16384; PRAGMA application_id = \(Schema.applicationID); VACUUM")
    }
    try Schema.migrator.migrate(queue)
    try queue.close()
  }

  private static func check(_ db: Database, _ path: String) throws {
    if try Schema.migrator.hasBeenSuperseded(db) {
      throw StoreError(
        .newer, "\(path) was written by a newer version of Cairn; update this program to read it")
    }
  }

  static func translating<Value>(
    _ path: String, _ body: () throws -> Value
  ) throws(StoreError) -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch let error as DatabaseError {
      throw StoreError(error, path)
    } catch is RowDecodingError {
      throw .damaged("\(path) has a table with values of the wrong kind")
    } catch {
      throw StoreError(.unreadable, "\(path): \(error.localizedDescription)")
    }
  }
}

/// Tells a fold that its answer is no longer wanted.
package final class CancellationFlag: Sendable {
  private let isSet = Atomic(false)

  package init() {}

  package func cancel() { isSet.store(true, ordering: .relaxed) }

  package func check() throws(CancellationError) {
    if isSet.load(ordering: .relaxed) { throw CancellationError() }
  }
}
