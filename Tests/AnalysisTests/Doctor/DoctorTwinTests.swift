import Analysis
import Domain
import Store
import TestSupport
import Testing

/// The folds over segments find what going through all facts finds (R-0, R-I9, R-I10, R-M4, R-T3).
@Suite("The doctor and its plain twin")
struct DoctorTwinTests {
  @Test("Random calls, committed at random, have the same findings", arguments: 1...8)
  func sameFindings(seed: Int) async throws {
    var choices = SeededGenerator(seed: UInt64(seed) &+ 77)
    var calls = RandomCalls(seed: UInt64(seed))
    var plain = PlainStore()
    let store = try Store.inMemory()
    let writer = try Writer(store)
    var last = Timestamp.earliest
    for _ in 0..<Int.random(in: 100...600, using: &choices) {
      let (facts, environment) = calls.next()
      plain.append(facts, in: environment)
      writer.append(facts, in: environment)
      for case .event(let event) in facts { last = event.time }
      if Int.random(in: 0..<9, using: &choices) == 0 { try writer.commit() }
    }
    try writer.commit()
    let engine = Engine(store)
    var codes: Set<Finding.Code> = []
    let early = last.advanced(seconds: -Int64.random(in: 0...9_000_000, using: &choices))
    for environment in [nil, AppID.main, AppID("staging"), AppID("unknown")] {
      for (now, moment) in [(last, nil), (early, nil), (early, early), (early, last)] {
        let found = try await engine.asOf(moment).doctor(in: environment, now: now)
        let expected = try await plain.asOf(moment).doctor(in: environment, now: now)
        #expect(found.map(\.code) == expected.map(\.code))
        for (one, other) in zip(found, expected) { #expect(one == other) }
        codes.formUnion(found.map(\.code))
      }
    }
    #expect(codes.count >= 4)
  }
}
