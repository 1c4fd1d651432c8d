import Analysis
import Domain
import Testing

@Suite("The doctor: clocks, properties and names")
struct DoctorDataTests {
  @Test("Users from the future: events and property writes later than now, not at it")
  func clocks() async throws {
    let patient = try Patient()
    let now = Patient.now
    let later = now.advanced(seconds: 60)
    patient.merge(1, from: 2, into: "alice")
    patient.add([
      patient.event(of: 1, at: now), patient.event(of: 2, at: later),
      patient.event(of: 2, at: now.advanced(seconds: 30)),
      .properties(
        PropertyWrite(
          .user(Patient.user(3)), time: now.advanced(seconds: 90), properties: ["a": "b"])),
    ])
    let finding = try #require(try await patient.finding(.timeAhead))
    let alice = Identity(unchecked: "alice")
    #expect(
      finding
        == Finding(
          .timeAhead, count: 2,
          examples: [
            .init(.ahead(.init(Patient.user(3), nil), latest: now.advanced(seconds: 90))),
            .init(.ahead(.init(.profile(of: alice), alice), latest: later)),
          ]))
    let afterwards = try await patient.findings(now: now.advanced(seconds: 90))
    #expect(!afterwards.contains { $0.code == .timeAhead })
  }

  @Test("R-T3: a property with values of several types, its counts, and one of the rarest")
  func types() async throws {
    let patient = try Patient()
    patient.add([
      patient.write(["seats": 3, "plan": "Pro"]), patient.write(["seats": 4]),
      patient.write(["seats": "many"]), patient.write(["seats": "12 seats"]),
      patient.write(["seats": true]),
      // The same key of events is a property by itself.
      patient.event("A", ["seats": 3, "gift": false, "plan": "1"]),
      patient.event("A", ["gift": "no"]), patient.event("B", ["gift": "no"]),
    ])
    let finding = try #require(try await patient.finding(.propertyTypes))
    #expect(finding.count == 2)
    #expect(
      finding.examples.map(\.evidence) == [
        .types(
          .init(of: .user, "seats"), strings: 2, numbers: 2, booleans: 1, odd: .boolean(true)),
        .types(
          .init(of: .event, "gift"), strings: 2, numbers: 0, booleans: 1, odd: .boolean(false)),
      ])
  }

  @Test("Types are counted in the environment that is asked for, and up to the moment")
  func typesInside() async throws {
    let patient = try Patient()
    let staging = AppID("staging")
    patient.add([patient.event("A", ["n": 1])])
    patient.add([patient.event("A", ["n": "one"], at: Patient.now)], in: staging)
    patient.add([
      patient.event("A", ["n": "two"], at: Patient.now.advanced(seconds: -60))
    ])
    #expect(try await patient.finding(.propertyTypes, in: staging) == nil)
    let all = try #require(try await patient.finding(.propertyTypes))
    #expect(
      all.examples.map(\.evidence) == [
        .types(.init(of: .event, "n"), strings: 2, numbers: 1, booleans: 0, odd: 1)
      ])
    let before = try await patient.findings(asOf: Patient.now.advanced(seconds: -60))
    #expect(before.isEmpty)
  }

  @Test("R-M4: names that differ only in case or space, the most used first")
  func names() async throws {
    let patient = try Patient()
    patient.add([
      patient.write(["email": "a@b"]), patient.write(["email": "c@d", "Email": "a@b"]),
      patient.write(["EMAIL ": "a@b", "e-mail": "a@b"]),
      // Of events it is another property.
      patient.event("A", ["email": "a@b", "Term": "x"]), patient.event("A", ["term": "x"]),
    ])
    let finding = try #require(try await patient.finding(.propertySpellings))
    #expect(
      finding.examples.map(\.evidence) == [
        .names(
          .user,
          [
            .init("email", uses: 2), .init("EMAIL ", uses: 1), .init("Email", uses: 1),
          ]),
        .names(.event, [.init("Term", uses: 1), .init("term", uses: 1)]),
      ])
  }

  @Test("R-T1, R-T2: names and values as long as they can be; one unit less isn't found")
  func limits() async throws {
    func text(_ length: Int) -> String { String(repeating: "é", count: length) }
    let patient = try Patient()
    patient.add([
      patient.event(text(255), ["a": .string(text(1023))]), patient.event(text(255)),
      patient.event(text(1024)), patient.event(text(254)), patient.event(text(256)),
      patient.event("A", [text(511): 1, text(510): 2, "b": .string(text(1022))]),
      patient.write(["a": .string(text(1022)), text(1023): "x"]),
      patient.write(["c": .string(String(repeating: "🦊", count: 511) + "é")]),
    ])
    func evidence(_ code: Finding.Code) async throws -> [Finding.Evidence]? {
      try await patient.finding(code)?.examples.map(\.evidence)
    }
    #expect(
      try await evidence(.eventNameAtLimit) == [
        .eventName(.init(text(255), uses: 2)), .eventName(.init(text(1024), uses: 1)),
      ])
    #expect(
      try await evidence(.propertyNameAtLimit) == [
        .propertyName(.init(of: .user, text(1023)), uses: 1),
        .propertyName(.init(of: .event, text(511)), uses: 1),
      ])
    #expect(
      try await evidence(.valuesCut) == [
        .cutValues(.init(of: .user, "c"), values: 1),
        .cutValues(.init(of: .event, "a"), values: 1),
      ])
  }

  @Test("At most five examples are given, however many there are")
  func manyExamples() async throws {
    let patient = try Patient()
    let keys = (0..<20).flatMap { ["key \($0)", "KEY \($0)"] }
    patient.add(keys.map { patient.write([$0: 1]) })
    let finding = try #require(try await patient.finding(.propertySpellings))
    #expect(finding.count == 20 && finding.examples.count == 5)
  }
}
