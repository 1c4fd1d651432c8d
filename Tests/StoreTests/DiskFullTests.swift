import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("A full disk")
struct DiskFullTests {
  @Test("What was committed is kept, the message says what to do, and there is room for more later")
  func limitedPages() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    let store = try Store.openForWriting(path)
    try store.database.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 12)")
    }
    let committed = try fill(store, path)
    try store.close()
    try expect(committed, at: path)
  }

  @Test("A real file system without room", .enabled(if: SmallDisk.isPermitted))
  func fileSystem() throws {
    let disk = try SmallDisk(megabytes: 2)
    let path = disk.folder.path("disk/store.db")
    let store = try Store.openForWriting(path)
    let committed = try fill(store, path)
    let reader = try Store.open(path)
    #expect(try Shop.events(reader) == committed)
    try reader.close()
    try store.close()
    try disk.resize(megabytes: 40)
    try expect(committed, at: path)
  }

  @Test("A strict import on a full disk leaves nothing behind")
  func held() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    let store = try Store.openForWriting(path)
    var writer = try Writer(store)
    Shop.append(0..<10, to: writer)
    try writer.commit()
    try store.database.writeWithoutTransaction { db in
      let pages = try Int.fetchOne(db, sql: "PRAGMA page_count") ?? 0
      try db.execute(sql: "PRAGMA max_page_count = \(pages + 6)")
    }
    try writer.hold()
    let error = #expect(throws: StoreError.self) {
      for part in 1..<200 {
        Shop.append(part * 1000..<(part + 1) * 1000, to: writer)
        try writer.flush()
      }
    }
    #expect(error?.code == .full)
    try writer.abandon()
    #expect(try Shop.events(store) == 10)
    try store.database.writeWithoutTransaction {
      try $0.execute(sql: "PRAGMA max_page_count = 90000")
    }
    writer = try Writer(store)
    Shop.append(10..<20, to: writer)
    try writer.commit()
    #expect(try Shop.events(store) == 20)
    try store.close()
  }

  /// Commits until there is no room; gives the number of events committed.
  private func fill(_ store: Store, _ path: String) throws -> Int {
    let writer = try Writer(store)
    var committed = 0
    let error = #expect(throws: StoreError.self) {
      while committed < 1_000_000 {
        Shop.append(committed..<committed + 2000, to: writer)
        try writer.commit()
        committed += 2000
      }
    }
    #expect(
      error
        == StoreError(
          .full,
          "the disk of \(path) is full; everything committed before is kept. Free some room and "
            + "import the rest again"))
    #expect(committed > 0)
    #expect(try Shop.events(store) == committed)
    return committed
  }

  private func expect(_ committed: Int, at path: String) throws {
    let store = try Store.openForWriting(path)
    #expect(try Shop.events(store) == committed)
    let writer = try Writer(store)
    Shop.append(committed..<committed + 5000, to: writer)
    try writer.commit()
    #expect(try Shop.events(store) == committed + 5000)
    try store.close()
  }
}

/// A file system in memory with as much room as a test wants, where the system permits one.
private final class SmallDisk {
  let folder: TemporaryFolder
  private var point: String { folder.path("disk") }

  static let isPermitted: Bool = (try? SmallDisk(megabytes: 1)) != nil

  init(megabytes: Int) throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: point, withIntermediateDirectories: false)
    let mounted = try Child("mount -t tmpfs -o size=\(megabytes)m none '\(point)' 2>&1").exitCode()
    guard mounted == 0 else { throw CocoaError(.fileWriteNoPermission) }
  }

  func resize(megabytes: Int) throws {
    #expect(try Child("mount -o remount,size=\(megabytes)m '\(point)'").exitCode() == 0)
  }

  deinit { _ = try? Child("umount '\(point)'").exitCode() }
}
