import Domain
import Foundation
import GRDB

/// An account as stored.
package struct StoredAccount: Hashable, Sendable {
  /// The code of its environment.
  package let environment: Int
  package let id: AccountID
  /// The earliest of the calls that named it.
  package let firstSeen: Timestamp
  /// Of each key the value of the latest time (R-A13).
  package var properties: Properties
}

extension Reader {
  /// The user property that names a user's account: `Account ID` unless it was set.
  package func accountProperty() throws -> String {
    let stored = try Data.fetchOne(
      db, sql: "SELECT CAST(value AS BLOB) FROM setting WHERE name = ?",
      arguments: [Setting.accountProperty.rawValue])
    return try stored.map { try text($0, of: "setting") } ?? AccountID.defaultProperty
  }

  /// All accounts that a call has named, in the order in which they arrived.
  package func accounts() throws -> [StoredAccount] {
    var accounts: [StoredAccount] = []
    var places: [Int64: Int] = [:]
    let environments = try count(of: .environments)
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT id, environment, CAST(account_id AS BLOB), time FROM account
        WHERE time <= ? ORDER BY id
        """, arguments: [moment])
    while let row = try rows.next() {
      try checkCancellation()
      let environment = try row.decode(Int.self, atIndex: 1)
      let time = try row.decode(Int64.self, atIndex: 3)
      guard 0..<environments ~= environment, Timestamp.safe ~= time else {
        throw StoreError.damaged("an account names an environment or a time that can't be")
      }
      places[try row.decode(Int64.self, atIndex: 0)] = accounts.count
      accounts.append(
        StoredAccount(
          environment: environment,
          id: AccountID(unchecked: try text(row.decode(Data.self, atIndex: 2), of: "account")),
          firstSeen: Timestamp(milliseconds: time), properties: [:]))
    }
    let writes = try Row.fetchCursor(
      db,
      sql: """
        SELECT account, CAST(key AS BLOB), kind, CAST(value AS BLOB) FROM account_write
        WHERE time <= ? ORDER BY time, id
        """, arguments: [moment])
    while let row = try writes.next() {
      guard let place = places[try row.decode(Int64.self, atIndex: 0)] else {
        throw StoreError.damaged("a property is that of an account that isn't there")
      }
      let (key, value) = try property(row, from: 1)
      accounts[place].properties[key] = value
    }
    return accounts
  }

  /// The properties of one account; empty where no call has named it.
  package func accountProperties(
    of account: AccountID, in environment: Int
  ) throws -> Properties {
    let rows = try Row.fetchAll(
      try db.cachedStatement(
        sql: """
          SELECT CAST(w.key AS BLOB), w.kind, CAST(w.value AS BLOB)
          FROM account a JOIN account_write w ON w.account = a.id
          WHERE a.environment = ? AND a.account_id = CAST(? AS TEXT) AND w.time <= ?
          ORDER BY w.time, w.id
          """),
      arguments: [environment, Data(account.value.utf8), moment])
    var properties = Properties()
    for row in rows {
      let (key, value) = try property(row, from: 0)
      properties[key] = value
    }
    return properties
  }

  private func property(_ row: Row, from index: Int) throws -> (String, PropertyValue) {
    let key = try text(row.decode(Data.self, atIndex: index), of: "account_write")
    let kind = try row.decode(Int.self, atIndex: index + 1)
    let written = try text(row.decode(Data.self, atIndex: index + 2), of: "account_write")
    guard let value = PropertyValue(kindCode: kind, text: written) else {
      throw StoreError.damaged("an account property has a value of the wrong kind")
    }
    return (key, value)
  }

  private func text(_ bytes: Data, of table: String) throws -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw StoreError.damaged("the table \(table) has a text that is none")
    }
    return text
  }

  // MARK: Migrations by servers (R-A10)

  func lastMigration() throws -> Int64 {
    try Int64.fetchOne(db, sql: "SELECT max(id) FROM migration") ?? 0
  }

  /// When servers gave a profile its user_ids, of the migrations up to a row id.
  func serverIdentifies(of profile: Int, upTo last: Int64) throws -> [Int64] {
    try Int64.fetchAll(
      db,
      sql: "SELECT time FROM migration WHERE to_user = ? AND source = 'server' AND id <= ?",
      arguments: [profile, last])
  }

  func eachServerIdentify(
    upTo last: Int64, _ body: (_ profile: Int, _ time: Int64) -> Void
  ) throws {
    let rows = try Row.fetchCursor(
      db, sql: "SELECT to_user, time FROM migration WHERE source = 'server' AND id <= ?",
      arguments: [last])
    while let row = try rows.next() {
      body(try row.decode(Int.self, atIndex: 0), try row.decode(Int64.self, atIndex: 1))
    }
  }
}
