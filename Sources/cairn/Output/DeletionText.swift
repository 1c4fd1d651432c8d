import Analysis
import Canvas
import Domain
import Explorer
import Store

/// What a deletion would do and did, as text. Everything that came from data is shown, never sent.
enum DeletionText {
  /// Why nothing was deleted, or not all is done.
  struct Problem: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
  }

  /// Profiles shown one by one; of a longer list the rest is only counted.
  private static let shownProfiles = 20

  static func preview(_ preview: DeletionPreview) -> String {
    var lines = preview.profiles.prefix(shownProfiles).flatMap(profile)
    let more = preview.profiles.count - shownProfiles
    if more > 0 { lines.append("… and \(more.counted("other profile"))") }
    let rows = preview.profiles
    lines.append(
      sum(
        profiles: rows.count, users: rows.reduce(0) { $0 + Set([$1.id] + $1.merged).count },
        events: rows.reduce(0) { $0 + $1.events }, sessions: rows.reduce(0) { $0 + $1.sessions })
        + (rows.isEmpty ? ": nobody on the list is in the store" : " would be deleted"))
    if !preview.unknown.isEmpty { lines.append(unknown(preview.unknown)) }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func profile(_ row: UserRow) -> [String] {
    let ids = Set([row.id] + row.merged).sorted().map(\.description)
    return [
      "\(shown(row.name))  (\(shown(row.environment.value)))",
      "  user_id \(ids.joined(separator: ", "))",
      "  \(row.events.counted("event")), \(row.sessions.counted("session")), first seen "
        + "\(row.firstSeen.exact), last seen \(row.lastSeen?.exact ?? "—")",
    ]
  }

  static func done(_ deletion: Deletion) -> String {
    let what = sum(
      profiles: deletion.profiles, users: deletion.users, events: deletion.events,
      sessions: deletion.sessions)
    let lines =
      ["Deleted \(what)."]
      + (deletion.unknown.isEmpty ? [] : [unknown(deletion.unknown)])
    return lines.joined(separator: "\n") + "\n"
  }

  static func unknown(_ users: [Subject]) -> String {
    let names = users.prefix(5).map { user in
      switch user {
      case .user(let id): "user_id \(id)"
      case .identity(let identity): "'\(shown(identity.value))'"
      }
    }
    let more = users.count - names.count
    return "Not in the store: " + names.joined(separator: ", ")
      + (more > 0 ? " and \(more.counted("other"))" : "")
  }

  static func unfinished(_ store: String) -> Problem {
    Problem(
      "they are deleted and nobody is shown them any more, but another program that reads \(store) "
        + "keeps their bytes from being overwritten; close it and run this command again")
  }

  private static func sum(profiles: Int, users: Int, events: Int, sessions: Int) -> String {
    "\(profiles.counted("profile")) with \(users.counted("user_id")), "
      + "\(events.counted("event")) and \(sessions.counted("session"))"
  }

  private static func shown(_ text: String) -> String { TextWidth.shown(text) }
}

/// What a deletion did, as JSON.
struct DeletionRecord: Encodable {
  let deletion: Deletion

  enum Key: String, CodingKey {
    case profiles
    case userIDs = "user_ids"
    case events, sessions, unknown, erased
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(deletion.profiles, forKey: .profiles)
    try fields.encode(deletion.users, forKey: .userIDs)
    try fields.encode(deletion.events, forKey: .events)
    try fields.encode(deletion.sessions, forKey: .sessions)
    try fields.encode(deletion.isErased, forKey: .erased)
    try fields.encode(
      deletion.unknown.map { user in
        switch user {
        case .user(let id): ["user_id": id.description]
        case .identity(let identity): ["identity": identity.value]
        }
      }, forKey: .unknown)
  }
}
