import Analysis
import Canvas
import Domain
import Explorer

/// A profile as text. Everything that came from data is shown, never sent.
enum ProfileText {
  static func text(_ profile: Profile) -> String {
    let user = profile.user
    var lines = [shown(user.name), user.isIdentified ? "identified" : "anonymous"]
    lines[0] += "  (\(lines.removeLast()), user_id \(user.id))"
    for warning in user.warnings {
      lines.append("warning: " + user.explanation(of: warning).map(shown).joined(separator: " "))
    }
    lines.append(
      "first seen \(user.firstSeen.exact)  last seen \(user.lastSeen?.exact ?? "—")  "
        + "\(user.sessions.counted("session"))  \(user.events.counted("event"))")
    lines += section("Properties", properties(profile))
    if let account = user.account {
      lines += section("Account \(shown(account.id.value))", accountProperties(account))
    }
    lines += section(
      "First session", profile.initial.map { "\(shown($0.name)): \(shown($0.value.text))" })
    lines += section("User ids", profile.members.map(member))
    lines += section("Sessions", profile.visits.map(visit))
    return lines.joined(separator: "\n") + "\n"
  }

  private static func section(_ title: String, _ lines: [String]) -> [String] {
    lines.isEmpty ? [] : ["", title] + lines.map { "  " + $0 }
  }

  private static func properties(_ profile: Profile) -> [String] {
    profile.properties.flatMap { property -> [String] in
      property.history.entries.enumerated().map { place, entry in
        let value = "\(shown(entry.value.text))  (\(entry.time.exact), user \(entry.user))"
        return place == 0 ? "\(shown(property.title)): \(value)" : "    before: \(value)"
      }
    }
  }

  /// R-A14. An account of which nothing more is known says so, rather than nothing at all.
  private static func accountProperties(_ account: Account) -> [String] {
    let properties = account.properties.sorted { $0.key < $1.key }
    if properties.isEmpty { return ["no properties"] }
    return properties.map { "\(shown($0.key)): \(shown($0.value.text))" }
  }

  private static func member(_ member: ProfileMember) -> String {
    let counts =
      "\(member.sessions.counted("session")), \(member.events.counted("event"))"
    guard let time = member.migratedAt, let source = member.source else {
      return "\(member.id)  \(counts)"
    }
    return "\(member.id)  \(counts), migrated \(time.exact) \(source.title)"
  }

  private static func visit(_ visit: Visit) -> String {
    let kind =
      switch visit.kind {
      case .session(_, let platform): platform.rawValue
      case .serverGroup: "server events"
      }
    let top = visit.topEvents.map { event in
      shown(event.name) + (event.count > 1 ? " ×\(event.count.grouped)" : "")
    }
    let duration = DurationText.of(milliseconds: visit.duration)
    return "\(visit.start.exact)  \(kind)  \(duration)  \(visit.events.counted("event"))  "
      + top.joined(separator: ", ")
  }

  private static func shown(_ text: String) -> String { TextWidth.shown(text) }
}
