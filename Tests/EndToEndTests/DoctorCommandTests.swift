import Foundation
import Testing

@Suite("The command line: the doctor")
struct DoctorCommandTests {
  private func store(_ lines: String) throws -> Place {
    let place = try Place()
    try place.makeStore("shop.db", Place.story + lines)
    return place
  }

  /// Two visitors who were called the same, one of them with an escape in a property's name.
  private static let ill = #"""
    {"time":"2026-01-09T10:00:00Z","device":"d1","call":"identify","identity":"it's -1"}
    {"time":"2026-01-09T10:00:00Z","device":"d2","call":"identify","identity":"-1"}
    {"time":"2026-01-09T10:01:00Z","device":"d3","call":"identify","identity":"-1"}
    {"time":"2026-01-09T10:02:00Z","device":"d3","call":"addUserProperties","properties":{"a\u001b[31m":1}}
    {"time":"2026-01-09T10:03:00Z","device":"d1","call":"addUserProperties","properties":{"A\u001b[31m":"b"}}

    """#

  @Test("Where all is well it says so in a line, prints no JSON, and --check has status 0")
  func well() throws {
    let place = try store("")
    let text = try place.run("cairn doctor --check --store shop.db")
    #expect(text.code == 0 && text.errors.isEmpty)
    #expect(text.lines.count == 1 && text.output.hasPrefix("Nothing found"))
    let json = try place.run("cairn doctor --check --json --store shop.db")
    #expect(json.code == 0 && json.output.isEmpty)
    try place.makeStore(
      "empty.db",
      #"{"time":"2026-01-05T10:00:00Z","device":"d","call":"identify","identity":"anna"}"# + "\n")
    _ = try place.run("cairn delete --identity anna --yes --store empty.db")
    let empty = try place.run("cairn doctor --check --store empty.db")
    #expect(empty.code == 0 && empty.output == text.output, "\(empty.errors)")
  }

  @Test("--check has status 1 where anything is found, with and without --json; without it 0")
  func check() throws {
    let place = try store(Self.ill)
    for options in ["", " --json"] {
      let plain = try place.run("cairn doctor --store shop.db" + options)
      let checked = try place.run("cairn doctor --check --store shop.db" + options)
      #expect(plain.code == 0 && checked.code == 1)
      #expect(plain.output == checked.output && checked.errors.isEmpty)
    }
    #expect(try place.run("cairn doctor --check --app-id main --store shop.db").code == 1)
    let unknown = try place.run("cairn doctor --app-id mars --store shop.db")
    #expect(unknown.code == 1 && unknown.errors.contains("there is no environment 'mars'"))
  }

  @Test("R-I10: a finding in JSON has stable fields, and a command that mends it")
  func json() throws {
    let place = try store(Self.ill)
    func findings() throws -> [[String: Any]] {
      try place.run("cairn doctor --json --store shop.db").objects()
    }
    let found = try findings()
    #expect(
      found.map { $0["code"] as? String } == ["non_unique_identity", "property_spellings"])
    let first = try #require(found.first)
    #expect(
      Set(first.keys) == [
        "code", "severity", "count", "title", "meaning", "advice", "examples",
      ])
    #expect(first["severity"] as? String == "critical" && first["count"] as? Int == 1)
    let example = try #require((first["examples"] as? [[String: Any]])?.first)
    #expect(example["identity"] as? String == "-1" && example["users"] as? Int == 2)
    let command = try #require(example["command"] as? String)
    let mended = try place.run(command + " --yes")
    #expect(mended.code == 0, "\(command)\n\(mended.errors)")
    #expect(try findings().map { $0["code"] as? String } == ["property_spellings"])
  }

  @Test("Names from data are shown, never sent, and the command holds them as they are")
  func untrusted() throws {
    let place = try store(Self.ill)
    let text = try place.run("cairn doctor --store shop.db")
    #expect(
      !text.output.contains("\u{1B}") && text.output.contains(#""A␛[31m""#), "\(text.output)")
    let finding = try #require(
      try place.run("cairn doctor --json --store shop.db").objects().last)
    let example = try #require((finding["examples"] as? [[String: Any]])?.first)
    let command = try #require(example["command"] as? String)
    #expect(!command.unicodeScalars.contains("\u{1B}"))
    try place.write("look.sh", command + " --json")
    let users = try place.run("bash look.sh").objects()
    #expect(users.count == 1, "\(command)")
  }

  @Test("Events of the future are found by the clock of this machine")
  func clock() throws {
    let place = try store(
      #"{"time":"9999-01-01T00:00:00Z","user_id":333,"call":"event","event":"Visit"}"# + "\n")
    let found = try place.run("cairn doctor --json --store shop.db").objects()
    #expect(found.map { $0["code"] as? String } == ["time_ahead"])
    #expect(
      try place.run("cairn doctor --store shop.db").output
        .contains("cairn users --where user_id=333 --store shop.db"))
  }
}
