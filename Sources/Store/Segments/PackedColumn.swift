/// Integers of one column, each stored as its distance from the smallest in as few bytes as the
/// largest needs: 0 (all equal), 1, 2, 4 or 8.
///
/// Layout: width and count (4 bytes each), smallest (8 bytes), then the distances; little-endian.
package enum PackedColumn {
  static let headerSize = 16

  static func encode(_ values: [Int64]) -> [UInt8] {
    values.withUnsafeBufferPointer { encode($0) }
  }

  static func encode(_ values: UnsafeBufferPointer<Int64>) -> [UInt8] {
    encode(values, in: range(of: values))
  }

  /// - Parameter range: that of the values, where it is known: to find it takes longer than to pack
  ///   them.
  static func encode(
    _ values: UnsafeBufferPointer<Int64>, in range: (smallest: Int64, largest: Int64)
  ) -> [UInt8] {
    let (smallest, largest) = range
    let span = UInt64(bitPattern: largest &- smallest)
    let width = span == 0 ? 0 : span <= 0xFF ? 1 : span <= 0xFFFF ? 2 : span <= 0xFFFF_FFFF ? 4 : 8
    let size = headerSize + width * values.count
    return [UInt8](unsafeUninitializedCapacity: size) { bytes, count in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      raw.storeBytes(of: UInt32(width).littleEndian, toByteOffset: 0, as: UInt32.self)
      raw.storeBytes(of: UInt32(values.count).littleEndian, toByteOffset: 4, as: UInt32.self)
      raw.storeBytes(of: smallest.littleEndian, toByteOffset: 8, as: Int64.self)
      let body = UnsafeMutableRawBufferPointer(rebasing: raw[headerSize..<size])
      switch width {
      case 0: break
      case 1: store(values, above: smallest, as: UInt8.self, in: body)
      case 2: store(values, above: smallest, as: UInt16.self, in: body)
      case 4: store(values, above: smallest, as: UInt32.self, in: body)
      default: store(values, above: smallest, as: UInt64.self, in: body)
      }
      count = size
    }
  }

  /// Zeros where there are none.
  static func range(of values: UnsafeBufferPointer<Int64>) -> (smallest: Int64, largest: Int64) {
    guard let first = values.first else { return (0, 0) }
    var (smallest, largest) = (first, first)
    for value in values {
      smallest = min(smallest, value)
      largest = max(largest, value)
    }
    return (smallest, largest)
  }

  /// The same of values that ascend.
  static func range(ofAscending values: UnsafeBufferPointer<Int64>) -> (
    smallest: Int64, largest: Int64
  ) {
    (values.first ?? 0, values.last ?? 0)
  }

  private static func store<Word: FixedWidthInteger>(
    _ values: UnsafeBufferPointer<Int64>, above smallest: Int64, as type: Word.Type,
    in body: UnsafeMutableRawBufferPointer
  ) {
    body.withMemoryRebound(to: Word.self) { words in
      for index in 0..<values.count {
        words[index] = Word(truncatingIfNeeded: values[index] &- smallest).littleEndian
      }
    }
  }

  struct Header {
    var width: Int
    var count: Int
    var smallest: Int64
  }

  static func header(of bytes: UnsafeRawBufferPointer) throws(StoreError) -> Header {
    guard bytes.count >= headerSize else { throw .damaged("a column ends within its header") }
    func number(at offset: Int) -> Int {
      Int(UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)))
    }
    let header = Header(
      width: number(at: 0), count: number(at: 4),
      smallest: Int64(littleEndian: bytes.loadUnaligned(fromByteOffset: 8, as: Int64.self)))
    guard header.width <= 8 else {
      throw .damaged("a column has the unknown width \(header.width)")
    }
    // Equal values take no bytes, so only there could a damaged count ask for any amount of memory.
    guard bytes.count >= headerSize + header.width * header.count,
      header.width > 0 || header.count <= SegmentKind.capacity
    else { throw .damaged("a column is too short") }
    return header
  }

  /// Reads the integers into `target`, as `Word`s.
  ///
  /// Values that don't fit `Word` are cut, so the caller picks a type that holds the column.
  static func decode<Word: FixedWidthInteger>(
    _ bytes: UnsafeRawBufferPointer, into target: inout [Word]
  ) throws(StoreError) {
    let header = try header(of: bytes)
    let count = header.count
    let smallest = Word(truncatingIfNeeded: header.smallest)
    if target.count != count { target = [Word](repeating: 0, count: count) }
    let body = UnsafeRawBufferPointer(rebasing: bytes[16...])
    switch header.width {
    case 0: for index in 0..<count { target[index] = smallest }
    case 1: widen(body, as: UInt8.self, above: smallest, into: &target)
    case 2: widen(body, as: UInt16.self, above: smallest, into: &target)
    case 4: widen(body, as: UInt32.self, above: smallest, into: &target)
    case 8: widen(body, as: UInt64.self, above: smallest, into: &target)
    default: throw .damaged("a column has the unknown width \(header.width)")
    }
  }

  static func widen<Narrow: FixedWidthInteger, Word: FixedWidthInteger>(
    _ body: UnsafeRawBufferPointer, as type: Narrow.Type, above smallest: Word,
    into target: inout [Word]
  ) {
    target.withUnsafeMutableBufferPointer { words in
      for index in 0..<words.count {
        let narrow = body.loadUnaligned(
          fromByteOffset: index * MemoryLayout<Narrow>.size, as: Narrow.self)
        words[index] = Word(truncatingIfNeeded: Narrow(littleEndian: narrow)) &+ smallest
      }
    }
  }
}
