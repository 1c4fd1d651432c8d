import Domain
import Store

extension Writer {
  /// Whether what came with an idempotency key is stored already (R-A6); false without a key.
  func isKnown(_ key: String?, in environment: AppID) -> Bool {
    guard var key else { return false }
    let hash = key.withUTF8 { ByteHash.of($0) }
    return withRows { rows in
      rows.isKnown(idempotencyKey: hash, in: rows.environmentCode(environment))
    }
  }

  /// Remembers the key of what was stored; what was refused may come again, mended.
  func remember(_ key: String?, in environment: AppID) {
    guard var key else { return }
    let hash = key.withUTF8 { ByteHash.of($0) }
    withRows { rows in
      rows.remember(idempotencyKey: hash, in: rows.environmentCode(environment))
    }
  }
}
