import Domain
import Foundation
import GRDB

/// Adds facts to a store. What was appended becomes visible, all at once, with ``commit()``.
///
/// Used by one thread; it stores on another one. Opening it is cheap: the first look-ups search the stored columns. Once there
/// are many, all users and sessions are held in memory.
package final class Writer {
  let store: Store
  let committed: CommittedRows
  private(set) var rows: PendingRows
  private var clients: [String: String] = [:]
  private var files: [ImportedFile] = []
  /// The user property that names a user's account (R-A13).
  package private(set) var accountProperty = AccountID.defaultProperty
  private var isAccountPropertyNew = false
  /// How much of each dictionary is stored already.
  private var stored = (environments: 0, names: 0, keys: 0)
  private var isHolding = false
  private let committer = Committer()

  package init(_ store: Store) throws(StoreError) {
    self.store = store
    committed = try Store.translating(store.name) { try CommittedRows(store) }
    rows = PendingRows(committed)
    try Store.translating(store.name) { try store.readNow { try load($0) } }
  }

  // MARK: Rows

  /// Appends facts of one environment in their order; says which merges were refused and why.
  @discardableResult
  package func append(_ facts: [Fact], in app: AppID) -> [CallWarning] {
    rows.append(facts, in: app)
  }

  /// Lends the rows to a loader, which adds to them directly.
  package func withRows<Result>(_ body: (inout PendingRows) throws -> Result) rethrows -> Result {
    try body(&rows)
  }

  // MARK: Questions while writing

  /// Announces that many idempotency keys will be looked up.
  package func prepareKeys() throws(StoreError) {
    rows.knownKeys.loadAll()
    try checkLookUps()
  }

  /// Rows that were made after a look-up failed are wrong, and must not be stored.
  private func checkLookUps() throws(StoreError) {
    guard let failure = committed.failure else { return }
    try Store.translating(store.name) { throw failure }
  }

  /// What the client library of a device remembered at the last commit.
  package func clientState(_ device: String) throws -> String? {
    try settle()
    return try clients[device] ?? store.readNow { try $0.clientState(device) }
  }

  /// Waits for what is being stored, so that reading finds it; what goes wrong is thrown later.
  func settleQuietly() { committer.settle() }

  /// Files of this size that were imported before.
  package func importedFiles(ofSize bytes: Int) throws -> [ImportedFile] {
    try store.readNow { try $0.importedFiles(ofSize: bytes) }
  }

  /// Stores, with the next commit, what the client library of a device remembers.
  package func setClientState(_ device: String, _ state: String) { clients[device] = state }

  /// Makes another user property name the account of each user, with the next commit.
  package func setAccountProperty(_ name: String) {
    accountProperty = name
    isAccountPropertyNew = true
  }

  /// Notes, with the next commit, that a file was imported to its end.
  package func record(_ file: ImportedFile) { files.append(file) }

  // MARK: Commits

  /// Begins an all-or-nothing stretch: until ``commit()``, ``flush()`` writes without committing.
  package func hold() throws(StoreError) {
    try settle()
    try Store.translating(store.name) {
      try store.database.unsafeReentrantWrite { db in try db.beginTransaction(.immediate) }
      isHolding = true
    }
  }

  /// Writes pending rows out of memory; commits them unless ``hold()`` is in force.
  package func flush() throws(StoreError) {
    try beginFlush()
    try settle()
  }

  /// Begins a ``flush()``, which goes on while further rows are appended; a few may be going on.
  ///
  /// - Parameter whenDone: called on another thread when it is over; ``settle()`` then tells how.
  /// - Throws: what went wrong with an earlier one, too: this writer can't be used then.
  package func beginFlush(
    whenDone: @escaping @Sendable () -> Void = {}
  ) throws(StoreError) {
    try checkLookUps()
    let database = store.database
    try Store.translating(store.name) {
      try committer.begin({ takePending() }, whenDone: whenDone) { [isHolding] commit in
        try database.unsafeReentrantWrite { db in
          if isHolding {
            try commit.write(db)
          } else {
            try db.inTransaction(.immediate) {
              try commit.write(db)
              return .commit
            }
          }
        }
      }
    }
  }

  /// How many flushes were begun and are not stored yet.
  package var unstoredFlushes: Int { committer.unstored }

  /// Waits until every ``beginFlush()`` is done.
  package func settle() throws(StoreError) {
    try Store.translating(store.name) { try committer.wait() }
  }

  /// Makes everything appended so far visible and durable; on failure nothing of it is stored and
  /// this writer can't be used any more.
  package func commit() throws(StoreError) {
    try flush()
    if isHolding {
      try Store.translating(store.name) {
        try store.database.unsafeReentrantWrite { db in try db.commit() }
      }
      isHolding = false
    }
  }

  /// Drops what was written since ``hold()``. The writer can't be used any more.
  package func abandon() throws(StoreError) {
    committer.settle()
    guard isHolding else { return }
    isHolding = false
    try Store.translating(store.name) {
      try store.database.unsafeReentrantWrite { db in try db.rollback() }
    }
  }

  private func takePending() -> Commit {
    var commit = Commit()
    commit.environments = rows.environments.texts(from: stored.environments)
    commit.names = rows.names.texts(from: stored.names)
    commit.keys = rows.keys.texts(from: stored.keys)
    stored = (rows.environments.count, rows.names.count, rows.keys.count)
    rows.take(into: &commit, goingOnWith: committer.takeSpare())
    commit.clients = clients
    commit.files = files
    if isAccountPropertyNew { commit.accountProperty = accountProperty }
    clients.removeAll()
    files.removeAll()
    isAccountPropertyNew = false
    return commit
  }

  // MARK: Loading

  private func load(_ reader: Reader) throws {
    try load(try reader.environments().map(\.value), into: &rows.environments)
    try load(try reader.eventNames(), into: &rows.names)
    try load(try reader.propertyKeys(), into: &rows.keys)
    accountProperty = try reader.accountProperty()
    stored = (rows.environments.count, rows.names.count, rows.keys.count)
  }

  /// A text that stands twice would shift the codes of all after it. Blank ones are those of names
  /// that were deleted with the only person who used them.
  private func load(_ texts: [String], into dictionary: inout Interner) throws {
    for (code, text) in texts.enumerated() {
      if text.isEmpty {
        dictionary.addVacated()
      } else if dictionary.code(of: text) != code {
        throw StoreError.damaged("a name is stored twice")
      }
    }
  }
}
