import Domain
import TestSupport
import Testing

@testable import Store

/// Rows as segments hold them, read back through the plain integers of their columns.
@Suite("Segments")
struct SegmentTests {
  private struct Row: Hashable {
    var time: Int64
    var user: UInt64
    var label: String
    var number: Double?
  }

  @Test("Small commits leave few small segments, and every row in its place", arguments: 1...5)
  func smallCommits(seed: Int) throws {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    var chance = SeededGenerator(seed: UInt64(seed))
    var given: [Row] = []
    for commit in 0..<220 {
      for _ in 0...Int.random(in: 0..<(seed == 5 ? 1 : 30), using: &chance) {
        // Few times, so that many are equal; now and then late.
        let row = Row(
          time: Int64(commit / 3) * 1000 - (Bool.random(using: &chance) ? 0 : 40_000),
          user: .random(in: 0..<9, using: &chance), label: "row \(given.count)",
          number: Bool.random(using: &chance) ? nil : Double(given.count) / 2)
        append(row, to: writer)
        given.append(row)
      }
      try writer.commit()
      for kind in SegmentKind.allCases {
        let counts = try store.readNow { try $0.segments(kind).map(\.count) }
        #expect(counts.count <= 17)
        #expect(zip(counts, counts.dropFirst()).allSatisfy { $0 > $1 })
      }
    }
    // Of equal times the earlier arrival comes first.
    let expected = given.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }
    #expect(try read(store).sorted { $0.time < $1.time } == expected.map(\.element))
  }

  @Test("More rows than a segment holds make several, each in time order; ties keep their order")
  func largeCommit() throws {
    let store = try Store.inMemory()
    let writer = try Writer(store)
    let count = 2 * SegmentKind.capacity + 1000
    append(Row(time: 5, user: 1, label: "first", number: nil), to: writer)
    try writer.commit()
    let key = writer.withRows { rows in
      let key = rows.keyCode("n")
      let name = rows.names.code(of: "e")
      let environment = rows.environmentCode(.main)
      for index in 0..<count {
        let time = Timestamp(milliseconds: Int64((index * 7919) % 5000))
        let user = rows.userOrdinal(
          UserID(truncating: UInt64(index % 3)), in: environment, at: time)
        rows.beginEvent(name, kind: .custom, user: user, session: nil, time: time)
        rows.setEventProperty(key, .number(Double(index)))
      }
      return key
    }
    try writer.commit()
    try store.readNow { reader in
      let segments = try reader.segments(.events)
      #expect(segments.map(\.count) == [65536, 65536, 1001])
      #expect(segments.map(\.firstRow) == [0, 65536, 131_072])
      var seen = 0
      for segment in segments {
        var times: [Int64] = []
        try reader.integers(.time, of: segment, into: &times)
        let column = try #require(try reader.property(.property(key), of: segment))
        let arrivals = column.codes.map { column.values[Int($0) - 1] }
        seen += arrivals.count
        #expect(times.first == segment.oldest && times.last == segment.newest)
        for row in 1..<column.rows.count {
          let (before, here) = (Int(column.rows[row - 1]), Int(column.rows[row]))
          let inOrder =
            times[before] < times[here]
            || (times[before] == times[here] && arrivals[row - 1] < arrivals[row])
          if !inOrder { Issue.record("row \(here) of segment \(segment.id)") }
        }
      }
      #expect(seen == count)
    }
  }

  @Test("More users than a segment holds keep their order, identities beside them")
  func manyUsers() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    var store = try Store.openForWriting(path)
    var writer = try Writer(store)
    let count = SegmentKind.capacity + 300
    for number in 0..<count {
      let time = Timestamp(milliseconds: Int64(count - number))
      writer.withRows { rows in
        let environment = rows.environmentCode(.main)
        if number.isMultiple(of: 5) {
          _ = rows.profileOrdinal(Identity(unchecked: "p\(number)"), in: environment, at: time)
        } else {
          _ = rows.userOrdinal(UserID(truncating: UInt64(number)), in: environment, at: time)
        }
      }
      if number == 40000 { try writer.commit() }
    }
    try writer.commit()
    try store.close()
    store = try Store.openForWriting(path)
    writer = try Writer(store)
    var users = writer.withRows { $0.users }
    #expect(users.count == count)
    let areInOrder = (0..<count).allSatisfy { users.isProfile($0) == $0.isMultiple(of: 5) }
    #expect(areInOrder)
    #expect(users.ordinal(of: UserID(truncating: 65801), environment: 0) == 65801)
    #expect(users.ordinal(of: Identity(unchecked: "p65600"), environment: 0) == 65600)
    try store.close()
  }

  @Test("Names that hold a zero byte, or are the same but for it, are stored whole")
  func zeroBytes() throws {
    let folder = try TemporaryFolder()
    let path = folder.path("store.db")
    let names = ["a", "a\0", "a\0b", "\0"]
    let store = try Store.openForWriting(path)
    let writer = try Writer(store)
    for (index, name) in names.enumerated() {
      writer.append(
        [
          .event(
            Event(
              name, of: .user(UserID(truncating: 1)), at: Timestamp(milliseconds: Int64(index)),
              properties: [name: .string(name)]))
        ], in: AppID(name))
      writer.setClientState(name, "\"\(index)\"")
    }
    try writer.commit()
    try store.close()
    let again = try Store.openForWriting(path)
    #expect(try again.readNow { try $0.eventNames() } == names)
    #expect(try again.readNow { try $0.propertyKeys() } == names)
    #expect(try again.readNow { try $0.environments() } == names.map { AppID($0) })
    let second = try Writer(again)
    for (index, name) in names.enumerated() {
      #expect(second.withRows { $0.environmentCode(AppID(name)) } == index)
      #expect(try second.clientState(name) == "\"\(index)\"")
    }
    try again.close()
  }

  // MARK: Support

  private func append(_ row: Row, to writer: Writer) {
    var properties: Properties = ["label": .string(row.label)]
    if let number = row.number { properties["number"] = .number(number) }
    writer.append(
      [
        .event(
          Event(
            "e", of: .user(UserID(truncating: row.user)), at: Timestamp(milliseconds: row.time),
            properties: properties))
      ], in: .main)
  }

  private func read(_ store: Store) throws -> [Row] {
    try store.readNow { reader in
      let keys = try reader.propertyKeys()
      var ids: [UInt64] = []
      for segment in try reader.segments(.users) {
        var part: [UInt64] = []
        try reader.integers(.id, of: segment, into: &part)
        ids += part
      }
      var rows: [Row] = []
      for segment in try reader.segments(.events) {
        var times: [Int64] = []
        var codes: [UInt32] = []
        var list: [UInt32] = []
        try reader.integers(.time, of: segment, into: &times)
        try reader.integers(.user, of: segment, into: &codes)
        try reader.integers(.userList, of: segment, into: &list)
        #expect(times == times.sorted())
        #expect(list == list.sorted() && Set(list).count == list.count)
        func column(_ key: String) throws -> PropertyColumn? {
          guard let code = keys.firstIndex(of: key) else { return nil }
          return try reader.property(.property(code), of: segment)
        }
        let labels = try column("label")
        let numbers = try column("number")
        for row in 0..<segment.count {
          var number: Double?
          if case .number(let value) = numbers?.value(at: row) { number = value }
          rows.append(
            Row(
              time: times[row], user: ids[Int(list[Int(codes[row])])],
              label: labels?.value(at: row)?.text ?? "", number: number))
        }
      }
      return rows
    }
  }
}
