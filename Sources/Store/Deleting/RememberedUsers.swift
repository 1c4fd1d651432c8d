import Domain
import Foundation
import GRDB

/// Finds the devices whose client library remembers a deleted user or identity. Such a device begins
/// anew: what it remembers could bring the person back.
struct RememberedUsers {
  private struct Place: Hashable {
    let environment: AppID
    let id: UserID
  }

  private let ids: Set<UInt64>
  private let identities: Set<Identity>
  private var users: Set<Place> = []
  private var named: Set<UserID> = []

  init(_ listed: [Subject], _ targets: DeletionTargets, _ reader: Reader) throws {
    let environments = try reader.environments()
    var ids: [UInt64] = []
    var codes: [UInt32] = []
    var identities: Set<Identity> = []
    var rest = targets.users[...]
    for segment in try reader.segments(.users) {
      let own = rest.prefix { $0 < segment.rows.upperBound }
      rest = rest.dropFirst(own.count)
      if own.isEmpty { continue }
      try reader.integers(.id, of: segment, into: &ids)
      try reader.integers(.environment, of: segment, into: &codes)
      let column = try reader.property(.identity, of: segment)
      for user in own {
        let row = user - segment.firstRow
        users.insert(
          Place(environment: environments[Int(codes[row])], id: UserID(truncating: ids[row])))
        if let text = column?.value(at: row)?.text { identities.insert(Identity(unchecked: text)) }
      }
    }
    for subject in listed {
      switch subject {
      case .user(let id): named.insert(id)
      case .identity(let identity): identities.insert(identity)
      }
    }
    self.identities = identities
    self.ids = Set(users.map(\.id.rawValue)).union(named.map(\.rawValue))
  }

  /// Removes what such devices remember; returns how many there were.
  func forget(in db: Database) throws -> Int {
    var devices: [Data] = []
    let rows = try Row.fetchCursor(
      db, sql: "SELECT CAST(device AS BLOB), CAST(state AS BLOB) FROM client")
    while let row = try rows.next() {
      let state = try row.decode(Data.self, atIndex: 1)
      if mayName(state), names(state) {
        devices.append(try row.decode(Data.self, atIndex: 0))
      }
    }
    for device in devices {
      try db.execute(
        sql: "DELETE FROM client WHERE device = CAST(? AS TEXT)", arguments: [device])
    }
    return devices.count
  }

  /// A state that can't be read could name anybody.
  private func names(_ state: Data) -> Bool {
    guard let client = try? JSONDecoder().decode(Client.self, from: state) else { return true }
    if client.firstUserID.map({ named.contains($0) }) ?? false { return true }
    return client.devices.contains { environment, device in
      named.contains(device.userID)
        || users.contains(Place(environment: environment, id: device.userID))
        || device.identity.map { identities.contains($0) } ?? false
    }
  }

  /// Whether one of the ids occurs as a number, or one of the identities as such: decoding every
  /// state would take a hundred times longer.
  private func mayName(_ state: Data) -> Bool {
    state.withUnsafeBytes { bytes in hasID(bytes) || hasIdentity(bytes) }
  }

  private func hasID(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var number: UInt64 = 0
    var isNumber = false
    for byte in bytes {
      if byte &- 0x30 < 10 {
        number = number &* 10 &+ UInt64(byte &- 0x30)
        isNumber = true
      } else if isNumber {
        if ids.contains(number) { return true }
        number = 0
        isNumber = false
      }
    }
    return false
  }

  private static let label = Array("\"identity\":\"".utf8)

  private func hasIdentity(_ bytes: UnsafeRawBufferPointer) -> Bool {
    if identities.isEmpty { return false }
    var rest = bytes[...]
    while let found = rest.firstRange(of: Self.label) {
      rest = rest[found.upperBound...]
      // One that is written with escapes is told by decoding.
      let value = rest.prefix { $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
      if rest.dropFirst(value.count).first == UInt8(ascii: "\\")
        || identities.contains(Identity(unchecked: String(decoding: value, as: UTF8.self)))
      {
        return true
      }
    }
    return false
  }
}
