import Analysis
import Domain

/// A profile as it was at the step before in time.
struct EarlierProfile: Equatable, Sendable {
  /// The moment that it is compared with.
  var moment: Timestamp
  /// Nil where the user wasn't there.
  var profile: Profile?
}

extension ProfileState {
  mutating func takeEarlier(_ profile: Profile?) {
    guard let moment = askedEarlier else { return }
    earlier = EarlierProfile(moment: moment, profile: profile)
  }

  /// The profile to compare with, where the one shown is about `moment`.
  private func earlier(asOf moment: Timestamp?) -> EarlierProfile? {
    guard let moment, moment == answeredAsOf, earlier?.moment == moment else { return nil }
    return earlier
  }

  func change(of line: FactLine, asOf moment: Timestamp?) -> RowChange? {
    guard let earlier = earlier(asOf: moment) else { return nil }
    switch line.content {
    case .property(let property, _):
      let before = earlier.profile?.properties.first { $0.key == property.key }
      guard let before else { return .new }
      return before.history.current?.value == property.history.current?.value ? nil : .changed
    case .initial(let name, let value):
      let before = earlier.profile?.initial.first { $0.name == name }
      return before.map { $0.value == value ? nil : .changed } ?? .new
    case .member(let member, let isOwn):
      let wasMember = earlier.profile?.members.contains { $0.id == member.id } ?? false
      return wasMember ? nil : isOwn ? .new : .merged
    case .section, .warning, .earlier, .memberDetail: return nil
    }
  }

  func change(of line: VisitLine, asOf moment: Timestamp?) -> RowChange? {
    guard let earlier = earlier(asOf: moment), case .visit(let visit, _) = line.content else {
      return nil
    }
    let before = earlier.profile?.visits.first { VisitKey($0) == VisitKey(visit) }
    guard let before else {
      let wasMember = earlier.profile?.members.contains { $0.id == visit.user } ?? false
      return wasMember ? .new : .merged
    }
    return before.events == visit.events ? nil : .changed
  }
}

extension ExplorerState {
  /// Asks how the open profile was at the step before in time.
  mutating func askForEarlierProfile() -> [Effect] {
    guard let open = profile, let asOf, let compared = past?.compared, !open.needsProfile,
      open.answeredAsOf == asOf, open.askedEarlier != asOf, !lanes.isWaiting(.profile)
    else { return [] }
    profile?.askedEarlier = asOf
    return [
      ask(.asOf(compared, .profile(open.key.id, open.key.environment)), in: .comparison)
    ]
  }
}
