import Analysis
import Canvas
import Dispatch
import Domain
import Explorer
import Foundation
import Store

/// Takes merges back or restores them: all of them in one commit, or none.
enum MergeChanges {
  /// - Throws: where the store has changed since it was looked at, or is being written.
  static func apply(
    _ migrations: [Int], isInForce: Bool, by author: String, reason: String, to store: Store
  ) throws {
    let now = Timestamp.now
    let writer = try Writer(store)
    do {
      try writer.append(
        migrations.map {
          Reversal(of: $0, isInForce: isInForce, at: now, by: author, reason: reason)
        })
    } catch is ReversalProblem {
      throw StoreError(
        .cancelled, "the store has changed meanwhile; nothing was done, look at it again")
    }
    try writer.commit()
  }

  /// The same for a file, which is open for writing just for that.
  static func apply(
    _ migrations: [Int], isInForce: Bool, by author: String, reason: String, toFile path: String
  ) throws {
    let store = try Store.openForWriting(path)
    defer { try? store.close() }
    try apply(migrations, isInForce: isInForce, by: author, reason: reason, to: store)
  }

  /// Who is at the keyboard, as far as the system tells.
  static var author: String {
    let environment = ProcessInfo.processInfo.environment
    return [environment["USER"], environment["LOGNAME"], NSUserName()]
      .compactMap(\.self).first { !$0.isEmpty } ?? "unknown"
  }
}

/// Where the explorer changes merges: a file, which is open for writing only for that moment, or the
/// memory that the sample data live in.
enum MergeWriter: Sendable {
  case file(String)
  case store(Store)

  /// The file, if that is where the store is.
  var file: String? {
    switch self {
    case .file(let path): path
    case .store: nil
    }
  }

  /// Does what the explorer asks for, off the caller's thread; a store that another process writes
  /// is named in the message.
  func perform(_ order: MergeOrder, then tell: @escaping @Sendable (Message) -> Void) {
    DispatchQueue.global(qos: .userInitiated).async {
      do {
        try apply(order)
        tell(.stored(TextWidth.shown(order.done)))
      } catch {
        tell(.notice(TextWidth.shown("\(error)"), isProblem: true))
      }
    }
  }

  private func apply(_ order: MergeOrder) throws {
    let author = MergeChanges.author
    switch self {
    case .file(let path):
      try MergeChanges.apply(
        order.migrations, isInForce: order.isInForce, by: author, reason: order.reason,
        toFile: path)
    case .store(let store):
      try MergeChanges.apply(
        order.migrations, isInForce: order.isInForce, by: author, reason: order.reason, to: store)
    }
  }
}
