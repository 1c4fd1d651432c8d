import Domain
import Foundation
import GRDB
import TestSupport
import Testing

@testable import Store

@Suite("Opening a store")
struct OpeningTests {
  private let folder: TemporaryFolder
  private let path: String

  init() throws {
    folder = try TemporaryFolder()
    path = folder.url.path(percentEncoded: false) + "/some store.db"
  }

  @Test("Where there is no store, reading says how to make one, and nothing appears")
  func missing() throws {
    let error = openingError(path, forWriting: false)
    #expect(error?.code == .missing)
    #expect(
      error?.description
        == "there is no store at \(path); 'cairn import FILE --store \(path)' makes"
        + " one, and 'cairn demo' shows the sample data")
    #expect(try contents() == [])
  }

  @Test("An empty file is no store yet: reading says so, writing makes one of it")
  func emptyFile() throws {
    try write(Data())
    #expect(
      openingError(path, forWriting: false)?.description
        == "\(path) is empty, not a store; 'cairn import FILE --store \(path)' makes one, and "
        + "'cairn demo' shows the sample data")
    #expect(openingError(path, forWriting: true) == nil)
    #expect(openingError(path, forWriting: false) == nil)
  }

  @Test(
    "A file that isn't a store is refused and stays as it is",
    arguments: ["Dear diary", "a", String(repeating: "user,event,time\n", count: 500)],
    [false, true])
  func foreignText(text: String, forWriting: Bool) throws {
    try write(Data(text.utf8))
    let error = openingError(path, forWriting: forWriting)
    #expect(error?.code == .notAStore)
    #expect(
      error?.description
        == "\(path) is not a store of Cairn; to load a file of events into a store, "
        + "use 'cairn import \(path) --store NEW.db'")
    #expect(try Data(contentsOf: URL(filePath: path)) == Data(text.utf8))
    #expect(try contents() == ["some store.db"])
  }

  @Test("Another program's SQLite file is refused and stays as it is", arguments: [false, true])
  func foreignDatabase(forWriting: Bool) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write {
      try $0.execute(sql: "CREATE TABLE store (revision); PRAGMA application_id = 7")
    }
    try queue.close()
    let before = try Data(contentsOf: URL(filePath: path))
    let error = openingError(path, forWriting: forWriting)
    #expect(error?.code == .notAStore)
    #expect(error?.description.hasPrefix("\(path) is not a store of Cairn; ") == true)
    #expect(try Data(contentsOf: URL(filePath: path)) == before)
    #expect(try contents() == ["some store.db"])
  }

  @Test("A folder is refused", arguments: [false, true])
  func isFolder(forWriting: Bool) throws {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
    let error = openingError(path, forWriting: forWriting)
    #expect(error == StoreError(.notAStore, "\(path) is a folder; expected the file of a store"))
    #expect(try contents() == ["some store.db"])
  }

  @Test("A store of a newer version is refused and stays as it is", arguments: [false, true])
  func newer(forWriting: Bool) throws {
    try Shop.make(at: path, calls: 10)
    try Shop.tamper(path) {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('2 something new')")
    }
    try Shop.tamper(path) { _ = try $0.checkpoint(.truncate) }
    let before = try Data(contentsOf: URL(filePath: path))
    #expect(
      openingError(path, forWriting: forWriting)
        == StoreError(
          .newer, "\(path) was written by a newer version of Cairn; update this program to read it")
    )
    // Opening may count a transaction in the file's header, on its first page.
    #expect(try Data(contentsOf: URL(filePath: path)).dropFirst(16384) == before.dropFirst(16384))
  }

  @Test("A store that an older version left is brought up to date by writing")
  func older() throws {
    let queue = try DatabaseQueue(path: path)
    try queue.inDatabase {
      try $0.execute(sql: "PRAGMA application_id = \(Schema.applicationID); VACUUM")
    }
    try queue.close()
    #expect(
      openingError(path, forWriting: false)?.description
        == "\(path) was written by an older version of Cairn; any command that writes, such as "
        + "'cairn import', brings it up to date")
    #expect(openingError(path, forWriting: true) == nil)
    #expect(openingError(path, forWriting: false) == nil)
  }

  @Test("A store in folders that don't exist yet makes them")
  func newFolders() throws {
    let deep = folder.path("a/b/store.db")
    #expect(openingError(deep, forWriting: true) == nil)
    #expect(openingError(deep, forWriting: false) == nil)
  }

  @Test("A closed store is one file, with the page size and mark of ours")
  func oneFile() throws {
    try Shop.make(at: path)
    #expect(try contents() == ["some store.db"])
    let start = [UInt8](try Data(contentsOf: URL(filePath: path)).prefix(100))
    #expect(Array(start[16..<18]) == [0x40, 0])
    #expect(start[68..<72].elementsEqual("CRNS".utf8))
  }

  private func write(_ data: Data) throws { try data.write(to: URL(filePath: path)) }

  private func contents() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder.url.path(percentEncoded: false))
  }
}
