import Domain
import Foundation
import TestSupport
import Testing

@testable import Store

/// What may not be written can still be read, and what may not be read says so. The system itself
/// refuses here: where the tests run as root, the thread gives up its rights to files.
@Suite("Files and folders without permission")
struct PermissionTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("store.db")
    try Shop.make(at: path)
  }

  @Test("A store in a folder that can't be written is read, and writing is refused")
  func readOnlyFolder() throws {
    let events = try count()
    try restricted(file: 0o444, folder: 0o555) {
      let seen = try count()
      #expect(seen == events)
      let error = openingError(path, forWriting: true)
      #expect(
        error
          == StoreError(
            .readOnly,
            "\(path) can't be written (\(path)-writer: Permission denied); check the permissions of "
              + "the folder"))
    }
  }

  @Test("A store whose file alone can't be written is read, and writing is refused")
  func readOnlyFile() throws {
    let events = try count()
    try restricted(file: 0o444, folder: 0o777) {
      let seen = try count()
      #expect(seen == events)
      #expect(
        openingError(path, forWriting: true)
          == StoreError(
            .readOnly, "\(path) can't be written; check the permissions of file and folder"))
    }
    #expect(try count() == events)
  }

  @Test("A store that can't be read says so", arguments: [false, true])
  func unreadable(forWriting: Bool) throws {
    try restricted(file: 0, folder: 0o777) {
      #expect(
        openingError(path, forWriting: forWriting)
          == StoreError(
            .unreadable, "\(path) can't be opened; check the permissions of file and folder"))
    }
  }

  @Test("A new store in a folder that can't be written is refused")
  func newStore() throws {
    let path = folder.path("new.db")
    try restricted(file: 0o444, folder: 0o555) {
      #expect(openingError(path, forWriting: true)?.code == .readOnly)
    }
  }

  @Test("A log that can't be taken in is not passed over in silence")
  func pendingLog() throws {
    let store = try Store.openForWriting(path)
    let writer = try Writer(store)
    Shop.append(0..<10, to: writer)
    try writer.commit()
    // As a killed writer leaves it: the file and its log.
    let copy = folder.path("killed.db")
    for end in ["", "-wal"] {
      try FileManager.default.copyItem(atPath: path + end, toPath: copy + end)
    }
    let events = try Shop.events(store)
    try store.close()
    try restricted(copy, file: 0o444, folder: 0o555) {
      #expect(
        openingError(copy, forWriting: false)
          == StoreError(
            .readOnly,
            "\(copy) was left with a log (\(copy)-wal) that can't be taken in, for its folder can't "
              + "be written; open it once where it can be"))
    }
    let again = try Store.open(copy)
    #expect(try Shop.events(again) == events)
    try again.close()
  }

  // MARK: Support

  private func count() throws -> Int {
    let store = try Store.open(path)
    defer { try? store.close() }
    return try Shop.events(store)
  }

  private func restricted(
    _ file: String? = nil, file fileMode: mode_t, folder folderMode: mode_t,
    _ body: () throws -> Void
  ) throws {
    let parent = folder.url.path(percentEncoded: false)
    chmod(file ?? path, fileMode)
    chmod(parent, folderMode)
    defer {
      chmod(file ?? path, 0o644)
      chmod(parent, 0o755)
    }
    try FileRights.without(body)
  }
}

/// Root's right to write anything, given up by this thread for a while.
enum FileRights {
  private typealias SetUser = @convention(c) (uid_t) -> Int32

  static func without(_ body: () throws -> Void) throws {
    guard getuid() == 0 else { return try body() }
    let symbol = try #require(dlsym(nil, "setfsuid"))
    let setUser = unsafeBitCast(symbol, to: SetUser.self)
    _ = setUser(65534)
    defer { _ = setUser(0) }
    try body()
  }
}
