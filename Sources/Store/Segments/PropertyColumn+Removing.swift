import Domain

extension PropertyColumn {
  /// The column with its rows in new places and without those that have none, and without the values
  /// that only these had; nil where nothing is left.
  ///
  /// - Parameter places: the new row number of each row, in the same order; -1 for a removed one.
  func moved(to places: [Int32]) -> PropertyColumn? {
    var kept = PropertyColumn(values: [], rows: [], codes: [])
    var newCode = [UInt32](repeating: 0, count: values.count + 1)
    for (row, code) in zip(rows, codes) where places[Int(row)] >= 0 {
      if newCode[Int(code)] == 0 {
        kept.values.append(values[Int(code) - 1])
        newCode[Int(code)] = UInt32(kept.values.count)
      }
      kept.rows.append(UInt32(places[Int(row)]))
      kept.codes.append(newCode[Int(code)])
    }
    return kept.rows.isEmpty ? nil : kept
  }

  /// The rows whose text is one of some identities, ascending; most texts are only hashed where they
  /// lie, not made into values.
  static func rows(
    with identities: IdentitySet, in bytes: UnsafeRawBufferPointer, rowCount: Int
  ) throws(StoreError) -> [Int] {
    var input = ByteReader(bytes)
    let header = try input.header()
    _ = try input.take(header.numberBytes)
    let ends = try input.take(4 * header.strings)
    let text = try input.take(header.stringBytes)
    let firstCode = header.numbers + (header.hasFalse ? 1 : 0) + (header.hasTrue ? 1 : 0) + 1
    var wanted: Set<UInt32> = []
    var start = 0
    for string in 0..<header.strings {
      let end = Int(
        UInt32(littleEndian: ends.loadUnaligned(fromByteOffset: 4 * string, as: UInt32.self)))
      guard start <= end, end <= text.count else {
        throw .damaged("a text ends before it begins")
      }
      if identities.contains(text[start..<end]) { wanted.insert(UInt32(firstCode + string)) }
      start = end
    }
    guard !wanted.isEmpty else { return [] }
    let column = try PropertyColumn(bytes, rowCount: rowCount)
    return zip(column.rows, column.codes).filter { wanted.contains($1) }.map { Int($0.0) }
  }
}

/// Identities to look for among many.
struct IdentitySet {
  private let identities: Set<Identity>
  private let hashes: Set<UInt64>

  init(_ identities: Set<Identity>) {
    self.identities = identities
    hashes = Set(
      identities.map { identity in
        var text = identity.value
        return text.withUTF8 { ByteHash.of($0) }
      })
  }

  var isEmpty: Bool { identities.isEmpty }

  func contains(_ utf8: Slice<UnsafeRawBufferPointer>) -> Bool {
    let isPossible = UnsafeRawBufferPointer(rebasing: utf8).withMemoryRebound(to: UInt8.self) {
      hashes.contains(ByteHash.of($0))
    }
    return isPossible
      && identities.contains(Identity(unchecked: String(decoding: utf8, as: UTF8.self)))
  }
}
