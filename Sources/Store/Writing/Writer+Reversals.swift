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
  /// Takes a merge back, or restores it, with the next commit.
  ///
  /// - Throws: ``ReversalProblem``, and then nothing is appended.
  package func append(_ reversal: Reversal) throws { try append([reversal]) }

  /// Takes merges back, or restores them, with the next commit, in the order given. Nothing else is
  /// touched: whose facts are whose is found out while folding.
  ///
  /// - Throws: ``ReversalProblem``, and then none of them is appended.
  package func append(_ reversals: [Reversal]) throws {
    let known = try states(of: reversals.map(\.migration))
    try withRows { rows in
      var isInForce: [Int: Bool] = [:]
      for reversal in rows.reversals { isInForce[reversal.migration] = reversal.isInForce }
      var profileOf: [Int: Int] = [:]
      for reversal in reversals {
        guard let migration = known[reversal.migration] else { throw ReversalProblem.unknown }
        let present = isInForce[reversal.migration] ?? migration.isInForce
        guard reversal.isInForce != present else { throw ReversalProblem.unchanged }
        isInForce[reversal.migration] = reversal.isInForce
        let user = migration.from
        if reversal.isInForce {
          guard (profileOf[user] ?? rows.users.canonical(of: user)) == user else {
            throw ReversalProblem.belongsToAnother
          }
        }
        profileOf[user] = reversal.isInForce ? migration.to : user
      }
      for (user, profile) in profileOf { rows.users.migrate(user, to: profile) }
      rows.reversals += reversals
    }
  }

  private typealias State = (from: Int, to: Int, isInForce: Bool)

  /// Migrations by number as they are stored: a few are looked up one by one.
  private func states(of numbers: [Int]) throws -> [Int: State] {
    try store.readNow { reader in
      var states: [Int: State] = [:]
      if numbers.count <= CommittedRows.fewLookUps {
        for number in numbers { states[number] = try reader.migrationState(number) }
      } else {
        let wanted = Set(numbers)
        for record in try reader.migrationRecords() where wanted.contains(record.id) {
          let migration = record.migration
          states[record.id] = (migration.from, migration.to, record.isInForce)
        }
      }
      return states
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
