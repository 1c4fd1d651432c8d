import Analysis
import Canvas
import Domain
import Explorer

/// The history of merges as text and as comma-separated values.
enum MergesText {
  static func text(_ page: MergesPage, width: Int) -> String {
    var heading =
      page.matching == page.total
      ? page.total.counted("merge") : "\(page.matching.grouped) of \(page.total.counted("merge"))"
    if page.takenBack > 0 { heading += " · \(page.takenBack.grouped) taken back" }
    guard !page.rows.isEmpty else { return heading + "\n" }
    let titles = [
      "When", "User id", "Into", "Source", "Sessions", "Events", "State", "Why, and values lost",
    ]
    let rows = page.rows.map { row in
      [
        row.time.exact, row.user.description, row.identity.value, row.source.rawValue,
        row.sessions.grouped, row.events.grouped, row.isInForce ? "in force" : "taken back",
        ([row.changeText].compactMap(\.self) + [lost(row)].filter { !$0.isEmpty })
          .joined(separator: "; "),
      ]
    }
    var lines = TextTable.lines(
      [titles] + rows, [.left, .right, .left, .left, .right, .right, .left, .left], width: width)
    if page.rows.count < page.matching {
      lines += ["", "\((page.matching - page.rows.count).grouped) more"]
    }
    return "\(heading)\n\n" + lines.joined(separator: "\n") + "\n"
  }

  private static func lost(_ row: MergeRow) -> String {
    row.lost.map { "\($0.key)=\($0.loser.value.text) (now \($0.winner.value.text))" }
      .joined(separator: ", ")
  }

  static func csv(_ page: MergesPage) -> String {
    var text = CSVLines.line([
      "number", "time", "app_id", "user_id", "profile_id", "identity", "source", "in_force",
      "sessions", "events", "lost", "changed_at", "changed_by", "reason",
    ])
    for row in page.rows {
      let last = row.reversals.last
      text += CSVLines.line([
        String(row.number), row.time.description, row.environment.value, row.user.description,
        row.profile.description, row.identity.value, row.source.rawValue, String(row.isInForce),
        String(row.sessions), String(row.events), lost(row), last?.time.description ?? "",
        last?.author ?? "", last?.reason ?? "",
      ])
    }
    return text
  }
}

/// A merge with what came of it.
struct MergeRecord: Encodable {
  let row: MergeRow

  enum Key: String, CodingKey {
    case number, time, identity, source, sessions, events, lost, reversals
    case userID = "user_id"
    case profileID = "profile_id"
    case isInForce = "in_force"
    case appID = "app_id"
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(row.number, forKey: .number)
    try fields.encode(row.time.description, forKey: .time)
    try fields.encode(row.environment.value, forKey: .appID)
    try fields.encode(row.user.description, forKey: .userID)
    try fields.encode(row.profile.description, forKey: .profileID)
    try fields.encode(row.identity.value, forKey: .identity)
    try fields.encode(row.source.rawValue, forKey: .source)
    try fields.encode(row.isInForce, forKey: .isInForce)
    try fields.encode(row.sessions, forKey: .sessions)
    try fields.encode(row.events, forKey: .events)
    try fields.encode(row.lost.map(Lost.init), forKey: .lost)
    try fields.encode(row.reversals.map(Change.init), forKey: .reversals)
  }

  private struct Lost: Encodable {
    let property: String
    let value: ValueRecord
    let user_id: String
    let winning_value: ValueRecord
    let winning_user_id: String

    init(_ lost: LostValue) {
      property = lost.key
      value = ValueRecord(value: lost.loser.value)
      user_id = lost.loser.user.description
      winning_value = ValueRecord(value: lost.winner.value)
      winning_user_id = lost.winner.user.description
    }
  }

  private struct Change: Encodable {
    let in_force: Bool
    let time: String
    let by: String
    let reason: String

    init(_ reversal: Reversal) {
      in_force = reversal.isInForce
      time = reversal.time.description
      by = reversal.author
      reason = reversal.reason
    }
  }
}
