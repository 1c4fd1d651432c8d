import Domain
import Foundation
import GRDB
import TestSupport

@testable import Store

/// A store with something of everything in it.
enum Shop {
  /// Random calls of a few devices, in commits of twenty.
  static func make(at path: String, calls: Int = 120, seed: UInt64 = 7) throws {
    let store = try Store.openForWriting(path)
    let writer = try Writer(store)
    var random = RandomCalls(seed: seed)
    for step in 1...calls {
      let (facts, environment) = random.next()
      writer.append(facts, in: environment)
      if step.isMultiple(of: 20) {
        writer.withRows { $0.remember(idempotencyKey: UInt64(step), in: 0) }
        try writer.commit()
      }
    }
    try writer.commit()
    try store.close()
  }

  /// Appends events that are numbered from `first` on, without committing them.
  static func append(_ numbers: Range<Int>, to writer: Writer) {
    writer.append(
      numbers.map {
        .event(
          Event(
            "Visit", of: .user(UserID(truncating: UInt64($0 % 5))),
            at: Timestamp(milliseconds: Int64($0))))
      }, in: .main)
  }

  static func events(_ store: Store) throws -> Int {
    try store.readNow { try $0.segments(.events).reduce(0) { $0 + $1.count } }
  }

  /// Changes a closed store behind its back.
  static func tamper(_ path: String, _ change: (Database) throws -> Void) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.writeWithoutTransaction(change)
    try queue.close()
  }
}

/// The error that opening gives.
func openingError(_ path: String, forWriting: Bool) -> StoreError? {
  do {
    let store = try forWriting ? Store.openForWriting(path) : Store.open(path)
    try store.close()
    return nil
  } catch {
    return error
  }
}
