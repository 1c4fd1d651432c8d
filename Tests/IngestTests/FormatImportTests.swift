import Domain
import Foundation
import Formats
import Ingest
import Store
import Testing

/// Each kind of file, from its bytes to what the store answers, compared with values worked out by
/// hand.
@Suite("Files into a store")
struct FormatImportTests {
  private let imports: Imports

  init() throws {
    imports = try Imports()
  }

  @Test("Recorded events: users, sessions, properties of every type")
  func recorded() async throws {
    let summary = try imports.load(
      """
      {"time":"2026-01-05T10:00:00.123Z","user_id":111,"session_id":77,"call":"event","event":"View","properties":{"item":"sku-1","price":12.5,"new":true}}
      {"time":1767607201,"user_id":111,"session_id":77,"call":"event","event":"Buy"}
      {"time":"2026-01-05T10:00:30Z","user_id":222,"identity":"alice","call":"event","event":"View","user_properties":{"plan":"Pro"}}
      {"time":"2026-01-05T10:00:40Z","identity":"alice","call":"event","user_properties":{"age":"50"}}

      """)
    #expect((summary.lines, summary.events, summary.otherCalls) == (4, 3, 1))
    #expect(summary.problemCount == 0 && summary.warnings.isEmpty)
    let events = try await imports.events()
    #expect(events.count == 3)
    #expect(
      events[0] == "2026-01-05T10:00:00.123Z View 111 s77 {item='sku-1' new=true price=12.5}")
    #expect(events[1] == "2026-01-05T10:00:01.000Z Buy 111 s77")
    #expect(events[2].hasPrefix("2026-01-05T10:00:30.000Z View 222>alice s"))
    let users = try await imports.users()
    #expect(users.count == 2)
    #expect(users.contains("User 111 1/2 2026-01-05T10:00:00.123Z"))
    #expect(users.contains("alice (222) 1/1 2026-01-05T10:00:30.000Z {age='50' plan='Pro'}"))
  }

  @Test("Client calls: an anonymous visit becomes a person's when she identifies")
  func clientCalls() async throws {
    try imports.load(
      """
      {"time":"2026-01-05T10:00:00Z","device":"laptop","user_id":111,"call":"trackPageview","url":"https://shop.example/?utm_source=mail","title":"Shop"}
      {"time":"2026-01-05T10:00:20Z","device":"laptop","call":"track","event":"Search","properties":{"term":"shoes"}}
      {"time":"2026-01-05T10:01:00Z","device":"laptop","call":"identify","identity":"alice"}
      {"time":"2026-01-05T10:01:01Z","device":"laptop","call":"addUserProperties","properties":{"plan":"Pro"}}
      """)
    let users = try await imports.users()
    #expect(users.count == 1)
    #expect(users.first?.hasPrefix("alice (111) 1/2 2026-01-05T10:00:00.000Z {") == true)
    #expect(users.first?.contains("plan='Pro'") == true)
    let events = try await imports.events()
    #expect(events.count == 2)
    #expect(events.last?.contains(" Search 111>alice s") == true)
  }

  @Test("A device goes on where an earlier import left it: identity, session and ids")
  func devicesGoOn() async throws {
    try imports.load(
      """
      {"time":"2026-01-05T10:00:00Z","device":"laptop","user_id":111,"call":"track","event":"One"}
      {"time":"2026-01-05T10:01:00Z","device":"laptop","call":"identify","identity":"alice"}
      {"time":"2026-01-05T10:01:01Z","device":"laptop","call":"addEventProperties","properties":{"from":"first"}}
      """, name: "first")
    try imports.load(
      """
      {"time":"2026-01-05T10:02:00Z","device":"laptop","call":"track","event":"Two"}
      {"time":"2026-01-05T12:00:00Z","device":"laptop","call":"track","event":"Three"}
      {"time":"2026-01-05T12:01:00Z","device":"laptop","call":"identify","identity":"bob"}
      """, name: "second")
    let events = try await imports.events()
    #expect(events.count == 3)
    let sessions = events.map { $0.split(separator: " ")[3] }
    #expect(sessions[0] == sessions[1])
    #expect(sessions[1] != sessions[2])
    #expect(events[1].hasSuffix("{from='first'}"))
    let users = try await imports.users()
    #expect(users.contains { $0.hasPrefix("alice (111) 2/3 ") })
  }

  @Test("Server calls create nobody's session, and what they say of a person counts")
  func serverCalls() async throws {
    let summary = try imports.load(
      """
      {"time":"2026-01-05T11:00:00Z","call":"track","identity":"alice","event":"Mail","properties":{"tags":["a","b"]}}
      {"time":"2026-01-05T11:00:01Z","call":"addUserProperties","identity":"alice","properties":{"plan":"Free"}}
      {"time":"2026-01-05T11:00:02Z","call":"identify","user_id":"222","identity":"alice"}
      {"time":"2026-01-05T11:00:03Z","call":"identify","user_id":"222","identity":"bob"}
      """)
    #expect(summary.warnings[.identityConflict]?.count == 1)
    #expect(summary.warnings[.identityConflict]?.line == 4)
    let users = try await imports.users()
    #expect(users.contains("alice (222) 0/1 2026-01-05T11:00:00.000Z {plan='Free'}"))
    #expect(
      try await imports.events().first?.hasSuffix(
        " Mail \(UserID.profile(of: Identity(unchecked: "alice")))>alice server - {tags='a||b'}")
        == true)
  }

  @Test("Segment messages (R-X1 to R-X4)")
  func segment() async throws {
    let summary = try imports.load(
      """
      {"type":"page","anonymousId":"507f191e810c19729de860ea","properties":{"url":"https://shop.example/"},"timestamp":"2026-01-05T10:00:00Z","messageId":"m-1"}
      {"type":"identify","anonymousId":"507f191e810c19729de860ea","userId":"alice","traits":{"plan":"premium"},"timestamp":"2026-01-05T10:00:10Z","messageId":"m-2"}
      {"batch":[{"type":"track","userId":"alice","event":"Buy","properties":{"revenue":14.99},"messageId":"m-3"},{"type":"track","userId":"bob","event":"Buy","messageId":"m-3"}],"sentAt":"2026-01-05T10:00:20Z"}
      {"type":"alias","previousId":"4711","userId":"bob","timestamp":"2026-01-05T10:00:30Z"}
      {"type":"alias","previousId":"alice","userId":"bob","timestamp":"2026-01-05T10:00:40Z"}
      {"type":"track","anonymousId":"507f191e810c19729de860ea","userId":"bob","event":"Conflict","timestamp":"2026-01-05T10:00:50Z"}
      {"type":"track","anonymousId":"x","event":"No time"}
      """)
    #expect((summary.events, summary.duplicates, summary.problemCount) == (4, 1, 1))
    #expect(
      summary.problems.map(\.description) == [
        "line 5: alias names 'alice', which is an identity itself; two identities are never merged"
      ])
    #expect(summary.warnings[.identityConflict]?.line == 6)
    let anonymous = UserID.ofKey("507f191e810c19729de860ea")
    let users = try await imports.users()
    #expect(
      users.contains { $0.hasPrefix("alice (\(anonymous)) 2/2 ") && $0.contains("plan='premium'") })
    // R-X2: what comes with another identity than the user's own goes to the identity named.
    #expect(users.contains { $0.hasPrefix("bob (4711) 1/1 ") })
    let events = try await imports.events()
    #expect(events.first?.contains("Page viewed \(anonymous)>alice pageview s") == true)
    #expect(events.last?.hasPrefix("\(Imports.arrival) No time \(UserID.ofKey("x")) s") == true)
  }

  @Test("CSV with columns named, conflicts included (R-X2)")
  func csv() async throws {
    let summary = try imports.load(
      """
      visitor;who;action;at;visit;Plan;Price
      111;alice;View;2026-01-05 10:00:00;5;Pro;12.5
      111;bob;View;2026-01-05 10:00:01;5;;007
      abc;;"Buy; now";1767607202;x;;true
      """,
      columns: "user=visitor,identity=who,event=action,time=at,session=visit,user:plan=Plan")
    #expect((summary.lines, summary.events, summary.problemCount) == (3, 3, 0))
    #expect(summary.warnings[.identityConflict]?.count == 1)
    #expect(summary.warnings[.identityConflict]?.line == 3)
    let events = try await imports.events()
    let bob = UserID.profile(of: Identity(unchecked: "bob"))
    #expect(
      events == [
        "2026-01-05T10:00:00.000Z View 111>alice s5 {Price=12.5}",
        "2026-01-05T10:00:01.000Z View \(bob)>bob s5 {Price='007'}",
        "2026-01-05T10:00:02.000Z Buy; now \(UserID.ofKey("abc")) s\(SessionID.ofKey("x")) {Price=true}",
      ])
    #expect(
      try await imports.users().contains("alice (111) 1/1 2026-01-05T10:00:00.000Z {plan='Pro'}"))
  }

  @Test("gzip is read as what it holds")
  func gzip() async throws {
    let plain = try imports.file("plain.csv", "user,event,time\n1,A,2026-01-05\n2,B,2026-01-06\n")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-k", plain]
    try process.run()
    process.waitUntilExit()
    let summary = try imports.load(file: plain + ".gz")
    #expect((summary.lines, summary.events) == (2, 2))
    #expect(try await imports.users().count == 2)
  }

  @Test("gzip that ends too early: what came before is stored, and how to go on is said")
  func cutGzip() async throws {
    let rows = (0..<20000).map {
      "\($0 % 50),Event \($0 &* 7919 % 1000),\(1_700_000_000 + $0 * 61)\n"
    }
    let plain = try imports.file("plain.csv", "user,event,time\n" + rows.joined())
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", plain]
    try process.run()
    process.waitUntilExit()
    let packed = try Data(contentsOf: URL(filePath: plain + ".gz"))
    let cut = try imports.file("cut.gz", packed.prefix(packed.count / 2))
    let error = #expect(throws: ImportError.self) { try imports.load(file: cut) }
    #expect(error?.description.contains("ends in the middle of its gzip data") == true)
    let stored = try await imports.events().count
    #expect(stored > 1000 && stored < 20000)
    #expect(error?.description.contains("The \(stored) lines before it were stored") == true)
    // It was never finished, so nothing is in the way of the whole file.
    try imports.load(file: try imports.file("whole.gz", packed))
    #expect(try await imports.events().count == stored + 20000)
    let strict = try Imports()
    #expect(throws: InputError.self) {
      try strict.load(file: try strict.file("cut.gz", packed.prefix(packed.count / 2))) {
        $0.isStrict = true
      }
    }
    #expect(try await strict.events().isEmpty)
  }
}
