import Domain
import Foundation
import GRDB

extension AccountWrite {
  /// Stores the account, if it is new, and what the write changes at its time: a value that was
  /// written for that very time already is not stored again.
  func insert(_ environment: Int, _ db: Database) throws {
    let account = try Int64.fetchOne(
      try db.cachedStatement(
        sql: """
          INSERT INTO account (environment, account_id, time) VALUES (?, CAST(? AS TEXT), ?)
          ON CONFLICT (environment, account_id) DO UPDATE SET time = min(time, excluded.time)
          RETURNING id
          """),
      arguments: [environment, Data(account.value.utf8), time.milliseconds])
    let known = try db.cachedStatement(
      sql: """
        SELECT kind, CAST(value AS BLOB) FROM account_write
        WHERE account = ? AND key = CAST(? AS TEXT) AND time = ? ORDER BY id DESC LIMIT 1
        """)
    let insertion = try db.cachedStatement(
      sql: """
        INSERT INTO account_write (account, key, kind, value, time)
        VALUES (?, CAST(? AS TEXT), ?, CAST(? AS TEXT), ?)
        """)
    for (key, value) in properties.byKey {
      let (key, text) = (Data(key.utf8), Data(value.text.utf8))
      let last = try Row.fetchOne(known, arguments: [account, key, time.milliseconds])
      if let last, last[0] == value.kindCode, last[1] == text { continue }
      try insertion.execute(arguments: [account, key, value.kindCode, text, time.milliseconds])
    }
  }
}

extension PropertyValue {
  /// What the column `kind` of an account property says of the text in `value`.
  var kindCode: Int {
    switch self {
    case .string: 0
    case .number: 1
    case .boolean: 2
    }
  }

  /// Nil where the text isn't a value of that kind.
  init?(kindCode: Int, text: String) {
    switch kindCode {
    case 0: self = .string(text)
    case 1:
      guard let number = Double(text), number.isFinite else { return nil }
      self = .number(number)
    case 2:
      guard let boolean = Bool(text) else { return nil }
      self = .boolean(boolean)
    default: return nil
    }
  }
}

/// What is set for the whole store.
enum Setting: String {
  case accountProperty = "account_property"

  func store(_ value: String, _ db: Database) throws {
    try db.execute(
      sql: "INSERT OR REPLACE INTO setting (name, value) VALUES (?, CAST(? AS TEXT))",
      arguments: [rawValue, Data(value.utf8)])
  }
}
