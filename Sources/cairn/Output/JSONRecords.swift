import Analysis
import Domain
import Foundation

/// The JSON objects of answers; their field names are stable, for scripts and tests.
enum JSONRecords {
  static func line(_ record: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return harmless(String(decoding: try encoder.encode(record), as: UTF8.self)) + "\n"
  }

  /// Escapes what a terminal would obey and JSON lets stand; to who reads JSON the text is the same.
  private static func harmless(_ json: String) -> String {
    if json.utf8.allSatisfy({ $0 < 0x7F }) { return json }
    var text = ""
    for scalar in json.unicodeScalars {
      if scalar.properties.generalCategory == .control || scalar.properties.isBidiControl {
        text += String(format: "\\u%04x", scalar.value)
      } else {
        text.unicodeScalars.append(scalar)
      }
    }
    return text
  }
}

/// A user of the List view.
struct UserRecord: Encodable {
  let row: UserRow

  enum Key: String, CodingKey {
    case userID = "user_id"
    case identity, name
    case firstSeen = "first_seen"
    case lastSeen = "last_seen"
    case events, sessions, properties, merged, warnings
    case appID = "app_id"
    case account
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(row.id.description, forKey: .userID)
    try fields.encode(row.identity?.value, forKey: .identity)
    try fields.encode(row.name, forKey: .name)
    try fields.encode(row.environment.value, forKey: .appID)
    try fields.encode(row.firstSeen.description, forKey: .firstSeen)
    try fields.encode(row.lastSeen?.description, forKey: .lastSeen)
    try fields.encode(row.events, forKey: .events)
    try fields.encode(row.sessions, forKey: .sessions)
    try fields.encode(row.properties.mapValues(ValueRecord.init), forKey: .properties)
    try fields.encode(row.merged.map(\.description), forKey: .merged)
    try fields.encode(row.warnings.map(\.rawValue), forKey: .warnings)
    try fields.encodeIfPresent(row.account.map(AccountRecord.init), forKey: .account)
  }
}

/// The account of a user (R-A14).
struct AccountRecord: Encodable {
  let account: Account

  enum Key: String, CodingKey {
    case accountID = "account_id"
    case properties
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(account.id.value, forKey: .accountID)
    try fields.encode(account.properties.mapValues(ValueRecord.init), forKey: .properties)
  }
}

/// A stored event.
struct EventRecord: Encodable {
  let row: EventRow

  enum Key: String, CodingKey {
    case time, event, kind
    case userID = "user_id"
    case profileID = "profile_id"
    case identity
    case sessionID = "session_id"
    case properties
    case appID = "app_id"
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(row.time.description, forKey: .time)
    try fields.encode(row.name, forKey: .event)
    try fields.encode("\(row.kind)", forKey: .kind)
    try fields.encode(row.environment.value, forKey: .appID)
    try fields.encode(row.user.description, forKey: .userID)
    try fields.encode(row.profile.description, forKey: .profileID)
    try fields.encode(row.identity?.value, forKey: .identity)
    try fields.encode(row.session?.description, forKey: .sessionID)
    try fields.encode(row.properties.mapValues(ValueRecord.init), forKey: .properties)
  }
}

/// A property value as JSON has it; whole numbers without a fraction.
struct ValueRecord: Encodable {
  let value: PropertyValue

  func encode(to encoder: any Encoder) throws {
    var field = encoder.singleValueContainer()
    switch value {
    case .string(let string): try field.encode(string)
    case .boolean(let boolean): try field.encode(boolean)
    case .number(let number):
      if number == number.rounded(), abs(number) <= 9_007_199_254_740_992 {
        try field.encode(Int64(number))
      } else {
        try field.encode(number)
      }
    }
  }
}

/// A whole profile: the fields of a user, with histories, merged ids and sessions.
struct ProfileRecord: Encodable {
  let profile: Profile

  enum Key: String, CodingKey {
    case history = "property_history"
    case members = "merged_users"
    case visits = "session_list"
  }

  func encode(to encoder: any Encoder) throws {
    try UserRecord(row: profile.user).encode(to: encoder)
    var fields = encoder.container(keyedBy: Key.self)
    let history = profile.properties.map { property in
      (property.key, property.history.entries.map(Written.init))
    }
    try fields.encode(Dictionary(uniqueKeysWithValues: history), forKey: .history)
    try fields.encode(profile.members.map(Member.init), forKey: .members)
    try fields.encode(profile.visits.map(VisitRecord.init), forKey: .visits)
  }

  private struct Written: Encodable {
    let value: ValueRecord
    let time: String
    let user_id: String

    init(_ entry: PropertyHistory.Entry) {
      value = ValueRecord(value: entry.value)
      time = entry.time.description
      user_id = entry.user.description
    }
  }

  private struct Member: Encodable {
    let user_id: String
    let migrated_at: String?
    let source: String?
    let first_seen: String
    let sessions: Int
    let events: Int

    init(_ member: ProfileMember) {
      user_id = member.id.description
      migrated_at = member.migratedAt?.description
      source = member.source?.rawValue
      first_seen = member.firstSeen.description
      sessions = member.sessions
      events = member.events
    }
  }

  private struct VisitRecord: Encodable {
    let kind: String
    let session_id: String?
    let user_id: String
    let start: String
    let seconds: Double?
    let events: Int
    let top_events: [String]
    let properties: [String: ValueRecord]

    init(_ visit: Visit) {
      switch visit.kind {
      case .session(let id, let platform):
        kind = platform.rawValue
        session_id = id.description
      case .serverGroup:
        kind = "server"
        session_id = nil
      }
      user_id = visit.user.description
      start = visit.start.description
      seconds = visit.duration.map { Double($0) / 1000 }
      events = visit.events
      top_events = visit.topEvents.map(\.name)
      properties = visit.properties.mapValues(ValueRecord.init)
    }
  }
}
