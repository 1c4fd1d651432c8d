import Domain
import GRDB

/// Why a merge can't be taken back or restored.
package enum ReversalProblem: Error, Hashable, Sendable {
  /// The store has no migration of this number.
  case unknown
  /// It is taken back, or in force, already.
  case unchanged
  /// Meanwhile the user became part of another profile, so that restoring the merge would put it
  /// into two.
  case belongsToAnother
}

extension Writer {
  /// Takes a merge back, or restores it, with the next commit. Nothing else is touched: whose facts
  /// are whose is found out while folding.
  ///
  /// - Throws: ``ReversalProblem``, and then nothing is appended.
  package func append(_ reversal: Reversal) throws {
    let known = try store.readNow { try $0.migrationState(reversal.migration) }
    guard let known else { throw ReversalProblem.unknown }
    let isInForce = withRows { $0.reversals.last { $0.migration == reversal.migration } }?.isInForce
    guard reversal.isInForce != (isInForce ?? known.isInForce) else {
      throw ReversalProblem.unchanged
    }
    try withRows { rows in
      if reversal.isInForce {
        guard rows.users.canonical(of: known.from) == known.from else {
          throw ReversalProblem.belongsToAnother
        }
      }
      rows.users.migrate(known.from, to: reversal.isInForce ? known.to : known.from)
      rows.reversals.append(reversal)
    }
  }
}

extension Reversal {
  func insert(_ db: Database) throws {
    let insertion = try db.cachedStatement(
      sql: """
        INSERT INTO reversal (migration, in_force, time, author, reason) VALUES (?, ?, ?, ?, ?)
        """)
    try insertion.execute(arguments: [
      migration, isInForce, time.milliseconds, author, reason,
    ])
  }
}
