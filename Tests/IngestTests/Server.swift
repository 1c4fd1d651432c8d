import Analysis
import Domain
import Formats
import Foundation
import Ingest
import Store
import TestSupport

/// A server without a network: bodies in, replies out, and a store in a folder of its own.
final class Server {
  static let arrival = Timestamp(milliseconds: 1_800_000_000_000)

  private let folder: TemporaryFolder
  private var store: Store
  private var api: ServerAPI
  private let options: ServerAPI.Options

  init(environments: [String]? = nil, limits: RateLimits? = nil) throws {
    folder = try TemporaryFolder()
    var options = ServerAPI.Options()
    options.environments = environments.map { Set($0.map { AppID($0) }) }
    options.limits = limits
    self.options = options
    store = try Store.openForWriting(folder.path("store.db"))
    api = ServerAPI(try Writer(store), options: options)
  }

  deinit { try? store.close() }

  /// As when the server is started again.
  func reopen() throws {
    try store.close()
    store = try Store.openForWriting(folder.path("store.db"))
    api = ServerAPI(try Writer(store), options: options)
  }

  @discardableResult
  func post(
    _ path: String, _ body: String, type: String? = "application/json",
    at time: Timestamp = arrival
  ) throws -> ServerReply {
    try post(path, Array(body.utf8), type: type, at: time)
  }

  @discardableResult
  func post(
    _ path: String, _ body: [UInt8], type: String? = "application/json", encoding: String? = nil,
    at time: Timestamp = arrival
  ) throws -> ServerReply {
    let call = ServerAPI.Call(
      path: path, body: body, contentType: type, contentEncoding: encoding)
    let reply = api.answer(call, at: time)
    try api.commit()
    return reply
  }

  /// The message of an error, whose body must have the documented form (R-A12).
  func message(_ reply: ServerReply) throws -> String {
    let body = try JSONDecoder().decode(
      [String: [String: String]].self, from: Data(reply.body.utf8))
    return body.keys.sorted() == ["err"] ? body["err"]?["message"] ?? "" : ""
  }

  func ask<Answer>(_ question: (Engine) async throws -> Answer) async throws -> Answer {
    try await question(Engine(store))
  }

  /// How many events, or else users and accounts, are stored.
  func count() async throws -> Int {
    try await ask { engine in
      let overview = try await engine.overview()
      if overview.events > 0 { return overview.events }
      return try await overview.users + engine.accounts(in: nil).count
    }
  }

  func userCount() async throws -> Int { try await ask { try await $0.overview().users } }

  func merged(_ identity: String) async throws -> [UserID] {
    try await ask { engine in
      try await engine.profile(Identity(unchecked: identity), in: nil)?.user.merged ?? []
    }
  }

  /// Every event as `who: name at time properties`, and every user without events as
  /// `who properties`, in order of these texts.
  func stored() async throws -> [String] {
    try await ask { engine in
      let events = try await engine.events(EventsQuestion(limit: 10_000)).rows.map { event in
        let time = event.time == Self.arrival ? "arrival" : event.time.description
        return "\(event.userName): \(event.name) at \(time)" + Self.text(event.properties)
      }
      let users = try await engine.users(UsersQuestion(limit: 10_000)).rows
      return
        (events
        + users.filter { $0.events == 0 }.map { $0.name + Self.text($0.properties) }).sorted()
    }
  }

  private static func text(_ properties: Properties) -> String {
    properties.sorted { $0.key < $1.key }.map { " \($0.key)=\($0.value.text)" }.joined()
  }
}
