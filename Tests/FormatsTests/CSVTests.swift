import Domain
import Formats
import Testing

@Suite("CSV files")
struct CSVTests {
  private static let time = Timestamp(milliseconds: 1_767_607_200_000)

  @Test("obvious headers need no columns; others become event properties with guessed types")
  func guessedColumns() throws {
    let result = try importText(
      "\u{FEFF}User_ID,session_id,Event,time,term,price,new,zip,note\r\n"
        + "123,77,Search,2026-01-05T10:00:00Z,shoes,12.50,true,01234,\r\n"
        + "\r\n"
        + "visitor-1,,\"Say \"\"hi\"\"\",1767607200,\"a,b\nc\",-1e3,TRUE,12345678901234567,x\r\n",
      .test())
    #expect(result.problems.isEmpty)
    #expect(result.bulkCount == 2)
    #expect(result.items.map(\.line) == [2, 4])
    #expect(
      result.calls == [
        CallLine(
          .recorded(
            RecordedEvent(
              "Search", of: RecordedSubject(user: UserID(123)), session: SessionID(77),
              properties: ["term": "shoes", "price": 12.5, "new": true, "zip": "01234"])),
          at: Self.time),
        CallLine(
          .recorded(
            RecordedEvent(
              "Say \"hi\"", of: RecordedSubject(user: .ofKey("visitor-1")),
              properties: [
                "term": "a,b\nc", "price": -1000, "new": "TRUE", "zip": "12345678901234567",
                "note": "x",
              ])),
          at: Self.time),
      ])
  }

  @Test("columns say what is what: user properties, renamed properties, identities")
  func chosenColumns() throws {
    let result = try importText(
      "who;what;when;Plan;Price;mail\n1;Buy;2026-01-05;Pro;9,5;a@b.c\n",
      .test(
        columns: "user=who,event=what,time=when,user:plan=Plan,property:price=Price,identity=mail"))
    #expect(
      result.calls.map(\.action) == [
        .recorded(
          RecordedEvent(
            "Buy", of: RecordedSubject(user: UserID(1), identity: "a@b.c"),
            properties: ["price": "9,5"], userProperties: ["plan": "Pro"]))
      ])
    #expect(result.bulkCount == 1)
  }

  @Test("rows of user properties need no event and no time")
  func userProperties() throws {
    let result = try importText(
      "identity\tname\tscore\nalice\tAlice\t7\n\tBob\t8\n", .test(rows: .userProperties))
    #expect(
      result.calls == [
        CallLine(
          .recorded(
            RecordedEvent(
              nil, of: RecordedSubject(identity: "alice"),
              userProperties: ["name": "Alice", "score": 7])),
          at: ImportOptions.arrival)
      ])
    #expect(result.problems == ["line 3: names no user: 'identity' is empty"])
  }

  @Test(
    "a row that can't be used says why",
    arguments: [
      ("1,A", "has 2 cells, but the header has 4"),
      ("1,A,2026-01-05,x,y", "has 5 cells, but the header has 4"),
      (",A,2026-01-05,x", "names no user: 'user' is empty"),
      ("1,,2026-01-05,x", "names no event: 'event' is empty"),
      ("1,A,,x", "tells no time: 'time' is empty"),
      (
        "1,\"A\"b,2026-01-05,x",
        "a quoted cell is followed by other text; write a quote inside a cell as \"\""
      ),
      (
        "1,A,20260105,x",
        "'time' must be a time such as 2026-01-05T10:00:00Z, or seconds or milliseconds since 1970, not '20260105'"
      ),
      ("1,A\u{0},2026-01-05,x", "holds a zero byte at byte 4, as binary data do; expected text"),
      (
        "1,A,2026-01-05,\"x",
        "a quote is opened that is never closed; write a quote inside a field as \"\""
      ),
    ])
  func problems(row: String, reason: String) throws {
    // Enough good rows that a zero byte lies beyond the first bytes that tell the format.
    let good = "1,A,2026-01-05,x"
    let before = Array(repeating: good, count: 300)
    let after = reason.hasPrefix("a quote is opened") ? [] : [good]
    let text = (["user,event,time,p"] + before + [row] + after).joined(separator: "\n")
    let result = try importText(text, .test(.csv))
    #expect(result.problems == ["line 302: \(reason)"])
    #expect(result.items.count == before.count + after.count)
  }

  @Test("lines after a quote that is never closed are still read")
  func openQuote() throws {
    let result = try importText(
      "user,event,time\n1,\"A,2026-01-05\n2,B,2026-01-05\n3,C,2026-01-05\n", .test())
    #expect(result.items.map(\.line) == [3, 4])
    #expect(result.problemCount == 1)
  }

  @Test("cells that aren't UTF-8 are refused, others beside them are read")
  func utf8() throws {
    let folder = try TemporaryFolder()
    let text =
      Array("user,event,time\n1,é,2026-01-05\n2,".utf8) + [0xE9]
      + Array(",2026-01-05\n3,😀,2026-01-05".utf8)
    let result = try importFile(try folder.file("x.csv", text), .test())
    #expect(result.problems == ["line 3: is not UTF-8 at byte 3"])
    #expect(result.bulkCount == 2)
  }

  @Test(
    "a header or choice of columns that can't be understood says why",
    arguments: [
      (
        "user,what,time", nil,
        "'x.csv' has no column that is known to be the event (event=COLUMN); name it with --columns (its columns: 'user', 'what', 'time')"
      ),
      (
        "a,event,time", nil,
        "'x.csv' has no column that is known to be the user (user=COLUMN or identity=COLUMN); name it with --columns (its columns: 'a', 'event', 'time')"
      ),
      (
        "user,event", nil,
        "'x.csv' has no column that is known to be the time (time=COLUMN); name it with --columns (its columns: 'user', 'event')"
      ),
      (
        "uid,event,time", "user=udi,event=event,time=time",
        "'x.csv' has no column 'udi'; did you mean 'uid'? (its columns: 'uid', 'event', 'time')"
      ),
      ("user,event,time,time", nil, "the header of 'x.csv' names the column 'time' twice"),
      (
        "user,event,time,a,b", "user=user,event=event,time=time,property:b=a",
        "two columns of 'x.csv' become the property 'b'; name one of them with property:OTHER=COLUMN in --columns"
      ),
    ] as [(String, String?, String)])
  func headers(header: String, columns: String?, message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("x.csv", header.utf8)
    do throws(InputError) {
      _ = try ImportReader(
        path: path,
        options: ImportOptions(
          columns: try columns.map { (text) throws(InputError) in try CSVColumns(parsing: text) },
          arrival: ImportOptions.arrival))
      Issue.record("expected an error")
    } catch {
      #expect(error.description.replacing(path, with: "x.csv") == message)
    }
  }

  @Test(
    "a --columns that can't be read says what is expected",
    arguments: [
      (
        "user", "'user' in --columns names no column; expected ROLE=COLUMN, such as user=visitor_id"
      ),
      (
        "usr=a",
        "'usr' in --columns is not known; did you mean 'user'? expected user, identity, event, time, session, idempotency_key, user:NAME or property:NAME"
      ),
      ("user=a,user=b", "'user' is given twice in --columns"),
      ("user=a,event=a", "the column 'a' is given twice in --columns"),
    ])
  func columns(text: String, message: String) {
    do throws(InputError) {
      _ = try CSVColumns(parsing: text)
      Issue.record("expected an error")
    } catch {
      #expect(error.description == message)
    }
  }

  @Test("a column whose name holds a comma is chosen in quotes")
  func quotedColumn() throws {
    let columns = try CSVColumns(parsing: #"user=u,"event=what, exactly""#)
    #expect(columns.choices.map(\.column) == ["u", "what, exactly"])
  }

  @Test("rows made at random are read as a simple reader reads them", arguments: 0..<8)
  func random(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "a", "\"", ",", "\n", "\r\n", ";", "é", "12", " ", "-1.5", "true", "\r", "long text of words",
    ]
    for _ in 0..<40 {
      var text = "user,event,time,p,q\r\n"
      var expected: [[String]] = []
      for _ in 0..<Int.random(in: 0...6, using: &random) {
        var row = ["u1", "A", "2026-01-05"]
        for _ in 0..<2 {
          let cell = (0..<Int.random(in: 0...4, using: &random))
            .map { _ in pieces[Int.random(in: 0..<pieces.count, using: &random)] }.joined()
          row.append(cell)
        }
        let written = row.map { cell in
          let needsQuotes = cell.contains { "\",\n\r".contains($0) || $0 == "\r\n" }
          guard needsQuotes || Bool.random(using: &random) else { return cell }
          return "\"" + cell.replacing("\"", with: "\"\"") + "\""
        }
        text += written.joined(separator: ",") + (Bool.random(using: &random) ? "\n" : "\r\n")
        expected.append(row)
      }
      #expect(SlowCSV.rows(text).dropFirst() == expected[...])
      let result = try importText(text, .test(.csv))
      #expect(result.problems.isEmpty, "\(text.debugDescription)")
      let read = result.calls.map { call -> Values in
        if case .recorded(let event) = call.action { event.properties } else { [:] }
      }
      #expect(read == expected.map(SlowCSV.properties), "\(text.debugDescription)")
    }
  }
}

/// CSV as the RFC says it, character by character.
enum SlowCSV {
  static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    var bytes = Array(text.utf8)[...]
    func end() { row.append(String(decoding: cell, as: UTF8.self)); cell = [] }
    while let byte = bytes.popFirst() {
      switch byte {
      case 0x22 where isQuoted && bytes.first == 0x22:
        cell.append(0x22)
        bytes.removeFirst()
      case 0x22: isQuoted.toggle()
      case 0x2C where !isQuoted: end()
      case 0x0D where !isQuoted && bytes.first == 0x0A: break
      case 0x0A where !isQuoted:
        end()
        rows.append(row)
        row = []
      default: cell.append(byte)
      }
    }
    return rows
  }

  static func properties(_ row: [String]) -> Values {
    var values: Values = [:]
    for (key, cell) in zip(["p", "q"], row[3...]) where !cell.isEmpty {
      values[key] =
        switch cell {
        case "true": .boolean(true)
        case _ where isNumber(cell): .number(Double(cell) ?? 0)
        default: .string(cell)
        }
    }
    return values
  }

  private static func isNumber(_ cell: String) -> Bool {
    cell.wholeMatch(of: /-?(0|[1-9][0-9]*)(\.[0-9]+)?/) != nil
  }
}
