import Analysis
import Domain

extension PlainWorld {
  /// R-A14, R-M7: the account that the value in force names, with its properties as they are now.
  func account(of properties: Properties) -> Account? {
    properties[AccountID.defaultProperty].map { value in
      let id = AccountID(unchecked: value.text)
      return Account(id, properties: accountProperties(of: id))
    }
  }

  /// R-A13: of each key the value of the latest time, of equal times the one that arrived last.
  private func accountProperties(of account: AccountID) -> Properties {
    var best: [String: (time: Timestamp, value: PropertyValue)] = [:]
    for write in accounts[account] ?? [] {
      for (key, value) in write.properties where write.time >= best[key]?.time ?? .earliest {
        best[key] = (write.time, value)
      }
    }
    return best.mapValues(\.value)
  }

  /// R-A13: accounts that a call named, and those that were ever somebody's; one without members is
  /// kept.
  fileprivate func accountRows() -> [AccountRow] {
    var named = accounts.mapValues { $0.map(\.time) }
    for (_, write, _) in writes {
      guard let value = write.properties[AccountID.defaultProperty] else { continue }
      named[AccountID(unchecked: value.text), default: []].append(write.time)
    }
    let rows = profiles.map(row)
    return named.map { id, times in
      AccountRow(
        environment: environment, account: Account(id, properties: accountProperties(of: id)),
        members: rows.count { $0.account?.id == id }, firstSeen: times.min() ?? .latest)
    }
    .sorted { ($1.members, $0.account.id) < ($0.members, $1.account.id) }
  }
}

extension PlainStore {
  package func accounts(in environment: AppID?) async throws -> [AccountRow] {
    let rows = worlds(in: environment).flatMap { $0.accountRows() }
    let place = Dictionary(uniqueKeysWithValues: environments.enumerated().map { ($1, $0) })
    return rows.sorted { left, right in
      if left.members != right.members { return left.members > right.members }
      return (place[left.environment] ?? 0, left.account.id)
        < (place[right.environment] ?? 0, right.account.id)
    }
  }
}
