/// Finding moments in segments whose rows are in order of time.
extension Reader {
  /// For each moment, in milliseconds since 1970, the first row that isn't before it; the number of
  /// rows where all are. Moments are ascending.
  ///
  /// The packed column is searched as it lies: a few looks a moment, where decoding would touch
  /// every row.
  package func firstRows(notBefore moments: ArraySlice<Int64>, in segment: Segment) throws -> [Int]
  {
    let bytes = try fixedColumn(.time, of: segment)
    try checkTimes(bytes, of: segment)
    let header = try PackedColumn.header(of: bytes)
    guard header.count == segment.storedCount else {
      throw StoreError.damaged("segment \(segment.id) has a column of another length")
    }
    let body = UnsafeRawBufferPointer(rebasing: bytes[PackedColumn.headerSize...])
    var rows: [Int] = []
    rows.reserveCapacity(moments.count)
    for moment in moments {
      guard moment > header.smallest else {
        rows.append(0)
        continue
      }
      let distance = UInt64(bitPattern: moment &- header.smallest)
      var low = rows.last ?? 0
      var high = segment.count
      while low < high {
        let middle = (low + high) / 2
        if Self.number(body, middle, width: header.width) < distance {
          low = middle + 1
        } else {
          high = middle
        }
      }
      rows.append(low)
    }
    return rows
  }

  private static func number(
    _ body: UnsafeRawBufferPointer, _ index: Int, width: Int
  ) -> UInt64 {
    switch width {
    case 0: 0
    case 1: UInt64(body[index])
    case 2:
      UInt64(UInt16(littleEndian: body.loadUnaligned(fromByteOffset: 2 * index, as: UInt16.self)))
    case 4:
      UInt64(UInt32(littleEndian: body.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)))
    default: UInt64(littleEndian: body.loadUnaligned(fromByteOffset: 8 * index, as: UInt64.self))
    }
  }
}
