import Analysis
import Domain

extension ExplorerState {
  /// Asks for the profile and the events of opened visits that are missing.
  mutating func askForProfile() -> [Effect] {
    guard let open = profile else { return [] }
    var effects: [Effect] = []
    if open.needsProfile {
      profile?.needsProfile = false
      effects.append(ask(.profile(open.key.id, open.key.environment), in: .profile))
    }
    let visits = open.profile?.visits ?? []
    for (index, visit) in visits.enumerated() {
      let key = VisitKey(visit)
      guard open.needsHistory.contains(key) else { continue }
      profile?.needsHistory.remove(key)
      effects.append(askForHistory(of: key, at: index))
    }
    for key in visitsInViewToReadOn { effects += askForMore(of: key) }
    return effects
  }

  /// The opened visits of which more is to be read, now that the end of what is known is in view.
  private var visitsInViewToReadOn: [VisitKey] {
    guard let open = profile else { return [] }
    return open.visitLines.dropFirst(open.visits.top).prefix(profilePanes.visitHeight)
      .compactMap { if case .more(let key) = $0.id { key } else { nil } }
  }

  private mutating func askForHistory(of key: VisitKey, at index: Int) -> Effect {
    var question = HistoryQuestion(
      profile: profile?.key.id ?? UserID(truncating: 0), environment: profile?.key.environment,
      visit: index)
    if let known = profile?.histories[key] { question.limit = max(200, known.rows.count) }
    profile?.historyOffsets[key] = 0
    return ask(.history(question), in: .history(key))
  }

  /// Asks for the events of a visit that follow those known.
  private mutating func askForMore(of key: VisitKey) -> [Effect] {
    guard let open = profile, let known = open.histories[key], known.rows.count < known.total,
      !lanes.isWaiting(.history(key)), failures[.history(key)] == nil,
      let index = open.profile?.visits.firstIndex(where: { VisitKey($0) == key })
    else { return [] }
    let question = HistoryQuestion(
      profile: open.key.id, environment: open.key.environment, visit: index,
      offset: known.rows.count)
    profile?.historyOffsets[key] = question.offset
    return [ask(.history(question), in: .history(key))]
  }
}
