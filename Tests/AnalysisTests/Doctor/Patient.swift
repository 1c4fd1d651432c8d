import Analysis
import Domain
import Store
import Testing

/// A small store to be examined, filled by facts and calls.
struct Patient {
  let store: Store
  private let writer: Writer
  static let now = Timestamp(milliseconds: 1_767_607_200_000)  // 2026-01-05T10:00:00Z

  init() throws {
    store = try Store.inMemory()
    writer = try Writer(store)
  }

  func add(_ facts: [Fact], in environment: AppID = .main) {
    writer.append(facts, in: environment)
  }

  /// Users numbered from `first` on who merge into an identity.
  func merge(_ users: Int, from first: Int, into identity: String, in environment: AppID = .main) {
    add(
      (first..<first + users).map { number in
        .migration(
          Migration(
            from: Self.user(number), to: Identity(unchecked: identity), time: Self.now,
            source: .client))
      }, in: environment)
  }

  /// A profile that only a server knows.
  func know(_ identity: String, in environment: AppID = .main) {
    add([write(["known": true], of: .identity(Identity(unchecked: identity)))], in: environment)
  }

  func write(_ properties: Properties, of subject: Subject = .user(user(1))) -> Fact {
    .properties(PropertyWrite(subject, time: Self.now, properties: properties))
  }

  func event(
    _ name: String = "A", _ properties: Properties = [:], of number: Int = 1,
    at time: Timestamp = now
  ) -> Fact {
    .event(
      Event(name, of: .user(Self.user(number)), at: time, properties: properties))
  }

  static func user(_ number: Int) -> UserID { UserID(truncating: UInt64(number)) }

  /// What one client does, call by call, a minute apart.
  func use(_ calls: [ClientCall], seed: UInt64 = 1) throws {
    var client = Client(.web, seed: seed, appID: .main)
    for (minute, call) in calls.enumerated() {
      let time = Self.now.advanced(seconds: -86400 + 60 * Int64(minute))
      add(try client.perform(call, at: time, context: [:]).facts)
    }
  }

  /// Takes the merge of this number back, a minute later.
  func takeBack(_ migration: Int) throws {
    try writer.commit()
    try writer.append(
      Reversal(
        of: migration, isInForce: false, at: Self.now.advanced(seconds: 60), by: "kate",
        reason: "a placeholder"))
  }

  func findings(
    in environment: AppID? = nil, now: Timestamp = now, asOf moment: Timestamp? = nil
  ) async throws -> [Finding] {
    try writer.commit()
    return try await Engine(store).asOf(moment).doctor(in: environment, now: now)
  }

  func finding(_ code: Finding.Code, in environment: AppID? = nil) async throws -> Finding? {
    try await findings(in: environment).first { $0.code == code }
  }
}
