import Domain
import Testing

@Suite("Identities given as numbers")
struct IdentityExactnessTests {
  @Test("R-I8: a number past 2^53 − 1 is refused, for its last digits are lost")
  func inexact() throws {
    #expect(try Identity(9_007_199_254_740_991, side: .client).value == "9007199254740991")
    #expect(throws: IdentityProblem.inexact) {
      try Identity(.number(9_007_199_254_740_994), side: .client)
    }
    #expect(IdentityProblem.inexact.description.contains("write it as a string"))
  }

  @Test("R-I10: a strict policy refuses a placeholder in every server call")
  func strictServerCalls() throws {
    let guest = Identity(unchecked: "guest")
    let calls: [ServerCall] = [
      .track(of: .identity(guest), event: "Paid"),
      .addUserProperties(identity: "guest", properties: ["plan": "Pro"]),
      .identify(user: UserID(truncating: 7), identity: "guest"),
    ]
    let time = Timestamp(milliseconds: 0)
    for call in calls {
      #expect(throws: CallRejection.self) { try call.perform(at: time, policy: .reject) }
      let outcome = try call.perform(at: time)
      #expect(outcome.warnings.map(\.code) == [.nonUniqueIdentity])
    }
  }
}
