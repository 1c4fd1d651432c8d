import Domain

/// What a server sends back: never 204 and never a redirect, which some clients take for a failure
/// (R-A12). The body is JSON.
package struct ServerReply: Hashable, Sendable {
  package var status: Int
  package var body: String
  /// The header `Retry-After`, in seconds; nil for none.
  package var retryAfter: Int?
  /// What was done differently or left out of the call, for a log.
  package var warnings: [CallWarning] = []

  package static let contentType = "application/json"

  private init(_ status: Int, _ body: String, retryAfter: Int? = nil) {
    self.status = status
    self.body = body
    self.retryAfter = retryAfter
  }

  /// The call was performed.
  package static let done = ServerReply(200, "{}")

  /// It wasn't, and nothing of it is stored.
  package static func failed(_ status: Int, _ message: String, retryAfter: Int? = nil) -> Self {
    var body = Array(#"{"err":{"message":"#.utf8)
    body.append(json: message)
    return ServerReply(
      status, String(decoding: body, as: UTF8.self) + "}}", retryAfter: retryAfter)
  }

  // MARK: As clients of the Segment specification expect it (R-X5)

  package static let segmentDone = ServerReply(200, #"{"success":true}"#)

  /// Some clients need both keys.
  package static func segmentFailed(_ status: Int, code: String, _ message: String) -> Self {
    var body = Array(#"{"code":"#.utf8)
    body.append(json: code)
    body += #","message":"#.utf8
    body.append(json: message)
    return ServerReply(status, String(decoding: body, as: UTF8.self) + "}")
  }
}
