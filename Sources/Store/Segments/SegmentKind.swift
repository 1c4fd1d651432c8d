/// What the rows of a segment are. One layout serves all: fixed columns of integers, and one sparse
/// typed column for each property key that occurs.
package enum SegmentKind: Int, CaseIterable, Sendable {
  /// Row number over all segments = the user's ordinal. Never reordered.
  case users = 0
  /// Row number over all segments = the session's ordinal. Never reordered.
  case sessions = 1
  /// In time order within a segment; rows of equal time in arrival order (R-F4).
  case events = 2
  /// User property writes, in the same order as events.
  case writes = 3
  /// Hashes of idempotency keys (R-A6).
  case keys = 4

  /// The most rows a segment holds, so that a row number within one fits 16 bits.
  package static let capacity = 65536

  package var isTimeOrdered: Bool { self == .events || self == .writes }

  /// The fixed columns, in the order in which a row's integers are given.
  var fields: [Field] {
    switch self {
    case .users: [.time, .id, .environment, .previous]
    case .sessions: [.time, .user, .id, .platform]
    case .events: [.time, .user, .name, .kind, .session]
    case .writes: [.time, .user]
    case .keys: [.id]
    }
  }
}

/// The number of a column within a segment.
package struct Field: Hashable, Sendable {
  package let number: Int64

  /// Milliseconds since 1970: of an event or write, of a session's start, of a user's first sight.
  package static let time = Field(number: 0)
  /// Codes into the segment's list of user ordinals (``userList``).
  package static let user = Field(number: 1)
  /// The user ordinals that occur in the segment, ascending, each once.
  package static let userList = Field(number: 2)
  /// The code of an event name in the store's dictionary.
  package static let name = Field(number: 3)
  /// `Event.Kind`.
  package static let kind = Field(number: 4)
  /// Session ordinal + 1; 0 for none.
  package static let session = Field(number: 5)
  /// A user id, session id or key hash.
  package static let id = Field(number: 6)
  /// `SessionOrigin`.
  package static let platform = Field(number: 7)
  package static let environment = Field(number: 8)
  /// The identity of a profile, as a property column: most users have none.
  package static let identity = Field(number: 9)

  /// Of a user that a device became: the ordinal + 1 of who it was before (R-I4, R-I12); 0 for none.
  package static let previous = Field(number: 10)

  /// The column of a property key.
  package static func property(_ key: Int) -> Field { Field(number: firstProperty + Int64(key)) }

  static let firstProperty: Int64 = 16
  /// Column rows are numbered `segment << fieldBits | field`.
  static let fieldBits: Int64 = 24
}

/// How a session became known.
package enum SessionOrigin: Int64, Sendable {
  case web = 0
  case mobile = 1
  /// Only named by a server event (R-S11), or deleted (``RemovedRow``); it isn't counted.
  case named = 2
}
