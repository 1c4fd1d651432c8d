import Domain
import Testing

@Suite("Accounts")
struct AccountTests {
  private func perform(
    _ account: InputValue, _ properties: [String: InputValue] = [:]
  ) throws -> CallOutcome {
    try ServerCall.addAccountProperties(account: account, properties: properties)
      .perform(at: at(10))
  }

  @Test("R-A13: an account_id is a string or a number; its properties keep their types")
  func account() throws {
    let outcome = try perform("acme", ["seats": 3, "trial": true, "tags": .array(["a", "b"])])
    #expect(
      outcome.facts == [
        .account(
          AccountWrite(
            AccountID(unchecked: "acme"), time: at(10),
            properties: ["seats": 3, "trial": true, "tags": "a||b"]))
      ])
    #expect(
      try perform(42).facts == [.account(AccountWrite(AccountID(unchecked: "42"), time: at(10)))])
  }

  @Test(
    "R-A13: what can't be an account_id is an error that says why",
    arguments: [
      ("", "is empty"), ("  ", "is empty"), (true, "is a boolean"), (.null, "is null"),
      (1e300, "write it as a string"),
      (.string(String(repeating: "x", count: 1024)), "at most 1023"),
    ] as [(InputValue, String)])
  func rejected(account: InputValue, message: String) throws {
    let error = #expect(throws: CallRejection.self) { try perform(account) }
    #expect(error?.description.contains(message) == true)
  }

  @Test("R-A13: accounts are compared by their bytes, and an object as value is an error (R-A8)")
  func bytes() throws {
    #expect(AccountID(unchecked: "\u{E9}") != AccountID(unchecked: "e\u{301}"))
    #expect(AccountID(unchecked: "A") != AccountID(unchecked: "a"))
    let error = #expect(throws: CallRejection.self) {
      try perform("acme", ["size": .object([:])])
    }
    #expect(error?.description.contains("'size'") == true)
    _ = try perform(.string(String(repeating: "x", count: 1023)))
  }

  @Test("R-A10: ten user_ids within 30 × 24 hours, then no more until the first is that old")
  func identifyLimit() {
    let month: Int64 = 30 * 24 * 3600
    let ten = (0..<10).map { at(0, 0, $0) }
    #expect(IdentifyLimit.admits(at: at(0, 0, 9), after: ten.dropLast()))
    #expect(!IdentifyLimit.admits(at: at(0, 0, 9), after: ten))
    #expect(!IdentifyLimit.admits(at: at(0).advanced(seconds: month - 1), after: ten))
    #expect(IdentifyLimit.admits(at: at(0).advanced(seconds: month), after: ten))
    // What is later than the call doesn't count.
    #expect(IdentifyLimit.admits(at: at(0, 0, 8), after: ten))
  }
}
