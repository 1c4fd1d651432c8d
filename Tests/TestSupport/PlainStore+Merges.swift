import Analysis
import Domain

/// The history of merges, taken from the plain worlds by going through everything for each of them.
extension PlainStore {
  package func merges(_ question: MergesQuestion) async throws -> MergesPage {
    let all = mergeRows(in: question.environment)
    let matching = all.filter { row in
      let text = "\(row.identity.value.lowercased()) \(row.user) \(row.profile)"
      return (question.identity == nil || row.identity == question.identity)
        && (question.user == nil || row.user == question.user || row.profile == question.user)
        && (question.isInForce == nil || row.isInForce == question.isInForce)
        && question.words.allSatisfy { text.contains($0.lowercased()) }
    }
    let sorted = matching.sorted {
      question.newestFirst
        ? ($1.time, $1.number) < ($0.time, $0.number) : ($0.time, $0.number) < ($1.time, $1.number)
    }
    var page = MergesPage()
    page.rows = Array(sorted.dropFirst(question.offset).prefix(question.limit))
    page.matching = matching.count
    page.takenBack = matching.count { !$0.isInForce }
    page.total = all.count
    return page
  }

  /// Every merge in order of arrival.
  func mergeRows(in environment: AppID?) -> [MergeRow] {
    let worlds = worlds(in: nil)
    let counted = worlds.flatMap { world in world.accepted.map { (world, $0) } }
      .sorted { $0.1.stored.arrival < $1.1.stored.arrival }
    let upTo = moment ?? .latest
    return counted.enumerated().compactMap { index, item in
      let (world, merge) = item
      guard environment == nil || world.environment == environment,
        merge.stored.migration.time <= upTo
      else { return nil }
      return world.row(of: merge, number: index + 1, upTo)
    }
  }

  /// What the merge of a user looks like before and after, by really taking it back or restoring it
  /// in a copy.
  package func mergePreview(_ change: MergeChange) async throws -> MergePreview {
    let inForce = change.action == .takeBack
    let records = mergeRows(in: change.environment).filter { row in
      guard row.isInForce == inForce else { return false }
      return switch change.subject {
      case .user(let id): row.user == id
      case .identity(let identity): row.identity == identity
      case .number(let number): row.number == number
      }
    }
    guard let first = records.first else { throw MergeProblem.noSuchMerge(0) }
    var other = self
    for row in records {
      if inForce {
        other.takeBack(row.user, at: moment ?? .latest, in: row.environment)
      } else {
        other.restore(row.user, at: moment ?? .latest, in: row.environment)
      }
    }
    let (merged, apart) = inForce ? (self, other) : (other, self)
    func row(_ id: UserID, _ store: PlainStore) -> UserRow? {
      store.rows(in: first.environment).first { $0.id == id }
    }
    return MergePreview(
      change: change, migrations: records.map(\.number), identity: first.identity,
      merged: row(first.profile, merged), profile: row(first.profile, apart),
      users: records.prefix(MergePreview.shownUsers).compactMap { row($0.user, apart) },
      userCount: records.count)
  }
}

extension PlainWorld {
  func row(of merge: Merge, number: Int, _ moment: Timestamp) -> MergeRow {
    let migration = merge.stored.migration
    let reversals = merge.reversals.filter { $0.time <= moment }.map {
      Reversal(of: number, isInForce: $0.isInForce, at: $0.time, by: "", reason: "")
    }
    var row = MergeRow(
      number: number, environment: environment, user: migration.from, profile: merge.stored.to,
      identity: migration.identity, time: migration.time, source: migration.source,
      reversals: reversals,
      sessions: sessions.count { $0.user == migration.from },
      events: events.count { $0.user == migration.from })
    if row.isInForce { row.lost = lost(by: migration.from, in: merge.stored.to) }
    return row
  }

  /// R-M1: of each property that both the user and the rest of the profile have, one value loses.
  private func lost(by user: UserID, in profile: UserID) -> [LostValue] {
    var sides: [String: (own: [PropertyHistory.Entry], rest: [PropertyHistory.Entry])] = [:]
    for (writer, write, sequence) in writes where self.profile(of: writer) == profile {
      for (key, value) in write.properties {
        let entry = PropertyHistory.Entry(value, at: write.time, by: writer, sequence: sequence)
        if writer == user {
          sides[key, default: ([], [])].own.append(entry)
        } else {
          sides[key, default: ([], [])].rest.append(entry)
        }
      }
    }
    return sides.keys.sorted().compactMap { key in
      guard let (own, rest) = sides[key],
        let mine = own.max(by: { $1.wins(over: $0, in: profile) }),
        let theirs = rest.max(by: { $1.wins(over: $0, in: profile) }), mine.value != theirs.value
      else { return nil }
      let (winner, loser) = mine.wins(over: theirs, in: profile) ? (mine, theirs) : (theirs, mine)
      return LostValue(key, loser: .init(loser), winner: .init(winner))
    }
  }
}
