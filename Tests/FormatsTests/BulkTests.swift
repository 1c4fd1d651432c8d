import Domain
import Formats
import Testing

@Suite("Bulk rows")
struct BulkTests {
  @Test("a line read as bulk says what the careful way says", arguments: 0..<4)
  func fastEqualsSlow(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var lines: [String] = []
    for _ in 0..<300 { lines.append(Self.line(&random)) }
    let fast = try importText(lines.joined(separator: "\n"), .test(.calls))
    // A field given twice is beyond bulk, and the same value twice means the same.
    let careful = lines.map { "{\"call\":\"event\"," + $0.dropFirst() }
    let slow = try importText(careful.joined(separator: "\n"), .test(.calls))
    #expect(fast.bulkCount > 100)
    #expect(slow.bulkCount == 0)
    #expect(fast.items == slow.items)
    #expect(fast.problems == slow.problems)
    #expect(fast.problemCount > 0)
  }

  @Test(
    "calls that set properties or merge users say the same, read as bulk or not", arguments: 0..<4)
  func callsWithoutEvent(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed &+ 40)
    let lines = (0..<400).map { _ in Self.callWithoutEvent(&random) }
    let fast = try importText(lines.map(\.text).joined(separator: "\n"), .test(.calls))
    let careful = lines.map { "{\"call\":\"\($0.call)\"," + $0.text.dropFirst() }
    let slow = try importText(careful.joined(separator: "\n"), .test(.calls))
    #expect(fast.bulkCount > 80)
    #expect(slow.bulkCount == 0)
    #expect(fast.items == slow.items)
    #expect(fast.problems == slow.problems)
    #expect(fast.problemCount > 0)
  }

  private static func callWithoutEvent(
    _ random: inout SeededGenerator
  ) -> (call: String, text: String) {
    func pick(_ choices: [String]) -> String {
      choices[Int.random(in: 0..<choices.count, using: &random)]
    }
    func rarely() -> Bool { Int.random(in: 0..<12, using: &random) == 0 }
    func object() -> String {
      let keys = [
        "plan", "age", "city", "email", rarely() ? "ID" : "x", rarely() ? "user_id" : "y",
      ]
      let fields = keys.shuffled(using: &random).prefix(.random(in: 0...4, using: &random)).map {
        "\"\($0)\":" + pick(["1", "2.5", "true", "\"Pro\"", "\"é\"", rarely() ? "[1]" : "0"])
      }
      return "{" + fields.joined(separator: ",") + "}"
    }
    let call = pick(["addUserProperties", "add_user_properties", "identify", "event"])
    let user = pick(["7", "\"8\"", rarely() ? "\"abc\"" : "9"])
    let identity = pick(["\"alice\"", "\"\\u00e9\"", rarely() ? "42" : "\"bob\""])
    var fields = ["\"time\":1767607200", "\"call\":\"\(call)\""]
    if call == "event" {
      fields.append("\"user_properties\":" + object())
      if rarely() { fields.append("\"properties\":{}") }
      if Bool.random(using: &random) { fields.append("\"user_id\":" + user) }
      if Bool.random(using: &random) { fields.append("\"identity\":" + identity) }
      if rarely() { fields.append("\"session_id\":5") }
    } else {
      if !rarely() { fields.append("\"identity\":" + identity) }
      if (call == "identify") != rarely() { fields.append("\"user_id\":" + user) }
      if (call != "identify") != rarely() { fields.append("\"properties\":" + object()) }
    }
    if rarely() { fields.append("\"app_id\":\"shop\"") }
    if rarely() { fields.append("\"idempotency_key\":\"k\"") }
    return (call, "{" + fields.shuffled(using: &random).joined(separator: ",") + "}")
  }

  private static func line(_ random: inout SeededGenerator) -> String {
    func pick(_ choices: [String]) -> String {
      choices[Int.random(in: 0..<choices.count, using: &random)]
    }
    func object() -> String {
      let values = [
        "1", "-2.5", "1e3", "0.1", "true", "false", "\"x\"", #""é""#, #""a\u00e9\n\"""#, #"" ""#,
        "null", "12345678901234567890", #""\uD83D\uDE00""#,
      ]
      let fields = (0..<Int.random(in: 0...3, using: &random)).map { number in
        let key = Int.random(in: 0..<9, using: &random) == 0 ? #"k\u0031"# : "k\(number)"
        return "\"\(key)\":\(pick(values))"
      }
      return "{\(fields.joined(separator: ","))}"
    }
    var fields = [
      #""time":"#
        + pick([
          #""2026-01-05T10:00:00Z""#, #""2026-01-05T10:00:00.123Z""#, #""2026-01-06""#,
          "1767607200",
          #""2026-01-05T23:59:60Z""#, #""1969-12-31T23:59:59.999Z""#, #""2026-01-05T10:61:00Z""#,
          #""2026-01-05T10:00:00+01:00""#,
        ]), #""call":"event""#, #""event":"# + pick([#""A""#, #""Say \"hi\"""#, #""é""#]),
      #""user_id":"# + pick(["7", #""7""#, #""abc""#, #""007""#, "9007199254740991", #"" x""#]),
    ]
    for (name, value) in [
      ("session_id", pick(["1234567890123456", #""s-1""#])), ("properties", object()),
      ("user_properties", object()), ("identity", pick([#""alice""#, #""\u00e9""#, "42"])),
      ("app_id", #""shop""#), ("idempotency_key", #""k""#),
    ] where Bool.random(using: &random) {
      fields.append("\"\(name)\":\(value)")
    }
    fields.shuffle(using: &random)
    return "{\(fields.joined(separator: pick([",", " , "])))}"
  }

  @Test("quoted cells with line ends are whole wherever a batch ends")
  func recordsAcrossBatches() throws {
    var text = "user,event,time,note\n"
    let count = 60_000
    for number in 0..<count {
      text += "\(number),A,2026-01-05,\"first, line\n\"\"second\"\"\r\nthird \(number)\"\n"
    }
    let result = try importText(text, .test())
    #expect(result.problemCount == 0)
    #expect(result.batches > 1)
    #expect(result.bulkCount == count)
    let isRight = result.items.enumerated().allSatisfy { number, item in
      guard case .call(let call) = item.content, case .recorded(let event) = call.action else {
        return false
      }
      return item.line == 2 + 3 * number && event.subject.user == UserID(UInt64(number))
        && event.properties["note"] == .string("first, line\n\"second\"\r\nthird \(number)")
    }
    #expect(isRight)
  }
}
