import Domain
import Testing

@Suite("Requests to delete users")
struct DeletionRequestTests {
  @Test("R-D3: an item names a user_id, as a number or its digits, or an identity")
  func items() throws {
    let one = Subject.user(UserID(truncating: 1))
    #expect(try DeletionRequest.user(.object(["user_id": 1])) == one)
    #expect(try DeletionRequest.user(.object(["user_id": "1"])) == one)
    #expect(
      try DeletionRequest.user(.object(["identity": "x"])) == .identity(Identity(unchecked: "x")))
    let largest = try DeletionRequest.user(.object(["user_id": 9_007_199_254_740_991]))
    #expect(largest == .user(UserID(truncating: UserID.maximum)))
  }

  @Test(
    "R-D3: anything else is refused, and the message says what was found",
    arguments: [
      (InputValue.object(["user_id": 1, "identity": "x"]), "both"),
      (.object([:]), "neither"), (.object(["id": 1]), "unknown field 'id'"),
      (.object(["identity": "x", "app_id": "1"]), "unknown field 'app_id'"),
      (.object(["user_id": -1]), "'-1' is not a user_id"),
      (.object(["user_id": 1.5]), "'1.5' is not a user_id"),
      (.object(["user_id": 9_007_199_254_740_992]), "is not a user_id"),
      (.object(["user_id": "01"]), "'01' is not a user_id"),
      (.object(["user_id": .null]), "null"), (.object(["identity": " "]), "empty"),
      (.object(["identity": true]), "boolean"), ("x", "found a string"),
    ])
  func refused(item: InputValue, message: String) {
    let error = #expect(throws: DeletionProblem.self) { try DeletionRequest.user(item) }
    #expect(error?.description.contains(message) == true, "\(error as Any)")
  }

  @Test("R-D2: a request has at most 10,000 users; an error says which of them is wrong")
  func body() throws {
    let user = InputValue.object(["user_id": 5])
    let most = InputValue.object(["users": .array(Array(repeating: user, count: 10_000))])
    #expect(try DeletionRequest(most).users.count == 10_000)
    let more = InputValue.object(["users": .array(Array(repeating: user, count: 10_001))])
    #expect(throws: DeletionProblem.tooMany(10_001)) { try DeletionRequest(more) }
    #expect(throws: DeletionProblem.notARequest) { try DeletionRequest(.array([user])) }
    let wrong = InputValue.object(["users": .array([user, .object(["user_id": "x"])])])
    let error = #expect(throws: DeletionProblem.self) { try DeletionRequest(wrong) }
    #expect(error?.description.hasPrefix("users[1]: 'x' is not a user_id") == true)
    #expect(try DeletionRequest(.object(["users": .array([])])).users.isEmpty)
  }
}
