import Domain
import Formats
import Store

/// Answers the documented server-side API, and batches of the Segment specification, by writing to a
/// store. It knows nothing of sockets: a server carries bodies to it and replies from it.
///
/// ```swift
/// let api = ServerAPI(try Writer(store))
/// let reply = try api.answer(ServerAPI.Call(path: "/api/track", body: bytes), at: now)
/// try api.commit()
/// // send reply.status, reply.body, reply.retryAfter
/// ```
///
/// Used by one thread, since the writer is.
package final class ServerAPI {
  package struct Options: Sendable {
    /// The environments that calls may name (R-A4); nil for any.
    package var environments: Set<AppID>?
    /// The environment of Segment messages, which name none.
    package var segmentEnvironment = AppID.main
    package var identityPolicy = NonUniqueIdentityPolicy.perform
    /// R-A11; nil for none.
    package var limits: RateLimits?

    package init() {}
  }

  /// A request as it comes: all are sent by POST.
  package struct Call: Sendable {
    package var path: String
    package var body: [UInt8]
    /// The header of that name. Any body that is JSON is taken; this only makes messages clearer.
    package var contentType: String?
    /// The header `Content-Encoding`: nothing, `identity` or `gzip`.
    package var contentEncoding: String?

    package init(
      path: String, body: [UInt8], contentType: String? = nil, contentEncoding: String? = nil
    ) {
      self.path = path
      self.body = body
      self.contentType = contentType
      self.contentEncoding = contentEncoding
    }
  }

  /// The largest body, unpacked, in bytes.
  package static let largestBody = 16 << 20

  private let writer: Writer
  private var options: Options
  private let messages: MessageLoader
  private var hasUncommitted = false

  package init(_ writer: Writer, options: Options = Options()) {
    self.writer = writer
    self.options = options
    messages = MessageLoader(
      writer: writer, policy: options.identityPolicy, sessions: SessionSource(writer))
  }

  /// Performs a call. What it stores becomes visible and durable with ``commit()``, before which the
  /// reply should not be sent; several calls may share one commit.
  package func answer(_ call: Call, at now: Timestamp) -> ServerReply {
    if let path = ServerPath(rawValue: call.path) {
      return answer(call, path, now)
    }
    if let path = SegmentPath(call.path) {
      return answer(call, path, now)
    }
    let known = ServerPath.allCases.map(\.rawValue).joined(separator: ", ")
    return .failed(404, "there is no '\(call.path.prefix(100))'; expected \(known) or /v1/batch")
  }

  /// Stores what was answered since the last commit.
  ///
  /// - Throws: `StoreError`: nothing of it is stored, and the writer can't be used any more.
  package func commit() throws(StoreError) {
    guard hasUncommitted else { return }
    try writer.commit()
    hasUncommitted = false
  }

  // MARK: The server-side API

  private func answer(_ call: Call, _ path: ServerPath, _ now: Timestamp) -> ServerReply {
    let request: ServerRequest
    do throws(BodyProblem) {
      request = try ServerRequest(path, body: try body(of: call), arrival: now)
    } catch {
      return .failed(400, message(error, call))
    }
    if let known = options.environments, !known.contains(request.app) {
      return .failed(400, "there is no app_id '\(request.app.value.prefix(100))'")
    }
    // All is looked at before anything is stored (R-A7).
    var outcomes: [CallOutcome] = []
    for (index, item) in request.items.enumerated() {
      do throws(CallRejection) {
        outcomes.append(try item.call.perform(at: item.time, policy: options.identityPolicy))
      } catch {
        return .failed(400, request.place(of: index) + error.description)
      }
    }
    if let asked = limited(request, path), let seconds = options.limits?.admit(asked, at: now) {
      return .failed(429, "too many calls; try again in \(seconds) s", retryAfter: seconds)
    }
    var reply = ServerReply.done
    for (item, outcome) in zip(request.items, outcomes) {
      if writer.isKnown(item.idempotencyKey, in: request.app) { continue }
      reply.warnings += outcome.warnings + writer.append(outcome.facts, in: request.app)
      writer.remember(item.idempotencyKey, in: request.app)
      hasUncommitted = true
    }
    return reply
  }

  /// What the rate limits count of a request (R-A11): calls of one user, and events in bulk.
  private func limited(_ request: ServerRequest, _ path: ServerPath) -> RateLimits.Request? {
    let subjects = request.items.compactMap(\.call.subject)
    if request.list == nil {
      return subjects.first.map { .single(request.app, $0) }
    }
    guard path == .track else { return nil }
    return .bulk(request.app, subjects.reduce(into: [:]) { $0[$1, default: 0] += 1 })
  }

  // MARK: Segment messages

  private func answer(_ call: Call, _ path: SegmentPath, _ now: Timestamp) -> ServerReply {
    let request: SegmentRequest
    do throws(BodyProblem) {
      request = try SegmentRequest(path, body: try body(of: call), arrival: now)
    } catch {
      return .segmentFailed(
        400, code: error.isNotJSON ? "invalid_json" : "invalid_request", message(error, call))
    }
    for (index, message) in request.messages.enumerated() {
      do throws(CallRejection) {
        try messages.check(message)
      } catch {
        let place = path == .batch ? "message \(index + 1) of the batch: " : ""
        return .segmentFailed(400, code: "invalid_request", place + error.description)
      }
    }
    let environment = options.segmentEnvironment
    var reply = ServerReply.segmentDone
    for message in request.messages
    where !writer.isKnown(message.idempotencyKey, in: environment) {
      do throws(CallRejection) {
        reply.warnings += try messages.perform(message, in: environment).warnings
      } catch {
        // An alias of an identity: what else comes in the batch is not its fault (R-X3).
        if case .alias(let previous, _) = message.operation {
          reply.warnings.append(CallWarning(.aliasRefused, subject: previous))
        }
      }
      writer.remember(message.idempotencyKey, in: environment)
      hasUncommitted = true
    }
    return reply
  }

  // MARK: Bodies

  private func body(of call: Call) throws(BodyProblem) -> [UInt8] {
    switch call.contentEncoding?.lowercased() {
    case nil, "", "identity":
      guard call.body.count <= Self.largestBody else {
        throw BodyProblem("the body is larger than \(Self.largestBody >> 20) MB", isNotJSON: false)
      }
      return call.body
    case "gzip": return try PackedBody.unpack(call.body, limit: Self.largestBody)
    default:
      throw BodyProblem("the body is packed in a way that is not known; expected gzip or nothing")
    }
  }

  /// R-A4: what isn't JSON is most often a form.
  private func message(_ problem: BodyProblem, _ call: Call) -> String {
    let type = call.contentType?.prefix { $0 != ";" }.lowercased() ?? ServerReply.contentType
    guard problem.isNotJSON, type != ServerReply.contentType else { return problem.description }
    return "\(problem.description); its Content-Type is '\(type.prefix(60))', expected JSON"
  }
}

extension ServerCall {
  /// The user whose calls are counted (R-A11).
  fileprivate var subject: Subject? {
    switch self {
    case .track(let subject, _, _, _): subject
    case .addUserProperties(let input, _):
      (try? Identity(input, side: .server)).map { .identity($0) }
    case .addAccountProperties, .identify: nil
    }
  }
}
