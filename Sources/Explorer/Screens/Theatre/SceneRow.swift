import Analysis
import Domain
import Scenarios

/// A row of the List view with what the call changed about it, in words.
struct SceneRow: Equatable, Sendable {
  enum Mark: Equatable, Sendable { case same, new, renamed, changed, gone }

  var mark: Mark
  var row: UserRow
  /// Empty where nothing changed.
  var change: String
}

extension Scene {
  /// The rows as they are shown: a visitor who became a profile is one row, not one that went and one
  /// that came.
  var shownRows: [SceneRow] {
    var renamed: [UserKey: UserRow] = [:]
    var former: Set<UserKey> = []
    let gone = rows.filter { if case .gone = $0.mark { true } else { false } }
    if !gone.isEmpty {
      for row in rows where row.mark == .new {
        let origin = gone.first { row.row.merged.contains($0.row.id) && $0.isIn(row) }
        guard let origin else { continue }
        renamed[row.row.key] = origin.row
        former.insert(origin.row.key)
      }
    }
    return rows.compactMap { marked in
      switch marked.mark {
      case .same: return SceneRow(mark: .same, row: marked.row, change: "")
      case .new:
        guard let origin = renamed[marked.row.key] else {
          return SceneRow(mark: .new, row: marked.row, change: "new")
        }
        let more = marked.row.changes(since: origin, isRenamed: true)
        return SceneRow(
          mark: .renamed, row: marked.row,
          change: (["was \(origin.name)"] + more).joined(separator: ", "))
      case .changed:
        let changes = marked.earlier.map { marked.row.changes(since: $0) } ?? []
        return SceneRow(
          mark: .changed, row: marked.row, change: changes.joined(separator: ", "))
      case .gone(let home):
        guard !former.contains(marked.row.key) else { return nil }
        return SceneRow(
          mark: .gone, row: marked.row, change: home.map { "merged into \($0)" } ?? "gone")
      }
    }
  }
}

extension MarkedRow {
  fileprivate func isIn(_ other: MarkedRow) -> Bool {
    row.environment == other.row.environment
  }
}

extension UserRow {
  /// What is different from an earlier row of the same user, the most telling first.
  fileprivate func changes(since earlier: UserRow, isRenamed: Bool = false) -> [String] {
    var found: [String] = []
    func count(_ now: Int, _ before: Int, _ noun: String) {
      guard now != before else { return }
      found.append((now > before ? "+" : "") + (now - before).counted(noun))
    }
    if !isRenamed { count(merged.count, earlier.merged.count, "merged id") }
    count(sessions, earlier.sessions, "session")
    count(events, earlier.events, "event")
    let keys = Set(properties.keys).union(earlier.properties.keys)
      .filter { properties[$0] != earlier.properties[$0] }
    let written = keys.filter { !InitialProperty.isName($0) }.sorted()
    for key in written { found.append("\(key)=\(properties[key]?.text ?? "")") }
    if warnings != earlier.warnings { found.append(warnings.isEmpty ? "no warning" : "a warning") }
    if isRenamed { return found }
    if found.isEmpty { found = keys.sorted().map { "\($0)=\(properties[$0]?.text ?? "")" } }
    if found.isEmpty, firstSeen != earlier.firstSeen { found = ["first seen earlier"] }
    return found.isEmpty ? ["seen again"] : found
  }
}
