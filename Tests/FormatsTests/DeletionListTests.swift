import Domain
import Formats
import Testing

@Suite("Lists of users to delete")
struct DeletionListTests {
  private func read(_ text: String) throws -> [Subject] {
    try DeletionList.read(Array(text.utf8)).users
  }

  private let both: [Subject] = [
    .user(UserID(truncating: 5)), .identity(Identity(unchecked: "x y")),
  ]

  @Test("R-D3: one item a line, or the body of a request on one line or on many")
  func forms() throws {
    #expect(try read("{\"user_id\":5}\r\n\n  {\"identity\":\"x y\"}\n") == both)
    #expect(try read(#"{"users":[{"user_id":"5"},{"identity":"x y"}]}"#) == both)
    #expect(try read("\n{\n \"users\": [\n{\"user_id\":5},\n{\"identity\":\"x y\"}]\n}\n") == both)
    #expect(try read("{\"user_id\":5}") == [both[0]])
    #expect(try read("") == [] && read("\n \n") == [])
  }

  @Test(
    "An error says in which line it is",
    arguments: [
      ("{\"user_id\":5}\n{\"user_id\":-5}\n", "line 2 '-5' is not a user_id"),
      ("{\"user_id\":5}\n\nalice\n", "line 3 is not JSON"),
      ("{\"user_id\":5,}\n", "line 1 is not JSON"),
      ("{\n\"users\": [\n{\"user_id\":5},,\n]}", "line 3 is not JSON"),
      (#"{"users":[{"user_id":5},{}]}"#, "users[1]: has neither"),
      ("[1]\n", "expected {\"users\""),
    ])
  func problems(text: String, message: String) {
    let error = #expect(throws: DeletionListProblem.self) { try read(text) }
    #expect(error?.description.hasPrefix(message) == true, "\(error as Any)")
  }
}
