import Domain

/// A user or session as a row names it.
package struct BulkKey: Hashable, Sendable, BitwiseCopyable {
  /// The bytes of the key, without quotes; absent where the row names none.
  package var text: ByteRange
  /// The id, where the key is decimal digits in range. Else a hash of the key's bytes with the
  /// top bit set: the id is then `UserID.ofKey` or `SessionID.ofKey` of the text (R-X2).
  package var value: UInt64

  package init(text: ByteRange, value: UInt64) {
    self.text = text
    self.value = value
  }

  package static let absent = BulkKey(text: .absent, value: 0)

  @inlinable @inline(__always) package var isAbsent: Bool { text.isAbsent }
  @inlinable @inline(__always) package var isNumber: Bool { value >> 63 == 0 }
}

/// The properties of an event or a user, as ranges of the batch's bytes.
package struct BulkProperty: Sendable, BitwiseCopyable {
  package enum Kind: UInt8, Sendable, BitwiseCopyable {
    case string, number, boolean
  }

  /// ``ValueBits`` of a number, always finite, or of a boolean; of a string they mean nothing.
  package var bits: UInt64
  /// The characters of a string, at most 1023 bytes and not blank; of others, the text as written.
  package var value: ByteRange
  /// The number of the key among the batch's names; at most 511 bytes and not blank.
  package var key: UInt32
  package var kind: Kind

  package var number: Double { Double(bitPattern: bits) }
  package var boolean: Bool { ValueBits.isTrue(bits) }
}

/// A value of an event property that can't be stored, of a plain row: it is left out, which is told
/// (R-T3).
package struct BulkOmission: Sendable, BitwiseCopyable {
  package enum Kind: UInt8, CaseIterable, Sendable, BitwiseCopyable {
    /// `null`.
    case null
    /// A text without characters.
    case empty
  }

  /// Which of the batch's rows has it.
  package let row: UInt32
  /// The number of the key among the batch's names.
  package let key: UInt32
  package let kind: Kind
}

/// One event of bulk data, or one call that sets user properties or merges users. All its texts are
/// ranges of the batch's bytes: no strings are made.
///
/// Every limit of a client's event holds already (R-T1, R-T2, R-T3), property keys are distinct, and
/// `user` or `identity` is there. What needs a second look comes as a ``CallLine`` instead.
package struct BulkEvent: Sendable, BitwiseCopyable {
  /// What the line calls.
  package enum Call: UInt8, Sendable, BitwiseCopyable {
    /// A recorded event, or user properties alone.
    case event
    /// The server call, of an identity; it has a user property at least.
    case addUserProperties
    /// The server call, of a user by number and an identity.
    case identify
  }

  /// Milliseconds since 1970; within the years 0 to 9999.
  package var time: Int64
  package var user = BulkKey.absent
  /// Absent: sessions are cut where there is a pause (R-S12).
  package var session = BulkKey.absent
  /// With a user: that user belongs to it from here on (R-X2). At most 254 bytes, not blank.
  package var identity = ByteRange.absent
  /// Absent where only user properties are set, or users merged.
  package var name = ByteRange.absent
  /// The number of the name among the batch's names.
  package var nameNumber: UInt32 = 0
  /// Absent for the environment that the import goes to.
  package var appID = ByteRange.absent
  package var idempotencyKey = ByteRange.absent
  /// Index of the first of `userPropertyCount` properties of the user; those of the event are in the
  /// batch's columns.
  package internal(set) var firstProperty: Int32 = 0
  package internal(set) var userPropertyCount: UInt16 = 0
  /// While the line is read, the event's own properties come before those.
  var propertyCount: UInt16 = 0
  package var call = Call.event

  /// A named event of a user and a session given by number, and nothing else but event properties:
  /// the form of most, which a ``BulkRow`` holds all of.
  @inline(__always) var isPlain: Bool {
    userPropertyCount == 0 && !name.isAbsent && !user.isAbsent && user.isNumber
      && !session.isAbsent && session.isNumber && identity.isAbsent && appID.isAbsent
      && idempotencyKey.isAbsent
  }
}

/// One event or call of a batch, in the order of the lines: small, since most are nothing more.
package struct BulkRow: Sendable, BitwiseCopyable {
  /// Milliseconds since 1970.
  package let time: Int64
  /// Which line of the batch it began on, counted from 0.
  package let line: UInt32
  /// Which of the batch's sessions a plain row falls in; -1 for a row that isn't plain.
  package let session: Int32
  /// Of a plain row, the number of the event's name among the batch's names. Of any other, which of
  /// the batch's events it is.
  package let number: UInt32

  /// A row that is all there is of it.
  @inline(__always)
  init(time: Int64, line: Int, name: UInt32, session: UInt32) {
    self.time = time
    self.line = UInt32(truncatingIfNeeded: line)
    self.session = Int32(truncatingIfNeeded: session)
    number = name
  }

  /// - Parameter event: where there is more of it.
  init(time: Int64, line: Int, event: Int) {
    self.time = time
    self.line = UInt32(truncatingIfNeeded: line)
    session = -1
    number = UInt32(truncatingIfNeeded: event)
  }
}
