import Domain
import Store

/// Counts event names and their properties.
struct Catalogue {
  let reader: Reader
  let population: Population

  /// Names are handled this many at a time, which bounds the memory for telling users apart.
  private static let batch = 256

  func events(in environment: Int?) throws -> [EventUse] {
    let names = try reader.eventNames()
    var uses: [EventUse] = []
    for first in stride(from: 0, to: names.count, by: Self.batch) {
      let codes = first..<min(names.count, first + Self.batch)
      uses += try self.uses(of: codes, names, in: environment)
    }
    return uses.sorted { (-$0.count, $0.name) < (-$1.count, $1.name) }
  }

  private func uses(
    of codes: Range<Int>, _ names: [String], in environment: Int?
  ) throws -> [EventUse] {
    let words = (population.count + 63) / 64
    var counts = [Int](repeating: 0, count: codes.count)
    var first = [Int64](repeating: .max, count: codes.count)
    var last = [Int64](repeating: .min, count: codes.count)
    var seen = [UInt64](repeating: 0, count: codes.count * words)
    var columns = EventColumns()
    for segment in try reader.segments(.events) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      for row in 0..<segment.count {
        let name = Int(columns.names[row]) - codes.lowerBound
        guard name >= 0, name < codes.count else { continue }
        let user = columns.user(row)
        if let environment, population.environment[user] != environment { continue }
        counts[name] += 1
        first[name] = min(first[name], columns.times[row])
        last[name] = max(last[name], columns.times[row])
        let profile = Int(population.canonical[user])
        seen[name * words + profile / 64] |= 1 << UInt64(profile % 64)
      }
    }
    return codes.indices.compactMap { code in
      let index = code - codes.lowerBound
      guard counts[index] > 0 else { return nil }
      let users = seen[index * words..<(index + 1) * words].reduce(0) { $0 + $1.nonzeroBitCount }
      return EventUse(
        name: names[code], count: counts[index], users: users,
        firstSeen: Timestamp(milliseconds: first[index]),
        lastSeen: Timestamp(milliseconds: last[index]))
    }
  }

  func properties(ofEvent name: String, in environment: Int?) throws -> [PropertyUse] {
    guard let code = try reader.eventNames().firstIndex(of: name) else { return [] }
    let keys = try reader.propertyKeys()
    var counts: [Int: [PropertyValue: Int]] = [:]
    var columns = EventColumns()
    for segment in try reader.segments(.events) {
      try reader.checkCancellation()
      try columns.read(reader, segment)
      guard columns.names.contains(UInt32(code)) else { continue }
      for key in try reader.propertyCodes(in: segment) {
        guard let column = try reader.property(.property(key), of: segment) else { continue }
        for (row, value) in zip(column.rows, column.codes) {
          guard columns.names[Int(row)] == code else { continue }
          if let environment, population.environment[columns.user(Int(row))] != environment {
            continue
          }
          counts[key, default: [:]][column.values[Int(value) - 1], default: 0] += 1
        }
      }
    }
    return counts.map { key, values in
      let top = values.map { ValueCount(value: $0.key, count: $0.value) }
        .smallest(5) { (-$0.count, $0.value.text) < (-$1.count, $1.value.text) }
      return PropertyUse(
        key: keys[key], count: values.values.reduce(0, +), distinct: values.count, topValues: top)
    }.sorted { (-$0.count, $0.key) < (-$1.count, $1.key) }
  }
}
