import Analysis
import Domain
import Testing

@Suite("The doctor: identities and devices")
struct DoctorIdentityTests {
  private func identity(_ text: String) -> Identity { Identity(unchecked: text) }

  @Test("An empty store, and one where all is well, have no findings")
  func well() async throws {
    let patient = try Patient()
    #expect(try await patient.findings().isEmpty)
    patient.merge(2, from: 1, into: "alice@example.com")
    patient.know("bob")
    patient.add([
      patient.event("Buy", ["price": 5, "gift": true]), patient.write(["email": "a@b"]),
    ])
    #expect(try await patient.findings().isEmpty)
    #expect(try await patient.findings(in: AppID("unknown")).isEmpty)
  }

  @Test("R-I10: placeholders with how many users each swallowed, the largest first")
  func placeholders() async throws {
    let patient = try Patient()
    patient.merge(3, from: 1, into: "guest")
    patient.merge(7, from: 10, into: "NULL")
    patient.know("undefined")
    patient.merge(1, from: 30, into: "guesthouse")
    let finding = try #require(try await patient.finding(.nonUniqueIdentity))
    #expect(finding.count == 3)
    #expect(
      finding.examples.map(\.evidence) == [
        .merged(identity("NULL"), users: 7), .merged(identity("guest"), users: 3),
        .merged(identity("undefined"), users: 0),
      ])
    #expect(finding.examples.allSatisfy { $0.environment == nil })
  }

  @Test("R-I9: spellings that differ in case or in the space around them are one group")
  func spellings() async throws {
    let patient = try Patient()
    for name in ["Alice", "alice", " alice", "bob", "bo b", "Guest", "guest"] { patient.know(name) }
    patient.know("BOB", in: AppID("staging"))
    let finding = try #require(try await patient.finding(.identitySpellings))
    #expect(finding.count == 1)
    #expect(
      finding.examples.map(\.evidence)
        == [.spellings([identity(" alice"), identity("Alice"), identity("alice")])])
    // Identities are unique in their environment, which an example names where there are several.
    #expect(finding.examples.map(\.environment) == [.main])
    #expect(try await patient.finding(.identitySpellings, in: AppID("staging")) == nil)
  }

  @Test("Many users: more than ten, and more than all but a thousandth of the profiles have")
  func manyUsers() async throws {
    let patient = try Patient()
    patient.merge(10, from: 1, into: "ten")
    #expect(try await patient.finding(.manyUsers) == nil)
    patient.merge(12, from: 100, into: "twelve")
    patient.merge(50, from: 200, into: "guest")
    let one = try #require(try await patient.finding(.manyUsers))
    #expect(
      one.examples.map(\.evidence)
        == [.mergedUnusually(identity("twelve"), users: 12, usual: 10)])
    // Where another one has as many, so many are usual.
    patient.merge(12, from: 300, into: "dozen")
    #expect(try await patient.finding(.manyUsers) == nil)
    patient.merge(13, from: 400, into: "thirteen")
    let most = try #require(try await patient.finding(.manyUsers))
    #expect(
      most.examples.map(\.evidence)
        == [.mergedUnusually(identity("thirteen"), users: 13, usual: 12)])
  }

  @Test("A merge that was taken back doesn't count any more (R-0)")
  func takenBack() async throws {
    let patient = try Patient()
    patient.merge(1, from: 1, into: "guest")
    #expect(try await patient.finding(.nonUniqueIdentity)?.count == 1)
    try patient.takeBack(1)
    #expect(try await patient.finding(.nonUniqueIdentity) == nil)
    #expect(
      try await patient.findings(asOf: Patient.now).first { $0.code == .nonUniqueIdentity }?.count
        == 1)
  }

  @Test("R-I7: identities of exactly the longest lengths, in UTF-16 units")
  func atLimit() async throws {
    let patient = try Patient()
    let long = String(repeating: "a", count: 254)
    for name in [long, long + "b", long.dropLast() + "", String(repeating: "🦊", count: 127)] {
      patient.know(name)
    }
    let finding = try #require(try await patient.finding(.identityAtLimit))
    #expect(
      finding.examples.map(\.evidence) == [
        .identityLength(identity(long)), .identityLength(identity(long + "b")),
        .identityLength(identity(String(repeating: "🦊", count: 127))),
      ])
  }

  // MARK: Devices

  @Test(
    "Generated ids: UUIDs, long runs of hexadecimal digits or of digits; not what people use",
    arguments: [
      ("5a41f0df-b69a-4a99-b656-79506a86c3f8", GeneratedForm.uuid),
      ("507f191e810c19729de860ea", .hex), ("DEADBEEFDEADBEEF", .hex),
      ("1565941335949135", .digits), ("123456789012345", .digits), ("12345678901234", nil),
      ("4915112345678", nil), ("alice@example.com", nil), ("deadbeef", nil), ("cafe", nil),
      ("5a41f0df-b69a-4a99-b656-79506a86c3fz", nil), ("", nil),
    ] as [(String, GeneratedForm?)])
  func forms(text: String, form: GeneratedForm?) {
    #expect(GeneratedForm(identity(text)) == form)
  }

  @Test("R-I4, R-I12: a generated id that a device gave up for another kind of identity")
  func generated() async throws {
    let uuid = "5a41f0df-b69a-4a99-b656-79506a86c3f8"
    let other = "6b41f0df-b69a-4a99-b656-79506a86c3f8"
    let hex = "507f191e810c19729de860ea"
    let patient = try Patient()
    try patient.use([.identify(.string(uuid)), .identify("alice@example.com")], seed: 1)
    try patient.use([.identify(.string(hex)), .resetIdentity, .identify("bob")], seed: 2)
    // Two accounts that are known by such ids, and one that nothing followed.
    try patient.use([.identify(.string(other)), .identify(.string(uuid))], seed: 3)
    try patient.use([.identify(.string(other)), .resetIdentity], seed: 4)
    // From a name to a generated id: somebody else.
    try patient.use([.identify("carol"), .identify(.string(other))], seed: 5)
    let finding = try #require(try await patient.finding(.generatedIdentity))
    #expect(finding.count == 2)
    #expect(
      finding.examples.map(\.evidence) == [
        .generated(identity(hex), next: identity("bob")),
        .generated(identity(uuid), next: identity("alice@example.com")),
      ])
  }

  @Test("R-I4, R-I12: a device of five people, however they took turns; one of four isn't found")
  func sharedDevice() async throws {
    let four = ["ann", "ben", "cid", "dan"]
    let patient = try Patient()
    let turns = (four + four + four).map { ClientCall.identify(.string($0)) }
    try patient.use(turns, seed: 1)
    #expect(try await patient.finding(.sharedDevice) == nil)
    try patient.use(
      (four + ["eve", "eve"]).flatMap { [ClientCall.identify(.string($0)), .resetIdentity] }
        + [.identify("ann")], seed: 2)
    let finding = try #require(try await patient.finding(.sharedDevice))
    #expect(finding.count == 1)
    guard case .sharedDevice(let first, let people, let switches) = finding.examples[0].evidence
    else {
      Issue.record("\(finding)")
      return
    }
    #expect(first.map(\.identity) == (four + ["eve"]).map(identity))
    #expect(people == 5)
    // From ann to ben, cid, dan and eve, and back to ann; from eve to eve is none.
    #expect(switches == 5)
  }
}
