import Domain

@testable import Analysis
@testable import Explorer

/// The merges of the sample store, made from the members of its profiles; those in `takenBack` are
/// not in force.
extension SampleStore {
  /// Every merge in order of arrival.
  var mergeRows: [MergeRow] {
    let all = rows.flatMap { row in
      (profiles[row.id]?.members ?? []).compactMap { member -> (UserRow, ProfileMember)? in
        member.migratedAt == nil ? nil : (row, member)
      }
    }
    .sorted {
      ($0.1.migratedAt ?? Self.newest, $0.1.id) < ($1.1.migratedAt ?? Self.newest, $1.1.id)
    }
    return all.enumerated().map { place, item in
      let (row, member) = item
      var merge = MergeRow(
        number: place + 1, user: member.id, profile: row.id,
        identity: row.identity ?? Identity(unchecked: ""), time: member.migratedAt ?? Self.newest,
        source: member.source ?? .client, sessions: member.sessions, events: member.events)
      if takenBack.contains(merge.number) {
        merge.reversals = [
          Reversal(
            of: merge.number, isInForce: false, at: Self.newest, by: "kate",
            reason: "a shared phone")
        ]
      } else if let plan = profiles[row.id]?.properties.first(where: { $0.key == "plan" }) {
        merge.lost = zip(plan.history.entries.dropFirst(), plan.history.entries)
          .filter { loser, _ in loser.user == member.id }
          .map { LostValue("plan", loser: .init($0), winner: .init($1)) }
      }
      return merge
    }
  }

  func merges(of question: MergesQuestion) -> MergesPage {
    let all = mergeRows
    let matching = all.filter { row in
      let text = "\(row.identity.value.lowercased()) \(row.user) \(row.profile)"
      return question.words.allSatisfy { text.contains($0.lowercased()) }
        && (question.isInForce == nil || question.isInForce == row.isInForce)
    }
    var page = MergesPage()
    page.rows = Array(matching.reversed().dropFirst(question.offset).prefix(question.limit))
    page.matching = matching.count
    page.takenBack = matching.count { !$0.isInForce }
    page.total = all.count
    return page
  }

  /// Nobody's numbers are worked out here: the profile keeps its own, the user gets those of the merge.
  func preview(of change: MergeChange) -> MergePreview {
    let wanted = mergeRows.filter { row in
      guard row.isInForce == (change.action == .takeBack) else { return false }
      return switch change.subject {
      case .number(let number): row.number == number
      case .user(let id): row.user == id
      case .identity(let identity): row.identity == identity
      }
    }
    guard let first = wanted.first else {
      return MergePreview(change: change, migrations: [], identity: Identity(unchecked: ""))
    }
    let merged = profiles[first.profile]?.user
    var without = merged
    without?.merged.removeAll { id in wanted.contains { $0.user == id } }
    without?.events -= wanted.reduce(0) { $0 + $1.events }
    without?.sessions -= wanted.reduce(0) { $0 + $1.sessions }
    without?.properties["plan"] = "Free"
    return MergePreview(
      change: change, migrations: wanted.map(\.number), identity: first.identity, merged: merged,
      profile: without?.merged.isEmpty == true ? nil : without,
      users: wanted.map { row in
        UserRow(
          id: row.user, firstSeen: row.time.advanced(seconds: -3600), lastSeen: row.time,
          sessions: row.sessions, events: row.events, properties: ["plan": "Free"])
      }, userCount: wanted.count)
  }

  func facts(of question: WhyQuestion) -> IdentityFacts? {
    let all = mergeRows
    let user: UserID?
    var session: IdentityFacts.SessionFacts?
    switch question.subject {
    case .user(let id): user = id
    case .identity(let identity): user = rows.first { $0.identity == identity }?.id
    case .event(_, let time, let id, let named):
      user = id
      session = named.map { .init($0, start: time, platform: .web) }
    case .session(let id, _):
      let visits = profiles.values.flatMap(\.visits)
      let visit = visits.first { visit in
        if case .session(id, _) = visit.kind { true } else { false }
      }
      user = visit?.user
      session = visit.map { .init(id, start: $0.start, platform: .web) }
    }
    guard let user else { return nil }
    let own = all.filter { $0.user == user }
    let profileID = own.first(where: \.isInForce)?.profile ?? user
    guard let row = profiles[profileID]?.user ?? profiles[own.first?.profile ?? user]?.user else {
      return nil
    }
    var facts = IdentityFacts(
      subject: question.subject, user: user, firstSeen: row.firstSeen,
      sessions: own.first?.sessions ?? row.sessions, events: own.first?.events ?? row.events,
      merges: own, session: session)
    if let identity = row.identity, row.id == profileID {
      let members = all.filter { $0.profile == profileID && $0.isInForce }
      facts.profile = IdentityFacts.ProfileFacts(
        id: profileID, identity: identity,
        firstMerge: all.first { $0.profile == profileID }?.number,
        isMadeByMerge: true, members: members, memberCount: members.count)
    }
    return facts
  }

  func merges(_ question: MergesQuestion) async throws -> MergesPage { merges(of: question) }
  func mergePreview(_ change: MergeChange) async throws -> MergePreview { preview(of: change) }
  func why(_ question: WhyQuestion) async throws -> IdentityFacts? { facts(of: question) }
}
