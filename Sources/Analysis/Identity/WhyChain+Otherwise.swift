import Domain

extension WhyChain {
  /// What would have happened had things been different.
  mutating func tellOtherwise(_ facts: IdentityFacts) {
    if facts.isProfile {
      add(
        .otherwise, "",
        WhyLine(
          "Had a call identified \(facts.user) as somebody else, it would have been ignored: a "
            + "profile's own id never leads on.", "R-1"))
    } else if let merge = facts.mergeInForce {
      tellOtherwise(merge, facts)
    } else if facts.merges.isEmpty {
      add(
        .otherwise, "",
        facts.previous == nil
          ? WhyLine(
            "Were the device identified now, all of this would be the identity's at once.", "R-I1")
          : WhyLine(
            "The next identify decides whose this user_id is: a new person's, or that of one who "
              + "was there before.", "R-I13"))
    } else {
      add(
        .otherwise, "",
        WhyLine("Restoring the merge brings everything back as it was.", "R-0"))
    }
  }

  private mutating func tellOtherwise(_ merge: MergeRow, _ facts: IdentityFacts) {
    switch merge.source {
    case .client where facts.switchMerge != nil:
      add(
        .otherwise, "",
        WhyLine(
          "Had the device been anonymous, it would have kept its user_id, and its past would have "
            + "joined \(merge.identity.quoted).", "R-I2"))
    case .client:
      add(
        .otherwise, "",
        WhyLine(
          "Had the device been identified as someone else already, a new user would have been "
            + "created, and the two people never merged.", "R-I4"))
    case .server:
      add(
        .otherwise, "",
        WhyLine(
          "Had user \(merge.user) belonged to another identity already, the call would have been "
            + "ignored, with a warning.", "R-A10"))
    case .imported:
      add(
        .otherwise, "",
        WhyLine(
          "Had user \(merge.user) belonged to another identity already, the line would have counted "
            + "for \(merge.identity.quoted) alone, and nobody been merged.", "R-X2"))
    }
  }
}

extension IdentityFacts {
  /// The merge that came with the user, where a device switched from one identity to another.
  var switchMerge: MergeRow? {
    guard previous != nil else { return nil }
    return merges.first { $0.source == .client && $0.time == firstSeen }
  }

  /// The rule by which a device's user joins a profile that was there.
  func ruleOfJoining(_ merge: MergeRow) -> String {
    if previous != nil { return "R-I13" }
    return profile?.isMadeByMerge == false && profile?.firstMerge == merge.number
      ? "R-I15" : "R-I2"
  }
}

extension Migration.Source {
  /// How the merge came about.
  var way: String {
    switch self {
    case .client: "by identify on the device"
    case .server: "by a server's identify call"
    case .imported: "by an import"
    }
  }

  /// The rule of a merge as one of many.
  func rule(isFirst: Bool) -> String {
    switch self {
    case .client: isFirst ? "R-I1" : "R-I2"
    case .server: "R-A10"
    case .imported: "R-X2"
    }
  }
}

extension Identity {
  var quoted: String { "'\(value)'" }
}

extension Timestamp {
  /// `2026-01-06 09:02:11`, in UTC.
  var second: String {
    let text = description
    return "\(text.prefix(10)) \(text.dropFirst(11).prefix(8))"
  }
}

extension Int {
  /// The number with its noun: `1 event`, `2 events`.
  func counted(_ noun: String) -> String { "\(self) \(noun)\(self == 1 ? "" : "s")" }
}
