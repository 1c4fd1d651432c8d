import Analysis
import Domain
import Foundation
import Ingest
import Store
import Testing

@Suite("Sessions of rows that name none")
struct SessionImportTests {
  private let imports: Imports

  init() throws {
    imports = try Imports()
  }

  private func row(_ user: Int, _ time: String, session: String = "") -> String {
    "{\"time\":\"2026-01-05T\(time)Z\",\"user_id\":\(user),\(session)\"call\":\"event\",\"event\":\"E\"}\n"
  }

  private func sessions() async throws -> [String] {
    try await imports.events().map { String($0.split(separator: " ")[3]) }
  }

  @Test("A pause of more than 30 minutes begins a session, one of 30 doesn't (R-S12)")
  func cut() async throws {
    try imports.load(
      row(1, "10:00:00") + row(1, "10:30:00") + row(1, "11:00:00.001") + row(2, "11:00:00.002"))
    let sessions = try await sessions()
    #expect(sessions[0] == sessions[1])
    #expect(Set(sessions).count == 3)
  }

  @Test("A session goes on in the next import, and late rows join it (R-S12)")
  func acrossImports() async throws {
    try imports.load(row(1, "10:00:00") + row(1, "12:00:00"), name: "a")
    try imports.load(row(1, "10:20:00") + row(1, "12:30:00") + row(1, "13:00:01"), name: "b")
    try imports.load(row(1, "09:45:00"), name: "c")
    let sessions = try await sessions()
    #expect(sessions.count == 6)
    #expect(sessions[0] == sessions[1] && sessions[1] == sessions[2])
    #expect(sessions[3] == sessions[4])
    #expect(Set(sessions).count == 3)
    #expect(
      try await imports.users().first?.hasPrefix("User 1 3/6 2026-01-05T09:45:00.000Z") == true)
  }

  @Test("R-S11: a session that a server event named begins with its first row, in one file or many")
  func namedFirst() async throws {
    func track(_ time: String) -> String {
      "{\"time\":\"2026-01-05T\(time)Z\",\"call\":\"track\",\"user_id\":\"1\",\"session_id\":\"5\",\"event\":\"S\"}\n"
    }
    let session = "\"session_id\":5,"
    let lines = [
      row(2, "09:00:00", session: session), track("09:30:00"),
      row(1, "10:00:00", session: session), row(1, "10:01:00", session: session),
      track("10:02:00"), row(1, "10:03:00", session: session),
      row(2, "10:04:00", session: session),
    ]
    let summary = try imports.load(lines.joined())
    #expect((summary.events, summary.problemCount) == (7, 0))
    let pieces = try Imports()
    for (number, line) in lines.enumerated() { try pieces.load(line, name: "\(number)") }
    #expect(try await imports.events() == (try await pieces.events()))
    let users = try await imports.users()
    #expect(users == (try await pieces.users()))
    #expect(users.count == 2)
  }

  @Test("One import or many, rows in order give the same sessions")
  func samePieces() async throws {
    var chance = SeededGenerator(seed: 5)
    var minute = 0
    let rows = (0..<60).map { _ in
      minute += Int.random(in: 0...35, using: &chance)
      return row(
        .random(in: 1...2, using: &chance),
        String(format: "%02d:%02d:00", minute / 60 % 24, minute % 60))
    }.prefix(40)
    let whole = try Imports()
    try whole.load(rows.joined())
    for start in stride(from: 0, to: rows.count, by: 7) {
      try imports.load(
        rows[start..<min(rows.count, start + 7)].joined(), name: "part \(start)")
    }
    #expect(try await imports.events() == (try await whole.events()))
  }

  @Test("Sessions go on alike whether those of one user are read or those of all")
  func resumed() async throws {
    var chance = SeededGenerator(seed: 9)
    let rows = (0..<120).map { _ in
      row(
        .random(in: 1...45, using: &chance),
        String(format: "%02d:%02d:00", Int.random(in: 8...11, using: &chance), 10),
        session: Bool.random(using: &chance) ? "\"session_id\":3," : "")
    }
    let later = (0..<60).map { second in
      row(
        .random(in: 1...50, using: &chance),
        String(format: "%02d:25:%02d", Int.random(in: 8...11, using: &chance), second))
    }
    let together = try Imports()
    try together.load(rows.joined(), name: "first")
    try imports.load(rows.joined(), name: "first")
    try together.load(later.joined(), name: "later")
    for (number, line) in later.enumerated() { try imports.load(line, name: "line \(number)") }
    #expect(try await imports.events() == (try await together.events()))
  }

  @Test("Ids at the end of their range, and beyond it, stay apart")
  func largeIDs() async throws {
    let summary = try imports.load(
      """
      {"time":"2026-01-05","user_id":9007199254740991,"session_id":9007199254740991,"call":"event","event":"E"}
      {"time":"2026-01-05","user_id":9007199254740992,"call":"event","event":"E"}
      {"time":"2026-01-05","user_id":"9007199254740992","session_id":"18446744073709551616","call":"event","event":"E"}
      {"time":"2026-01-05","user_id":"9007199254740993","call":"event","event":"E"}
      """)
    #expect((summary.events, summary.problemCount) == (3, 1))
    #expect(
      summary.problems.first?.description
        == "line 2: 'user_id' must be a string or a whole number from 0 to 9007199254740991, not "
        + "9007199254740992")
    let users = try await imports.users()
    #expect(users.count == 3)
    #expect(users.last?.hasPrefix("User 9007199254740991 1/1") == true)
  }

  @Test("The first and the last moment that can be written, and what the engine makes of them")
  func farTimes() async throws {
    let summary = try imports.load(
      """
      {"time":"0000-01-01T00:00:00Z","user_id":1,"call":"event","event":"First"}
      {"time":"9999-12-31T23:59:59.999Z","user_id":1,"call":"event","event":"Last"}
      {"time":"2026-01-05T10:00:00Z","user_id":2,"call":"event","event":"Now","user_properties":{"a":1}}
      {"time":"9999-12-31T23:59:59.999Z","device":"d","call":"trackPageview"}
      {"time":"0000-01-01T00:00:00Z","device":"d","call":"track","event":"Early"}
      {"time":"9999-12-31T23:59:59.999Z","call":"track","identity":"p","event":"Server"}
      {"time":"9999-12-31T23:00:00-01:00","user_id":1,"call":"event","event":"Too late"}
      {"time":"0000-01-01T00:00:00+01:00","user_id":1,"call":"event","event":"Too early"}
      """)
    #expect(summary.problems.map(\.line) == [7, 8])
    let events = try await imports.events()
    #expect(events.count == 6)
    #expect(events.first?.hasPrefix("0000-01-01T00:00:00.000Z") == true)
    #expect(events.last?.hasPrefix("9999-12-31T23:59:59.999Z") == true)
    try await imports.read { engine in
      let overview = try await engine.overview()
      #expect(overview.oldestEvent == .earliest)
      #expect(overview.newestEvent == .latest)
      for range in TimeRange.presets + [.between(.earliest, .latest)] {
        var users = UsersQuestion()
        users.range = range
        let page = try await engine.users(users)
        #expect(page.rows.count == (range == .all || range == .between(.earliest, .latest) ? 4 : 3))
        for user in page.rows {
          _ = try await engine.profile(user.id, in: nil)
          _ = try await engine.history(HistoryQuestion(profile: user.id))
        }
        var stream = EventsQuestion()
        stream.range = range
        _ = try await engine.events(stream)
      }
      #expect(try await engine.catalogue(in: nil).count == 6)
    }
  }
}
