import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("One writer, many readers")
struct AccessTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.path("store.db")
  }

  @Test("A second writer is refused, by any name of the file, until the first is closed or gone")
  func secondWriter() throws {
    let first = try Store.openForWriting(path)
    let message =
      "\(path) is being written by process \(getpid()); wait until it is done. Reading it is "
      + "possible meanwhile"
    #expect(openingError(path, forWriting: true) == StoreError(.locked, message))
    #expect(openingError(path, forWriting: false) == nil)
    let link = folder.path("link.db")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: path)
    #expect(openingError(link, forWriting: true)?.code == .locked)
    try first.close()
    #expect(openingError(link, forWriting: true) == nil)

    var dropped: Store? = try Store.openForWriting(path)
    #expect(dropped != nil)
    dropped = nil
    #expect(openingError(path, forWriting: true) == nil)
    #expect(!FileManager.default.fileExists(atPath: path + "-writer"))
  }

  @Test("What could not be opened to write doesn't stay locked")
  func failedOpening() throws {
    try Data("no store".utf8).write(to: URL(filePath: path))
    #expect(openingError(path, forWriting: true)?.code == .notAStore)
    try FileManager.default.removeItem(atPath: path)
    #expect(openingError(path, forWriting: true) == nil)
  }

  @Test("A writer in another process is named; when it is killed, its lock is gone with it")
  func otherProcess() throws {
    try Store.openForWriting(path).close()
    let lock = path + "-writer"
    let child = try Child(
      "exec 9>'\(lock)'; flock -n 9 || exit 1; echo $$ >'\(lock)'; echo ready; exec sleep 60")
    try #require(try child.line() == "ready")
    #expect(
      openingError(path, forWriting: true)?.description.contains("is being written by process")
        == true)
    #expect(openingError(path, forWriting: false) == nil)
    child.kill()
    #expect(openingError(path, forWriting: true) == nil)
  }

  @Test("Readers see whole commits and nothing else, and are never blocked")
  func readersWhileWriting() async throws {
    let store = try Store.openForWriting(path)
    let writer = try Writer(store)
    Shop.append(0..<100, to: writer)
    try writer.commit()
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<2 {
        group.addTask {
          let reader = try Store.open(path)
          var last = 0
          var looks = 0
          while !Task.isCancelled {
            let (events, users, revision) = try await reader.read { reader in
              let events = try reader.segments(.events).reduce(0) { $0 + $1.count }
              let users = try reader.segments(.users).reduce(0) { $0 + $1.count }
              return (events, users, try reader.revision())
            }
            #expect(events == revision * 100)
            #expect(users == 5)
            #expect(events >= last)
            last = events
            looks += 1
          }
          try reader.close()
          return looks
        }
      }
      for commit in 1..<60 {
        Shop.append(commit * 100..<(commit + 1) * 100, to: writer)
        try writer.commit()
      }
      group.cancelAll()
      for try await _ in group {}
    }
    #expect(try Shop.events(store) == 6000)
    try store.close()
  }

  @Test("A reader's snapshot doesn't move while it reads")
  func snapshot() throws {
    let store = try Store.openForWriting(path)
    let writer = try Writer(store)
    Shop.append(0..<10, to: writer)
    try writer.commit()
    let other = try Store.open(path)
    try other.readNow { reader in
      #expect(try reader.segments(.events).map(\.count) == [10])
      Shop.append(10..<30, to: writer)
      try writer.commit()
      #expect(try reader.segments(.events).map(\.count) == [10])
    }
    #expect(try Shop.events(other) == 30)
    try other.close()
    try store.close()
  }

  @Test("What is held is seen by nobody until it is committed, and dropped when abandoned")
  func holding() throws {
    let store = try Store.openForWriting(path)
    var writer = try Writer(store)
    Shop.append(0..<10, to: writer)
    try writer.commit()
    try writer.hold()
    Shop.append(10..<20, to: writer)
    try writer.flush()
    Shop.append(20..<30, to: writer)
    try writer.flush()
    #expect(try Shop.events(store) == 10)
    try writer.commit()
    #expect(try Shop.events(store) == 30)
    try writer.hold()
    Shop.append(30..<50, to: writer)
    try writer.flush()
    try writer.abandon()
    #expect(try Shop.events(store) == 30)
    writer = try Writer(store)
    Shop.append(30..<31, to: writer)
    try writer.commit()
    #expect(try Shop.events(store) == 31)
    try store.close()
  }
}

/// A shell command whose output is read line by line.
final class Child {
  private let process = Process()
  private let output = Pipe()

  init(_ command: String) throws {
    process.executableURL = URL(filePath: "/bin/bash")
    process.arguments = ["-c", command]
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  func line() throws -> String {
    var text: [UInt8] = []
    while let byte = try output.fileHandleForReading.read(upToCount: 1)?.first, byte != 0x0A {
      text.append(byte)
    }
    return String(decoding: text, as: UTF8.self)
  }

  /// Ends it at once and waits for its end.
  func kill() {
    Foundation.kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
  }

  func exitCode() -> Int32 {
    process.waitUntilExit()
    return process.terminationStatus
  }
}
