import Domain

/// Why something belongs where it does, step by step: what there was, which call led on, and the
/// rule that applied. Pure: the same facts always give the same words.
package struct WhyChain: Hashable, Sendable {
  package private(set) var steps: [WhyStep] = []

  package init(_ facts: IdentityFacts) {
    tellSubject(facts)
    tellPrevious(facts)
    if let profile = facts.profile, facts.isProfile {
      tellMembers(profile)
      steps.append(Self.box(of: profile, facts))
    } else {
      tellUser(facts)
    }
    if let profile = facts.profile { tellNotes(profile) }
    tellNext(facts)
    tellOtherwise(facts)
  }

  mutating func add(_ kind: WhyStep.Kind, _ title: String = "", _ lines: WhyLine...) {
    steps.append(WhyStep(kind: kind, title: title, lines: lines))
  }

  // MARK: From the subject to the user

  private mutating func tellSubject(_ facts: IdentityFacts) {
    if case .event(let name, let time, _, let session) = facts.subject {
      add(
        .box, "Event \(name)",
        WhyLine("\(time.second); stored for ever under the user_id it arrived with", "R-0"))
      if session == nil {
        add(
          .arrow, "", WhyLine("it names no session; the user_id is all that it came with", "R-S10"))
      } else {
        add(.arrow, "", WhyLine("it happened in a session"))
      }
    }
    guard let session = facts.session else { return }
    if let platform = session.platform {
      add(
        .box, "Session \(session.id)",
        WhyLine("began \(session.start.second), \(platform == .web ? "on the web" : "on a phone")"))
    } else {
      add(
        .box, "Session \(session.id)",
        WhyLine("only named by a server event: it doesn't count as a session", "R-S11"))
    }
    add(.arrow, "", WhyLine("whose device was this user"))
  }

  private mutating func tellPrevious(_ facts: IdentityFacts) {
    guard let previous = facts.previous else { return }
    let whose = previous.identity.map { "part of \($0.quoted)" } ?? "anonymous"
    add(.box, "User \(previous.user)", WhyLine("the same device before; \(whose)"))
    let moment = facts.firstSeen.second
    if let merge = facts.switchMerge {
      let isReturn = previous.identity == merge.identity
      add(
        .brokenArrow, "",
        WhyLine(
          "\(moment)  identify(\(merge.identity.quoted)) while identified: a new user and a new "
            + "session", isReturn ? "R-I5" : "R-I4"),
        WhyLine("what came before stays where it was; the two are never merged"))
    } else {
      add(
        .brokenArrow, "",
        WhyLine("\(moment)  resetIdentity: a new anonymous user and a new session", "R-I12"))
    }
  }

  // MARK: The user and where it leads

  private mutating func tellUser(_ facts: IdentityFacts) {
    steps.append(
      WhyStep(kind: .box, title: "User \(facts.user)", lines: Self.description(of: facts)))
    for merge in facts.merges where !merge.isInForce { tellTakenBack(merge) }
    guard let merge = facts.mergeInForce, let profile = facts.profile else {
      tellAnonymous(facts)
      return
    }
    steps.append(
      WhyStep(kind: .arrow, title: "", lines: Self.lines(of: merge, facts, profile)))
    steps.append(Self.box(of: profile, facts))
  }

  private static func description(of facts: IdentityFacts) -> [WhyLine] {
    var lines = [
      WhyLine(
        "\(facts.sessions.counted("session")) and \(facts.events.counted("event")) are stored "
          + "under it", "R-0")
    ]
    if facts.previous == nil, facts.sessions == 0, facts.events > 0 {
      lines.append(
        WhyLine("first seen \(facts.firstSeen.second), in a call of a server", "R-A2"))
    } else {
      lines.append(WhyLine("first seen \(facts.firstSeen.second)"))
    }
    return lines
  }

  private mutating func tellTakenBack(_ merge: MergeRow) {
    guard let reversal = merge.reversals.last else { return }
    let reason = reversal.reason.isEmpty ? "" : ": \(reversal.reason)"
    add(
      .brokenArrow, "",
      WhyLine("\(merge.time.second)  merged into \(merge.identity.quoted) \(merge.source.way)"),
      WhyLine(
        "\(reversal.time.second)  taken back by \(reversal.author)\(reason)", "R-0"))
  }

  private mutating func tellAnonymous(_ facts: IdentityFacts) {
    if facts.merges.isEmpty {
      add(
        .note, "",
        WhyLine("Anonymous: no call ever named an identity for this user_id.", "R-1"))
    } else {
      add(
        .note, "",
        WhyLine("Anonymous again: without its merge a user_id is its own profile.", "R-1"))
      if facts.merges.last?.source == .client, facts.next.isEmpty {
        add(
          .note, "",
          WhyLine(
            "The device still takes itself to be identified: calling identify with the same "
              + "identity changes nothing.", "R-I3"))
      }
    }
  }

  private static func lines(
    of merge: MergeRow, _ facts: IdentityFacts, _ profile: IdentityFacts.ProfileFacts
  ) -> [WhyLine] {
    let call = "\(merge.time.second)  "
    let isFirst = profile.isMade(by: merge)
    var lines: [WhyLine]
    switch merge.source {
    case .client:
      let rule = facts.switchMerge != nil ? nil : isFirst ? "R-I1" : facts.ruleOfJoining(merge)
      lines = [
        WhyLine(call + "identify(\(merge.identity.quoted)) on the device", rule),
        WhyLine(
          isFirst
            ? "one migration; the user_id stays, and the profile is made by it"
            : "one migration; the user's past joins the profile that was there"),
      ]
    case .server:
      lines = [
        WhyLine(call + "a server's identify call named \(merge.identity.quoted)", "R-A10"),
        WhyLine(
          isFirst
            ? "one migration; the profile is made by it"
            : "one migration; the user's past joins the profile that was there"),
      ]
    case .imported:
      lines = [
        WhyLine(
          call + "an imported line named this user and \(merge.identity.quoted) together", "R-X2"),
        WhyLine("a client's own anonymous id becomes a user_id by a hash, unless it is digits"),
      ]
    }
    if let restored = merge.reversals.last {
      lines.append(
        WhyLine(
          "\(restored.time.second)  taken back, and restored by \(restored.author)", "R-0"))
    }
    return lines
  }

  // MARK: The profile

  private mutating func tellMembers(_ profile: IdentityFacts.ProfileFacts) {
    guard profile.memberCount > 0 else { return }
    for member in profile.members {
      add(
        .member, "User \(member.user)",
        WhyLine(
          "\(member.time.second)  \(member.source.way)",
          member.source.rule(isFirst: profile.isMade(by: member))))
    }
    let more = profile.memberCount - profile.members.count
    if more > 0 { add(.member, "\(more.counted("more user"))") }
    add(.arrow, "", WhyLine("each by one migration, followed once", "R-1"))
  }

  private static func box(
    of profile: IdentityFacts.ProfileFacts, _ facts: IdentityFacts
  ) -> WhyStep {
    let hash = UserID.profile(of: profile.identity)
    var lines = [
      profile.id == hash
        ? WhyLine("profile \(profile.id), a number made from the identity", "R-2")
        : WhyLine(
          "profile \(profile.id): the identity gives \(hash), which was taken, so the next free "
            + "number", "R-2")
    ]
    if !profile.isMadeByMerge {
      lines.append(
        WhyLine(
          "made by a call that named the identity alone, as of a server", "R-A3"))
    }
    lines.append(
      WhyLine(
        "\(profile.memberCount.counted("user_id")) \(profile.memberCount == 1 ? "leads" : "lead") here"
      ))
    if facts.isProfile {
      lines.append(
        WhyLine(
          "\(facts.sessions.counted("session")) and \(facts.events.counted("event")) arrived "
            + "under the identity itself", "R-0"))
    }
    return WhyStep(kind: .box, title: profile.identity.value, lines: lines)
  }

  private mutating func tellNotes(_ profile: IdentityFacts.ProfileFacts) {
    if profile.identity.isNonUnique {
      add(
        .note, "",
        WhyLine(
          "\(profile.identity.quoted) is a placeholder: everybody who was identified by it is merged "
            + "into this one profile.", "R-I10"))
    }
    if !profile.caseTwins.isEmpty {
      let twins = profile.caseTwins.map(\.quoted).joined(separator: ", ")
      add(.note, "", WhyLine("Differs only in case from \(twins): two people here.", "R-I9"))
    }
  }

  private mutating func tellNext(_ facts: IdentityFacts) {
    for next in facts.next {
      let whose = next.identity.map { "in \($0.quoted)" } ?? "anonymous"
      add(
        .note, "",
        WhyLine(
          "On \(next.firstSeen.second) the device became another user, \(next.user), \(whose).",
          next.identity == nil ? "R-I12" : "R-I4"))
    }
  }
}

/// A part of the chain.
package struct WhyStep: Hashable, Sendable {
  package enum Kind: String, Hashable, Sendable {
    /// Something that there is: an event, a session, a user, a profile.
    case box
    /// Leads from the box before to the one after.
    case arrow
    /// Led there, and doesn't any more; or parts two users of one device.
    case brokenArrow = "broken_arrow"
    /// One of many that lead to the box after.
    case member
    /// Something to know.
    case note
    /// What would have happened had things been different.
    case otherwise
  }

  package var kind: Kind
  package var title: String
  package var lines: [WhyLine]

  package init(kind: Kind, title: String, lines: [WhyLine]) {
    self.kind = kind
    self.title = title
    self.lines = lines
  }
}

package struct WhyLine: Hashable, Sendable {
  package var text: String
  /// The rule that says so.
  package var rule: String?

  package init(_ text: String, _ rule: String? = nil) {
    self.text = text
    self.rule = rule
  }
}
