import Domain
import Testing

@testable import Formats

/// Rows in the plainest form are read a column at a time; any other row among them is read by itself,
/// and both say the same.
@Suite("CSV by column")
struct CSVBlockTests {
  @Test("what is read by column is what is read row by row", arguments: 0..<8)
  func sameAsRows(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 70)
    let lineEnd = seed.isMultiple(of: 2) ? "\n" : "\r\n"
    let oneIn = [400, 40, 4][Int(seed % 3)]
    let lines = (0..<2500).map { _ in Self.row(&random, oddOneIn: oneIn) }
    let byColumn =
      "time,user,session,event,item,note,price\(lineEnd)" + lines.joined(separator: lineEnd)
    // With a column that names who a row is, no row is in the plainest form.
    let byRow =
      "time,user,session,event,item,note,price,identity\(lineEnd)"
      + lines.map { $0.isEmpty ? $0 : $0 + "," }.joined(separator: lineEnd)
    let fast = try importText(byColumn, .test(.csv))
    let slow = try importText(byRow, .test(.csv))
    #expect(fast.items == slow.items)
    #expect(fast.items.count > 1000)
    #expect(fast.problemCount == slow.problemCount)
    #expect(fast.problemCount > 0)
    // How many cells there should be is told of some, and differs by one; of each batch a hundred are
    // told, and batches end elsewhere.
    #expect(
      fast.problems.prefix(100).map(Self.place) == slow.problems.prefix(100).map(Self.place))
  }

  @Test("rows before and after a row with quotes, of more cells, and blank ones are whole")
  func aroundOddRows() throws {
    let plain = (0..<700).map { "2026-01-05T10:00:00Z,\($0),1,A,x" }
    let odd = [
      #"2026-01-05T10:00:00Z,900,1,"Say ""hi"", twice",x"#, "", "2026-01-05T10:00:00Z,901,1,A,x,y",
      "2026-01-05T10:00:00Z,902,1,A", "2026-01-05T10:00:00Z,,1,A,x",
    ]
    let lines = plain.prefix(300) + odd + plain.dropFirst(300)
    let result = try importText(
      (["time,user,session,event,item"] + lines).joined(separator: "\n"), .test(.csv))
    let first = Array(2..<302)
    #expect(result.items.map(\.line) == first + [302] + Array(307..<707))
    #expect(result.problems.map(Self.place) == ["line 304", "line 305", "line 306"])
  }

  private static func place(_ problem: String) -> String { String(problem.prefix { $0 != ":" }) }

  private static func row(_ random: inout SeededGenerator, oddOneIn odd: Int) -> String {
    func pick(_ usual: [String], _ unusual: [String]) -> String {
      let choices = Int.random(in: 0..<odd, using: &random) == 0 ? unusual : usual
      return choices[Int.random(in: 0..<choices.count, using: &random)]
    }
    if Int.random(in: 0..<odd, using: &random) == 0 { return pick([""], ["", "a,b", "\"\"x,"]) }
    return [
      pick(
        ["2026-01-05T10:00:00.123Z", "2026-01-06T23:59:59Z", "1767607200"],
        ["", "2026-01-05", "soon", "\"2026-01-05T10:00:00Z\""]),
      pick(["7", "9007199254740991", "123456789012345"], ["", "anna", "007", "9007199254740992"]),
      pick(["1", "5559823023493090"], ["", "s-1", "\"3\""]),
      pick(
        ["View", "A rather long name of an event"], ["", String(repeating: "n", count: 256), "é"]),
      pick(["item-401", "x", "sixteen bytes it"], ["", "\"a,b\"", "\"line\nend\"", "true", " "]),
      pick(["", "false", "more than sixteen bytes of it"], [String(repeating: "v", count: 1024)]),
      pick(["7.5", "162.24", "-3", "0"], ["", "1e3", "00", "1.", "12345678901234567"]),
    ].joined(separator: ",")
  }
}

@Suite("Numbers of bulk lines")
struct BulkNumberTests {
  @Test("the limits that are told without a call are those of the rules (R-I7, R-T1, R-T2)")
  func limits() {
    #expect(BulkRules.longestEvent == Limits.eventName(.client))
    #expect(BulkRules.longestIdentity == Limits.identity(.client))
    #expect(BulkRules.longestKey == Limits.propertyKey(.client))
    #expect(BulkRules.longestValue == Limits.propertyValue)
    #expect(BulkRules.largestID == UserID.maximum)
  }

  @Test("every decimal number is the nearest double", arguments: 0..<4)
  func nearest(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 500)
    func digits(_ count: ClosedRange<Int>) -> String {
      String(
        (0..<Int.random(in: count, using: &random)).map { _ in
          "0123456789".randomElement(using: &random) ?? "0"
        })
    }
    let numbers = (0..<1500).map { _ -> String in
      var whole = digits(1...19)
      while whole.count > 1, whole.first == "0" { whole.removeFirst() }
      let sign = Bool.random(using: &random) ? "-" : ""
      let fraction = Bool.random(using: &random) ? "." + digits(1...19) : ""
      let exponent = Int.random(in: 0..<6, using: &random) == 0 ? "e-" + digits(1...2) : ""
      return sign + whole + fraction + exponent
    }
    let lines = numbers.map {
      #"{"time":0,"call":"event","user_id":1,"session_id":2,"event":"A","properties":{"n":"# + $0
        + "}}"
    }
    let result = try importText(lines.joined(separator: "\n"), .test(.calls))
    let found = result.calls.map { call -> InputValue? in
      if case .recorded(let event) = call.action { event.properties["n"] } else { nil }
    }
    #expect(found == numbers.map { .number(Double($0) ?? .nan) })
  }
}
