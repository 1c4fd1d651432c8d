import Domain
import Testing

@testable import Formats

/// Lines that are written like the one before are read together, a column at a time; any other line is
/// read by itself, and both say the same.
@Suite("JSON lines by column")
struct CallBlockTests {
  @Test("what is read by column is what is read line by line", arguments: 0..<9)
  func sameAsLines(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 170)
    let lineEnd = seed.isMultiple(of: 2) ? "\n" : "\r\n"
    let oneIn = [400, 40, 4][Int(seed % 3)]
    let lines = (0..<2500).map { _ in Self.line(&random, oddOneIn: oneIn) }
    let fast = try importText(lines.joined(separator: lineEnd), .test(.calls))
    // Lines that begin with a space are never read together.
    let slow = try importText(
      lines.map { $0.isEmpty ? $0 : " " + $0 }.joined(separator: lineEnd), .test(.calls))
    #expect(fast.items == slow.items)
    #expect(fast.items.count > 900)
    #expect(fast.problemCount == slow.problemCount)
    #expect(fast.problemCount > 0)
  }

  @Test("as many lines are read together as are written alike")
  func blocks() throws {
    let plain = (0..<300).map { Self.plain(user: $0) }
    #expect(try Self.readTogether(plain) == PlainRows.most)
    #expect(try Self.readTogether(plain.suffix(100)) == 100)
    #expect(try Self.readTogether(plain.map { $0.replacing(",", with: " , ") + "\r" }) == 256)
    // Of other lengths and kinds, and a string beyond ASCII.
    let alike = [
      Self.plain(user: 1, session: "5559823023493090", price: "-12.5e3", item: "\"日本語\""),
      Self.plain(user: 9_007_199_254_740_991, price: "false", item: "\"\(Self.long)\""),
      Self.plain(time: "\"2026-01-05T10:00:00.5+02:00\"", price: "12345678.25"),
    ]
    #expect(try Self.readTogether([plain[0]] + alike + [plain[1]]) == 5)
    // Where the last one ended, what follows would seem to follow as well.
    let far = Self.plain(session: "5559823023493090")
    #expect(try Self.readTogether([far, plain[0], far, plain[0]]) == 4)
  }

  @Test(
    "a line that is written otherwise ends a block",
    arguments: [
      #"{"time":0,"call":"event"}"#, "", "{", plain(item: #""a\"b""#), plain(item: "7"),
      plain() + "x", plain() + " ",
      plain().replacing("\"event\":", with: "\"name\":"),
      plain().replacing("event\",", with: "identify\","),
      plain(item: "\"\u{1}\""), plain(price: "12345678901234567890123456789012"),
    ])
  func ends(line: String) throws {
    let first = (0..<20).map { Self.plain(user: $0) }
    #expect(try Self.readTogether(first + [line] + first) == 20)
  }

  @Test(
    "no further than a value that must be read with care",
    arguments: [
      plain(price: "nul"), plain(price: "\"7\""), plain(session: "007"), plain(time: "\"soon\""),
      plain(name: String(repeating: "n", count: 256)), plain(item: "\" \""), plain(price: "00"),
    ])
  func upToOdd(line: String) throws {
    let first = (0..<20).map { Self.plain(user: $0) }
    #expect(try Self.readTogether(first + [line] + first) == 20)
  }

  @Test(
    "invalid bytes in a string end a block",
    arguments: [[0xFF], [0xC3], [0x1F], [0xED, 0xA0, 0x80]])
  func invalid(bytes: [UInt8]) throws {
    var text = (0..<20).map { Self.plain(user: $0) + "\n" }.joined().utf8.map { $0 }
    for byte in Self.plain(item: "\"@\"").utf8 { text += byte == 0x40 ? bytes : [byte] }
    text.append(0x0A)
    #expect(try Self.readTogether(text) == 20)
  }

  @Test(
    "where a value must be read with care, or the first line is no plain event, none is taken",
    arguments: [
      plain(price: "1e999"), plain(price: "01"), plain(price: "1."),
      plain(price: "[1]"), plain(item: "\" \""), plain(name: ""), plain(time: "null"),
      plain(item: "\"\(String(repeating: "v", count: 1024))\""),
      plain(name: String(repeating: "n", count: 256)), plain(time: "\"soon\""),
      plain(time: "1e99"), plain(user: -1), plain(user: 9_007_199_254_740_992),
      plain(session: "007"), plain(session: "\"s-1\""),
      plain().replacing("\"View\"", with: "7"), plain().replacing("\"View\"", with: "true"),
      plain().replacing("price", with: "item"), plain().replacing("price", with: " "),
      plain().replacing("\"time\"", with: "\"event\""),
      plain().replacing("{\"time\"", with: "{\"properties\":{},\"time\""),
      plain().replacing("{\"time\"", with: "{\"app_id\":\"1\",\"time\""), "[]", "{}", " ",
    ])
  func odd(line: String) throws {
    #expect(try Self.readTogether([line] + (0..<20).map { Self.plain(user: $0) }) == 0)
  }

  @Test("R-T3: null and empty texts are left out of rows, and told of each")
  func omissions() throws {
    let lines = (0..<300).map { index -> String in
      let price = index % 7 == 3 ? "null" : "7"
      let item = index % 5 == 2 ? "\"\"" : "\"x\""
      return Self.plain(user: index, price: price, item: item)
    }
    #expect(try Self.readTogether(lines) == PlainRows.most)
    let folder = try TemporaryFolder()
    let path = try folder.file("input", lines.joined(separator: "\n").utf8)
    let reader = try ImportReader(path: path, options: .test(.calls))
    let batch = BulkBatch()
    _ = try reader.next(into: batch)
    reader.parser.parse(batch)
    #expect(batch.lines.isEmpty)
    let omitted = batch.omissions.map { "\($0.row) \(batch.string(batch.names[Int($0.key)].text))" }
    var expected: [String] = []
    for row in batch.rows.indices {
      if row % 5 == 2 { expected.append("\(row) item") }
      if row % 7 == 3 { expected.append("\(row) price") }
    }
    #expect(omitted.sorted() == expected.sorted())
    #expect(batch.omissions.map(\.row) == batch.omissions.map(\.row).sorted())
  }

  @Test("rows before and after odd lines are whole, and have the numbers of their lines")
  func aroundOddLines() throws {
    let plain = (0..<700).map { Self.plain(user: $0) }
    let odd = ["", "nothing", Self.plain(item: #""a\"b""#), Self.plain(price: "null")]
    let lines = plain.prefix(300) + odd + plain.dropFirst(300)
    let result = try importText(lines.joined(separator: "\n"), .test(.calls))
    #expect(result.items.map(\.line) == Array(1..<301) + [303, 304] + Array(305..<705))
    #expect(result.problems.count == 1)
    let users = result.calls.map { call -> UserID? in
      if case .recorded(let event) = call.action { event.subject.user } else { nil }
    }
    let first = (0..<300).map { UserID($0) }
    #expect(users == first + [UserID(3), UserID(3)] + (300..<700).map { UserID($0) })
  }

  private static let long = "rather more than sixteen bytes, é or not"

  private static func plain(
    time: String = "\"2026-01-05T10:00:00.123Z\"", user: Int = 3, session: String = "4",
    name: String = "View", price: String = "7.5", item: String = "\"item-1\""
  ) -> String {
    #"{"time":\#(time),"user_id":\#(user),"session_id":\#(session),"call":"event","#
      + #""event":"\#(name)","properties":{"item":\#(item),"price":\#(price)}}"#
  }

  /// How many of the first lines are read together.
  private static func readTogether(_ lines: some Collection<String>) throws -> Int {
    try readTogether(Array(lines.map { $0 + "\n" }.joined().utf8))
  }

  private static func readTogether(_ text: [UInt8]) throws -> Int {
    let folder = try TemporaryFolder()
    let path = try folder.file("input", text)
    let reader = try ImportReader(path: path, options: .test(.calls))
    let batch = BulkBatch()
    _ = try reader.next(into: batch)
    let text = batch.text
    var block = CallBlock(base: text.base)
    defer { block.deallocate() }
    var clock = TimeReader(zone: { _ in 0 })
    var scanner = JSONScanner(base: text.base, start: 0, end: text.count, scratch: text.scratch)
    scanner.isLine = true
    var rows = batch.parsed
    let taken = block.read(from: 0, scanner, line: 0, &clock, into: &rows)
    batch.parsed = rows
    #expect(rows.rows.count == taken.count)
    for column in rows.columns.buffers {
      let omitted = rows.omissions.buffer.count { $0.key == column.key }
      #expect(column.values.count + omitted == taken.count)
    }
    return taken.count
  }

  /// A random line, mostly one of a few forms that are written alike.
  private static func line(_ random: inout SeededGenerator, oddOneIn odd: Int) -> String {
    func isOdd(_ random: inout SeededGenerator) -> Bool {
      Int.random(in: 0..<odd, using: &random) == 0
    }
    func pick(_ usual: [String], _ unusual: [String], _ random: inout SeededGenerator) -> String {
      (isOdd(&random) ? unusual : usual).randomElement(using: &random) ?? ""
    }
    if isOdd(&random) {
      return pick(
        [
          "", "{", "nothing", "{}", #"{"time":0,"call":"event","event":"A"}"#,
          #"{"time":0,"call":"event","event":"A","identity":"anna"}"#,
        ], [""], &random)
    }
    let time = pick(
      [#""2026-01-05T10:00:00.123Z""#, #""2026-01-06T23:59:59Z""#, #""2026-01-05T09:00:00.999Z""#],
      [#""2026-01-05""#, #""soon""#, "1767607200", #""2026-01-05T10:00:60Z""#, "null"], &random)
    let user = pick(
      ["7", "9007199254740991", "123456789012345"],
      [#""anna""#, #""8""#, "007", "9007199254740992", "1.5"], &random)
    let session = pick(["1", "5559823023493090"], [#""s-1""#, #""3""#, "-1"], &random)
    let name = pick(
      [#""View""#, #""A rather long name of an event""#, #""日本語""#],
      [#""""#, #""\#(String(repeating: "n", count: 256))""#, #""tab\there""#, "7", "true", "nope"],
      &random)
    let item = pick(
      [#""item-401""#, #""x""#, #""sixteen bytes it""#, #""\#(long)""#],
      [
        #""a\"b""#, #""""#, #"" ""#, "7", "null", #""\#(String(repeating: "v", count: 1024))""#,
        "\"\u{1}\"",
      ], &random)
    let price = pick(
      ["7.5", "162.24", "-3", "0", "true", "1E5", "0.10", "-0", "12345678.125"],
      ["null", "00", "1.", "12345678901234567", "[]", "{}", "1e999", #""7""#], &random)
    let key = pick(["price"], [#"pri\u0063e"#, "item", " ", "cost"], &random)
    let more = pick([""], [#","call":"event""#, #","app_id":"1""#, " ", ",", "}"], &random)
    return #"{"time":\#(time),"user_id":\#(user),"session_id":\#(session),"call":"event","#
      + #""event":\#(name),"properties":{"item":\#(item),"\#(key)":\#(price)}\#(more)}"#
  }
}
