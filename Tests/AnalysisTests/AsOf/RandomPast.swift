import Domain
import Store
import TestSupport

@testable import Analysis

/// A store with its plain twin, in which random calls are mixed with merges that are made, taken
/// back and restored.
struct RandomPast {
  let store: Store
  let engine: Engine
  private(set) var plain = PlainStore()
  /// Moments at which something may have happened.
  private(set) var times: [Timestamp] = []
  /// How often a merge was taken back, restored, and how often that was refused.
  private(set) var takenBack = 0
  private(set) var restored = 0
  private(set) var refused = 0

  private let writer: Writer
  private var choices: SeededGenerator

  init(seed: UInt64, calls count: Int) throws {
    store = try Store.inMemory()
    writer = try Writer(store)
    engine = Engine(store)
    choices = SeededGenerator(seed: seed &+ 4000)
    var calls = RandomCalls(seed: seed)
    var now = Timestamp(milliseconds: 0)
    for _ in 0..<count {
      let (facts, environment) = calls.next()
      append(facts, in: environment)
      now = facts.compactMap(\.moment).last ?? now
      times.append(now)
      switch Int.random(in: 0..<12, using: &choices) {
      case 0: try reverse(at: now)
      case 1: merge(at: now)
      case 2: try writer.commit()
      default: break
      }
    }
    try writer.commit()
  }

  mutating func append(_ facts: [Fact], in environment: AppID) {
    plain.append(facts, in: environment)
    writer.append(facts, in: environment)
  }

  func commit() throws { try writer.commit() }

  /// Every merge there is, with the names that facts know it by.
  func merges() throws -> [(record: MigrationRecord, user: UserID, environment: AppID)] {
    try store.readNow { reader in
      let map = try ProfileMap(reader)
      return try reader.migrationRecords().map { record in
        let from = record.migration.from
        return (
          record, UserID(truncating: map.ids[from]), map.environments[Int(map.environment[from])]
        )
      }
    }
  }

  /// Takes back the last merge of a user that is in force, or restores the last that is not, in the
  /// store and in its twin.
  mutating func reverse(
    _ user: UserID, in environment: AppID, isInForce: Bool, at time: Timestamp
  ) throws {
    try writer.commit()
    let found = try merges().last {
      $0.user == user && $0.environment == environment && $0.record.isInForce != isInForce
    }
    guard let found else { return }
    do {
      try writer.append(
        Reversal(of: found.record.id, isInForce: isInForce, at: time, by: "test", reason: ""))
    } catch ReversalProblem.belongsToAnother {
      refused += 1
      return
    }
    if isInForce {
      plain.restore(user, at: time, in: environment)
      restored += 1
    } else {
      plain.takeBack(user, at: time, in: environment)
      takenBack += 1
    }
  }

  private mutating func reverse(at now: Timestamp) throws {
    try writer.commit()
    guard let merge = try merges().randomElement(using: &choices) else { return }
    try reverse(
      merge.user, in: merge.environment, isInForce: !merge.record.isInForce, at: now)
  }

  /// Who was merged before may be merged anew, into the same profile or another one.
  private mutating func merge(at now: Timestamp) {
    guard let merge = try? merges().randomElement(using: &choices) else { return }
    let identity = Identity(
      unchecked: ["alice", "bob", "carol"].randomElement(using: &choices) ?? "alice")
    let migration = Migration(from: merge.user, to: identity, time: now, source: .imported)
    append([.migration(migration)], in: merge.environment)
  }

  /// Before everything, after everything, at facts, and in between.
  mutating func moments(_ count: Int) -> [Timestamp] {
    let sorted = times.sorted()
    guard let first = sorted.first, let last = sorted.last else { return [] }
    let some = (0..<count).map { number in
      let time = sorted.randomElement(using: &choices) ?? first
      return number.isMultiple(of: 3) ? Timestamp(milliseconds: time.milliseconds - 1) : time
    }
    return [Timestamp(milliseconds: first.milliseconds - 4_000_000), last] + some
  }
}

extension Fact {
  fileprivate var moment: Timestamp? {
    switch self {
    case .user(let user): user.firstSeen
    case .session(let session): session.start
    case .event(let event): event.time
    case .properties(let write): write.time
    case .migration(let migration): migration.time
    case .account(let write): write.time
    }
  }
}
