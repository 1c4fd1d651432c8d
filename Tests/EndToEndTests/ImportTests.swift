import Foundation
import Testing

@Suite("Imports")
struct ImportTests {
  /// The names of the users in a store, or what is wrong with it.
  private func users(_ place: Place, _ store: String = "shop.db") throws -> [String] {
    let outcome = try place.run("cairn users --store '\(store)' --json")
    guard outcome.code == 0 else { return [outcome.errors] }
    return try outcome.objects().compactMap { $0["name"] as? String }
  }

  private static let names = ["User 333", "alice@example.com"]

  @Test("Beside a summary on standard error nothing is written, and one file is the whole store")
  func summary() throws {
    let place = try Place()
    try place.write("calls.jsonl", Place.story)
    let outcome = try place.run("cairn import calls.jsonl --store 'my shop ü.db'")
    #expect(outcome.code == 0 && outcome.output.isEmpty)
    #expect(outcome.errors.hasPrefix("calls.jsonl: 3 events, 3 other calls"))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(!outcome.errors.contains("\u{1B}") && !outcome.errors.contains("\r"))
    #expect(try place.names() == ["calls.jsonl", "my shop ü.db"])
    #expect(try users(place, "my shop ü.db") == Self.names)
  }

  @Test("On a terminal a bar is drawn over, and only the summary stays")
  func bar() throws {
    let place = try Place()
    try place.write("calls.jsonl", Place.story)
    let session = try TerminalSession("import calls.jsonl --store s.db", in: place)
    #expect(session.end() == 0)
    #expect(session.sent("\r\u{1B}[K") && session.sent("100 %"))
    #expect(session.screen.lines[0].hasPrefix("calls.jsonl: 3 events"))
    #expect(session.screen.lines[1].isEmpty)
    expectClean(session)
  }

  @Test("Without --store it goes to CAIRN_STORE, else into the data folder")
  func standardStore() throws {
    let place = try Place()
    try place.write("calls.jsonl", Place.story)
    #expect(try place.run("cairn import calls.jsonl", ["CAIRN_STORE": "own.db"]).code == 0)
    #expect(try users(place, "own.db") == Self.names)
    #expect(try place.run("cairn import calls.jsonl").code == 0)
    #expect(try users(place, ".data/cairn/cairn.db") == Self.names)
    #expect(try place.run("cairn users").output.contains("alice@example.com"))
    #expect(try place.names() == ["calls.jsonl", "own.db"])
  }

  private static let flawed = """
    {"time":"2026-01-05T10:00:00Z","call":"track","identity":"one@example.com","event":"A"}
    {"time":"2026-01-05T10:00:00Z","call":"trak","identity":"two@example.com","event":"\\u001b[?6666h"}
    not json \u{1B}[?6666h at all
    {"time":"2026-01-05T10:00:00Z","call":"track","identity":"three@example.com","event":"A"}

    """

  @Test("Lines that can't be used are told with file and line, and the others are stored")
  func badLines() throws {
    let place = try Place()
    try place.write("calls.jsonl", Self.flawed)
    let outcome = try place.run("cairn import calls.jsonl --store shop.db")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("calls.jsonl:2: "))
    #expect(outcome.errors.contains("calls.jsonl:3: "))
    #expect(outcome.errors.contains("2 lines skipped"))
    #expect(!outcome.errors.contains("\u{1B}"))
    #expect(try users(place).sorted() == ["one@example.com", "three@example.com"])
  }

  @Test("--strict stops at the first of them and stores nothing of the file")
  func strict() throws {
    let place = try Place()
    try place.makeStore()
    try place.write("calls.jsonl", Self.flawed)
    let outcome = try place.run("cairn import calls.jsonl --store shop.db --strict")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("calls.jsonl:2: "))
    #expect(!outcome.errors.contains("calls.jsonl:3: "))
    #expect(try users(place) == Self.names)
  }

  @Test("The same content is imported once, unless --again")
  func again() throws {
    let place = try Place()
    try place.makeStore()
    let second = try place.run("cp .calls.jsonl copy; cairn import copy --store shop.db")
    #expect(second.code == 1 && second.errors.contains("was imported already"))
    #expect(second.errors.contains("--again"))
    #expect(try place.run("cairn import copy --store shop.db --again").code == 0)
    #expect(try place.run("cairn events --store shop.db --json").objects().count == 6)
  }

  @Test("CSV with columns, gzip and standard input")
  func forms() throws {
    let place = try Place()
    try place.write(
      "rows.csv",
      "uid,action,at,tier,color\n7,Buy,2026-01-05T10:00:00Z,gold,red\n8,Buy,2026-01-05,tin,\n")
    let csv = try place.run(
      "cairn import rows.csv --columns user=uid,event=action,time=at,user:plan=tier --store csv.db")
    #expect(csv.code == 0, "\(csv.errors)")
    let rows = try place.run("cairn users --store csv.db --json").objects()
    #expect(rows.count == 2)
    #expect((rows.first?["properties"] as? [String: String])?["plan"] == "gold")
    let events = try place.run("cairn events --store csv.db --json").objects()
    #expect((events.first?["properties"] as? [String: String]) == ["color": "red"])

    try place.write("calls", Place.story)
    #expect(try place.run("gzip calls; cairn import calls.gz --store gzip.db").code == 0)
    #expect(try users(place, "gzip.db") == Self.names)
    #expect(try place.run("cairn import - --store pipe.db <calls.gz").code == 0)
    #expect(try users(place, "pipe.db") == Self.names)
    #expect(try place.run("zcat calls.gz | cairn import - --store text.db").code == 0)
    #expect(try users(place, "text.db") == Self.names)
    try place.write("empty.csv", "uid,action,at\n")
    let noRows = try place.run("cairn import empty.csv --columns user=uid,event=none --store e.db")
    #expect(noRows.code == 1 && noRows.errors.contains("none"), "\(noRows.errors)")
  }

  @Test(
    "A file that can't be imported is told, status 1, and the store stays as it was",
    arguments: [
      ("empty", "'empty' is empty"), ("binary", "'binary' holds binary data"),
      ("missing", "there is no file 'missing'"), (".", "'.' is a folder"),
      ("- </dev/null", "'standard input' is empty"), ("shop.db", "binary"),
    ])
  func unusable(file: String, message: String) throws {
    let place = try Place()
    try place.makeStore()
    try place.write("empty", "")
    try place.write("binary", Data((0...255).map { UInt8($0) }))
    let outcome = try place.run("cairn import \(file) --store shop.db")
    #expect(outcome.code == 1 && outcome.errors.contains(message), "\(outcome.errors)")
    #expect(try users(place) == Self.names)
    #expect(try place.names() == ["binary", "empty", "shop.db"])
  }

  @Test("Of gzip data that are cut off, the lines before are stored")
  func truncated() throws {
    let place = try Place()
    let sample = Program.file("sample-data/shop.jsonl")
    let outcome = try place.run(
      "gzip -c '\(sample)' | head -c 20000 >cut.gz; cairn import cut.gz --store shop.db")
    #expect(outcome.code == 1)
    #expect(outcome.errors.contains("'cut.gz' ends in the middle of its gzip data"))
    #expect(try users(place).count > 10)
    #expect(try place.names() == ["cut.gz", "shop.db"])
  }

  // MARK: Several processes

  /// The beginning of a script in which an import waits for a pipe, which is open as number 9.
  private static let waitingImport = """
    mkfifo pipe
    cairn import - --store shop.db <pipe 2>summary &
    exec 9>pipe
    cat lines >&9
    until [ -s shop.db-writer ]; do sleep 0.02; done

    """

  private func placeWithLines() throws -> Place {
    let place = try Place()
    try place.makeStore()
    try place.write(
      "lines",
      #"{"time":"2026-01-09T10:00:00Z","call":"track","identity":"late@example.com","event":"A"}"#
        + "\n")
    return place
  }

  @Test("^C ends an import that waits for more, and what was read is in a valid store")
  func interrupted() throws {
    let place = try placeWithLines()
    let outcome = try place.run(Self.waitingImport + "kill -INT $!; wait $!")
    let summary = try place.text("summary")
    #expect(outcome.code == 1)
    #expect(summary.contains("interrupted: the 1 lines read so far are stored"), "\(summary)")
    #expect(try users(place) == ["late@example.com"] + Self.names)
    #expect(try place.names() == ["lines", "pipe", "shop.db", "summary"])
  }

  @Test("A second writer is told who writes; readers go on meanwhile")
  func locked() throws {
    let place = try placeWithLines()
    let outcome = try place.run(
      Self.waitingImport + """
        cairn import lines --store shop.db
        echo "second $?, first is $!"
        cairn users --store shop.db --json
        echo "reader $?" >&2
        exec 9>&-
        wait $!
        """)
    let summary = try place.text("summary")
    #expect(outcome.code == 0, "\(summary)")
    let first = try #require(outcome.lines.first?.split(separator: " ").last)
    #expect(outcome.lines.first?.hasPrefix("second 1,") == true)
    #expect(outcome.errors.contains("shop.db is being written by process \(first)"))
    #expect(outcome.errors.contains("reader 0"))
    #expect(outcome.lines.count == 3)
    #expect(try users(place) == ["late@example.com"] + Self.names)
    #expect(try place.names() == ["lines", "pipe", "shop.db", "summary"])
  }

  // MARK: Permissions

  /// How to run a command without root's rights; nil where that can't be done.
  private static let unprivileged: String? = {
    if getuid() != 0 { return "" }
    let command = "setpriv --reuid=65534 --regid=65534 --clear-groups "
    let outcome = try? Place().run(command + "cairn --version")
    return outcome?.code == 0 ? command : nil
  }()

  @Test(
    "A folder that can't be written is told, and its store can be read",
    .enabled(if: unprivileged != nil))
  func readOnlyFolder() throws {
    let place = try Place()
    let command = try #require(Self.unprivileged)
    try place.makeStore()
    try place.write("more", Place.story)
    let outcome = try place.run(
      """
      chmod 555 .
      \(command)cairn import more --store shop.db; echo "writer $?"
      \(command)cairn import more --store new.db; echo "writer $?"
      \(command)cairn users --store shop.db --json; echo "reader $?"
      chmod 755 .
      """)
    #expect(outcome.lines.filter { $0 == "writer 1" }.count == 2)
    #expect(outcome.lines.contains("reader 0"), "\(outcome.errors)")
    #expect(outcome.output.contains("alice@example.com"))
    #expect(outcome.errors.contains("shop.db can't be written"))
    #expect(outcome.errors.contains("new.db can't be written"))
    #expect(try place.names() == ["more", "shop.db"])
  }

  @Test(
    "A store or file without permission is told, and stays as it is",
    .enabled(if: unprivileged != nil))
  func readOnlyFile() throws {
    let place = try Place()
    let command = try #require(Self.unprivileged)
    try place.makeStore()
    try place.write("more", Place.story)
    let outcome = try place.run(
      """
      chmod 777 .; chmod 444 shop.db; chmod 000 more
      \(command)cairn import more --store new.db; echo "secret $?"
      chmod 444 more
      \(command)cairn import more --again --store shop.db; echo "writer $?"
      \(command)cairn users --store shop.db --json; echo "reader $?"
      chmod 755 .
      """)
    #expect(outcome.lines.contains("secret 1") && outcome.lines.contains("writer 1"))
    #expect(outcome.lines.contains("reader 0"), "\(outcome.errors)")
    #expect(outcome.errors.contains("'more' can't be opened: you have no permission to read it"))
    #expect(outcome.errors.contains("shop.db can't be written"), "\(outcome.errors)")
    #expect(try users(place) == Self.names)
  }
}
