import Domain
import Store

/// Every migration there ever was, and the identities of their profiles: also of those that are gone
/// because all merges into them were taken back.
struct MergeLog: Sendable {
  /// In order of arrival.
  let records: [MigrationRecord]
  private var goneIdentities: [Int: Identity] = [:]

  init(_ reader: Reader, _ population: Population) throws {
    records = try reader.migrationRecords()
    var gone: Set<Int> = []
    for record in records where !population.isIdentified(record.migration.to) {
      gone.insert(record.migration.to)
    }
    guard !gone.isEmpty else { return }
    for segment in try reader.segments(.users) where gone.contains(where: segment.rows.contains) {
      try reader.checkCancellation()
      guard let column = try reader.property(.identity, of: segment) else { continue }
      for (row, code) in zip(column.rows, column.codes)
      where gone.contains(segment.firstRow + Int(row)) {
        goneIdentities[segment.firstRow + Int(row)] = Identity(
          unchecked: column.values[Int(code) - 1].text)
      }
    }
  }

  /// The identity that users were merged into.
  func identity(of profile: Int, _ population: Population) -> Identity {
    population.identity(profile) ?? goneIdentities[profile]
      ?? Identity(unchecked: population.id(profile).description)
  }

  /// The profiles of an identity that users were ever merged into, by ordinal.
  func profiles(of identity: Identity, _ population: Population) -> Set<Int> {
    var found: Set<Int> = []
    for record in records {
      let profile = record.migration.to
      if self.identity(of: profile, population) == identity { found.insert(profile) }
    }
    return found
  }
}
