import Domain
import Foundation
import Formats
import Ingest
import Store
import Testing

@Suite("Importing: again, strictly, interrupted")
struct FileImportTests {
  private let imports: Imports

  init() throws {
    imports = try Imports()
  }

  private static func row(_ number: Int, key: String? = nil, app: String? = nil) -> String {
    "{\"time\":\(1_700_000_000 + number),\"user_id\":\(number % 3),\"session_id\":\(number % 3),"
      + (key.map { "\"idempotency_key\":\"\($0)\"," } ?? "")
      + (app.map { "\"app_id\":\"\($0)\"," } ?? "")
      + "\"call\":\"event\",\"event\":\"E\(number)\"}\n"
  }

  /// A full segment and a little.
  private static let many = rows(0..<70_000)

  private static func rows(_ range: Range<Int>) -> String { range.map { row($0) }.joined() }

  // MARK: Again

  @Test("A file that was imported is refused, under any name, unless again is said")
  func sameFile() async throws {
    try imports.load(Self.rows(0..<5), name: "a.jsonl")
    let first = imports.folder.path("a.jsonl")
    let error = #expect(throws: ImportError.self) {
      try imports.load(Self.rows(0..<5), name: "b.jsonl")
    }
    #expect(
      error?.description
        == "\(imports.folder.path("b.jsonl")) was imported already, on \(Imports.arrival) as "
        + "\(first) (5 lines); to import it again, use --again")
    let link = imports.folder.path("link.jsonl")
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: first)
    #expect(throws: ImportError.self) { try imports.load(file: link) }
    #expect(try await imports.events().count == 5)
    try imports.load(file: link) { $0.again = true }
    #expect(try await imports.events().count == 10)
  }

  @Test("Another file of the same size is another file")
  func sameSize() async throws {
    try imports.load(Self.row(1), name: "a")
    try imports.load(Self.row(2), name: "a")
    #expect(try await imports.events().count == 2)
  }

  @Test("A key is stored once: in a file, across files, read fast or slow; not across environments")
  func idempotency() async throws {
    let summary = try imports.load(
      Self.row(1, key: "k") + Self.row(2, key: "k") + Self.row(3, key: "\\u006b")
        + Self.row(4, key: "other") + Self.row(5, key: "k", app: "shop") + Self.row(6), name: "a")
    #expect((summary.lines, summary.events, summary.duplicates) == (6, 4, 2))
    let second = try imports.load(
      Self.row(7, key: "k") + Self.row(8, key: "\\u006b", app: "shop") + Self.row(9)
        + Self.row(10, key: "new"), name: "b")
    #expect((second.events, second.duplicates) == (2, 2))
    #expect(
      try await imports.events().map { $0.split(separator: " ")[1] }
        == ["E1", "E4", "E5", "E6", "E9", "E10"])
  }

  @Test("A line that is refused leaves its key for the line that mends it")
  func refusedLine() async throws {
    let bad =
      "{\"time\":1700000000,\"identity\":\"guest\",\"call\":\"event\",\"event\":\"E\",\"idempotency_key\":\"k\"}\n"
      + "{\"time\":1700000000,\"identity\":\"guest\",\"call\":\"event\",\"event\":\"\\u0045\",\"idempotency_key\":\"l\"}\n"
    let summary = try imports.load(bad, name: "a") { $0.identityPolicy = .reject }
    #expect((summary.events, summary.problemCount, summary.duplicates) == (0, 2, 0))
    let mended = try imports.load(
      bad.replacingOccurrences(of: "guest", with: "gustav"), name: "b"
    ) {
      $0.identityPolicy = .reject
    }
    #expect((mended.events, mended.duplicates) == (2, 0))
  }

  @Test("A line that is refused leaves nothing of itself behind")
  func halfALine() async throws {
    let long = String(repeating: "x", count: 300)
    let summary = try imports.load(
      """
      {"time":1700000000,"user_id":1,"identity":"alice","call":"event","event":"\(long)"}
      {"time":1700000000,"user_id":2,"call":"event","event":"Good"}
      """)
    #expect(summary.problemCount == 1)
    #expect(try await imports.users().count == 1)
    let segment = try imports.load(
      """
      {"type":"track","anonymousId":"a","userId":"alice","event":"\(String(repeating: "x", count: 1025))"}
      """, name: "b")
    #expect(segment.problemCount == 1)
    #expect(try await imports.users().count == 1)
  }

  // MARK: Bad lines

  @Test("Bad lines are counted and told in their order, whoever finds them; the others are stored")
  func badLines() async throws {
    let summary = try imports.load(
      """
      {"time":1700000000,"user_id":1,"call":"event","event":"A"}
      {"time":1700000001,"call":"addUserProperties","identity":"p","properties":{"Id":1}}
      nonsense
      {"time":1700000002,"call":"identify","user_id":2,"identity":" "}
      {"time":1700000003,"user_id":1,"call":"event","event":"B"}
      """)
    #expect((summary.lines, summary.events, summary.problemCount) == (5, 2, 3))
    #expect(summary.problems.map(\.line) == [2, 3, 4])
    #expect(try await imports.events().count == 2)
  }

  @Test("Strictly: the first bad line is named with its file, and nothing of the file is stored")
  func strict() async throws {
    try imports.load(Self.row(1), name: "before")
    for (text, line) in [
      (Self.rows(0..<100) + "nonsense\n" + Self.rows(0..<100), 101),
      (Self.many + "nonsense\n" + Self.rows(0..<100), 70_001),
      (
        "{\"time\":1700000001,\"call\":\"addUserProperties\",\"identity\":\"p\",\"properties\":{\"ID\":1}}\n"
          + "nonsense\n", 1
      ),
      ("nonsense\n" + Self.row(1).replacingOccurrences(of: "event", with: "evant"), 1),
    ] {
      let error = #expect(throws: ImportError.self) {
        try imports.load(text, name: "bad.jsonl", format: .calls) { $0.isStrict = true }
      }
      let path = imports.folder.path("bad.jsonl")
      #expect(error?.description.hasPrefix("\(path):\(line): ") == true)
      #expect(
        error?.description.hasSuffix(". Nothing of this file was stored (--strict)") == true)
      #expect(try await imports.read { try await $0.overview() }.events == 1)
      #expect(try await imports.users().count == 1)
    }
    try imports.load(Self.rows(0..<100), name: "good") { $0.isStrict = true }
    #expect(try await imports.read { try await $0.overview() }.events == 101)
  }

  @Test("Non-unique identities: performed with a warning, or refused, read fast or slow (R-I10)")
  func nonUnique() async throws {
    let text = """
      {"time":1700000000,"user_id":1,"identity":"guest","call":"event","event":"Fast"}
      {"time":1700000001,"user_id":2,"identity":"guest","call":"event","event":"\\u0053low"}
      {"time":1700000002,"user_id":3,"identity":"alice","call":"event","event":"Good"}
      {"time":1700000003,"device":"d","call":"identify","identity":"N/A"}
      {"time":1700000004,"call":"addUserProperties","identity":"null","properties":{"a":1}}
      """
    let performed = try imports.load(text)
    #expect((performed.events, performed.problemCount) == (3, 0))
    #expect(performed.warnings[.nonUniqueIdentity]?.count == 4)
    #expect(performed.warnings[.nonUniqueIdentity]?.line == 1)
    #expect(try await imports.users().contains { $0.hasPrefix("guest (1 2) 2/2") })

    let strict = try Imports()
    let refused = try strict.load(text) { $0.identityPolicy = .reject }
    #expect((refused.events, refused.problemCount) == (1, 4))
    #expect(refused.problems.map(\.line) == [1, 2, 4, 5])
    #expect(Set(refused.problems.map { $0.reason.replacing(/'[^']*'/, with: "") }).count == 1)
    #expect(try await strict.users() == ["alice (3) 1/1 2023-11-14T22:13:22.000Z"])
  }

  @Test("A line of 100 MB is left out, and needs no memory of its size")
  func hugeLine() async throws {
    let path = imports.folder.path("huge.jsonl")
    _ = FileManager.default.createFile(atPath: path, contents: nil)
    let file = try #require(FileHandle(forWritingAtPath: path))
    try file.write(contentsOf: Data(Self.row(1).utf8))
    try file.write(contentsOf: Data("{\"time\":1,\"event\":\"".utf8))
    let piece = Data(repeating: 0x61, count: 1 << 20)
    for _ in 0..<100 { try file.write(contentsOf: piece) }
    try file.write(contentsOf: Data("\"}\n".utf8))
    try file.write(contentsOf: Data(Self.row(2).utf8))
    try file.close()
    let before = Self.peakMemory()
    let summary = try imports.load(file: path)
    #expect(summary.problems.map(\.description) == ["line 2: is longer than 16 MB"])
    #expect((summary.lines, summary.events) == (3, 2))
    if let before, let after = Self.peakMemory() { #expect(after - before < 300 << 20) }
    #expect(try await imports.events().count == 2)
  }

  /// The most memory this process ever held, in bytes, where the system tells.
  private static func peakMemory() -> Int? {
    guard let text = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else {
      return nil
    }
    let line = text.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
      .map { $0 << 10 }
  }

  // MARK: Interruption

  @Test("Each commit is whole segments of lines, told when it is safe")
  func commits() async throws {
    let path = try imports.file("many", Self.many + Self.many)
    var told: [Int] = []
    let summary = try imports.load(
      file: path,
      progress: { progress in
        told.append(progress.lines)
        return progress.isCommitted
      })
    #expect(told == [65536, 131_072, 140_000])
    #expect(summary.lines == 140_000)
    #expect(try await imports.read { try await $0.overview() }.events == 140_000)
  }

  @Test("An import that is stopped leaves the lines before, and may be begun again")
  func stopped() async throws {
    let path = try imports.file("many", String(repeating: Self.many, count: 7))
    let summary = try imports.load(file: path, progress: { $0.lines < 65536 })
    #expect(summary.isInterrupted)
    // A few commits are on their way when the first is told.
    #expect(summary.lines >= 65536 && summary.lines <= 6 * 65536)
    let overview = try await imports.read { try await $0.overview() }
    #expect(overview.events == summary.lines)
    #expect(overview.sessions == 3)
    // It never came to its end, so it isn't known.
    #expect(try imports.load(file: path).events == 490_000)
  }

  @Test("A strict import that is stopped stores nothing, and never says that anything is safe")
  func stoppedStrictly() async throws {
    let path = try imports.file("many", Self.many)
    var told: [Int] = []
    let summary = try imports.load(file: path) {
      $0.isStrict = true
    } progress: { progress in
      if progress.isCommitted { told.append(progress.lines) }
      return false
    }
    #expect(summary.isInterrupted)
    #expect(told.isEmpty)
    #expect(try await imports.read { try await $0.overview() }.events == 0)
    #expect(try imports.load(file: path) { $0.isStrict = true }.events == 70_000)
  }

  @Test("Files with nothing to import, each with its reason")
  func nothing() async throws {
    for (name, bytes, message) in [
      ("empty", Data(), "'%' is empty"),
      ("blank", Data("\n \n".utf8), "'%' is empty"),
      (
        "binary", Data([0x89, 0x50, 0x4E, 0x47, 0, 0, 0, 13]),
        "'%' holds binary data; expected lines of JSON or CSV, plain or packed with gzip"
      ),
    ] {
      let path = try imports.file(name, bytes)
      let error = #expect(throws: InputError.self) { try imports.load(file: path) }
      #expect(error?.description == message.replacingOccurrences(of: "%", with: path))
    }
    #expect(throws: InputError("there is no file '/nowhere/at all'")) {
      try imports.load(file: "/nowhere/at all")
    }
    #expect(try await imports.users().isEmpty)
  }
}
