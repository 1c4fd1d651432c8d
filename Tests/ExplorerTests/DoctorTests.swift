import Canvas
import Domain
import Foundation
import Testing

@testable import Analysis
@testable import Explorer

@Suite("The doctor's findings")
struct DoctorTests {
  private static let findings: [Finding] = [
    Finding(
      .nonUniqueIdentity, count: 2,
      examples: [
        .init(.merged(Identity(unchecked: "guest"), users: 1240)),
        .init(.merged(Identity(unchecked: "null\u{1B}[2J"), users: 3)),
      ]),
    Finding(
      .sharedDevice, count: 1,
      examples: [
        .init(
          .sharedDevice(
            (1...5).map { .init(UserID(truncating: $0), Identity(unchecked: "staff\($0)")) },
            people: 8, switches: 31))
      ]),
    Finding(
      .propertyTypes, count: 1,
      examples: [
        .init(
          .types(
            .init(of: .event, "price"), strings: 3, numbers: 4410, booleans: 0, odd: "19 EUR"))
      ]),
  ]

  private func driver(
    _ findings: [Finding] = findings, columns: Int = 120, rows: Int = 40
  ) throws -> Driver {
    var store = SampleStore()
    store.findings = findings
    var explorer = Driver(store, columns: columns, rows: rows)
    try explorer.press("6 d")
    return explorer
  }

  @Test("The findings at each size", arguments: GoldenFrameTests.sizes)
  func golden(columns: Int, rows: Int) throws {
    var explorer = try driver(columns: columns, rows: rows)
    try explorer.press("j")
    try Golden.expect(explorer.frame, is: "doctor-\(columns)x\(rows)")
  }

  @Test("A store in good health says so")
  func well() throws {
    let explorer = try driver([])
    explorer.expect(contains: "Nothing found.")
    explorer.expect(contains: "0 findings")
  }

  @Test("d goes there from the merges and back, Esc too; what was found is asked for anew")
  func thereAndBack() throws {
    var explorer = try driver()
    explorer.expect(contains: "Identities that many people share")
    try explorer.press("d")
    #expect(explorer.state.doctor == nil && explorer.state.screen == .identity)
    try explorer.press("d esc")
    #expect(explorer.state.doctor == nil && explorer.state.screen == .identity)
    try explorer.press("d")
    explorer.answers = { question in
      if case .doctor = question {
        .success(.doctor([]))
      } else {
        .success(SampleStore().answer(question))
      }
    }
    explorer.send(.stored("done"))
    explorer.expect(contains: "Nothing found.")
  }

  @Test("Enter shows the users in question, of a finding those of all its examples")
  func users() throws {
    var explorer = try driver()
    try explorer.press("j enter")
    #expect(explorer.state.screen == .users && explorer.state.doctor == nil)
    #expect(explorer.state.users.filter.editor.text == "identity=guest")
    explorer = try driver()
    try explorer.press("enter")
    #expect(
      explorer.state.users.filter.editor.text == "identity=guest or identity=null\u{1B}[2J")
    explorer = try driver()
    try explorer.press("j j j j enter")
    #expect(
      explorer.state.users.filter.editor.text
        == "user_id=1 or user_id=2 or user_id=3 or user_id=4 or user_id=5")
    explorer = try driver()
    try explorer.press("G enter")
    explorer.expect(contains: "no users are meant; see Properties")
  }

  @Test("y v copies the command that mends it; what a terminal would obey is in it as bytes")
  func copying() throws {
    var explorer = try driver()
    try explorer.press("y v j j y v")
    #expect(
      explorer.effects == [
        .copy("cairn unmerge --into guest --reason 'a placeholder, not one person'"),
        .copy(
          #"cairn unmerge --into $'null\x1b[2J' --reason 'a placeholder, not one person'"#),
      ])
  }

  // MARK: Words

  @Test(
    "A word in a shell's quotes is what it was",
    arguments: [
      ("plain-1.5@x", "plain-1.5@x"), ("", "''"), ("two words", "'two words'"),
      ("it's", #"'it'\''s'"#), ("$HOME `x`", "'$HOME `x`'"), ("a\nb", #"$'a\x0ab'"#),
      ("é'\u{1B}\\", #"$'é\'\x1b\\'"#), ("=ls", "'=ls'"), ("~", "'~'"),
    ])
  func quoting(word: String, text: String) {
    #expect(ShellCommand(word).text == text)
  }

  @Test("An option's value that begins with a dash is tied to it; environment and store are named")
  func options() {
    let example = Finding.Example(
      in: AppID("staging"), .mergedUnusually(Identity(unchecked: "-1"), users: 30, usual: 10))
    #expect(
      example.command(store: "my shop.db").text
        == "cairn merges --identity=-1 --app-id staging --store 'my shop.db'")
  }

  @Test("Every filter that a finding leads to is one")
  func filters() throws {
    let odd = "a \"b\" (c) =é"
    let evidence: [Finding.Evidence] = [
      .merged(Identity(unchecked: odd), users: 1), .spellings([Identity(unchecked: " A \"b")]),
      .ahead(.init(UserID(truncating: 7), nil), latest: SampleStore.now),
      .types(.init(of: .user, odd), strings: 1, numbers: 1, booleans: 0, odd: .string(odd)),
      .names(.user, [.init("email", uses: 2), .init(odd, uses: 1), .init("EMAIL", uses: 1)]),
      .eventName(.init(odd, uses: 3)), .cutValues(.init(of: .user, odd), values: 2),
      .sharedDevice([.init(UserID(truncating: 7), nil)], people: 5, switches: 4),
    ]
    for evidence in evidence {
      let filter = try #require(Finding.Example(evidence).usersFilter)
      #expect(throws: Never.self) { try UserFilter(parsing: filter) }
    }
  }

  @Test("docs/doctor.md has every finding, with its severity and title")
  func document() throws {
    let page = try String(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../docs/doctor.md").standardizedFileURL, encoding: .utf8)
    let rows = page.matches(of: /\| `([a-z_]+)` \| ([a-z]+) \| ([^|]+) \|/)
      .map { [String($0.1), String($0.2), String($0.3)] }
    #expect(
      rows
        == Finding.Code.allCases.map { [$0.rawValue, $0.severity.rawValue, $0.title] })
    for code in Finding.Code.allCases { #expect(!code.meaning.isEmpty && !code.advice.isEmpty) }
    for number in [
      DoctorLimits.usualUsers, DoctorLimits.sharedDevicePeople, DoctorLimits.generatedDigits,
      DoctorLimits.generatedHexDigits,
    ] {
      #expect(page.contains("**\(number)**"))
    }
  }
}
