extension PropertyColumn {
  func encode(rowCount: Int) -> [UInt8] { ColumnContent(self).encode(rowCount: rowCount) }
}

// Layout, little-endian: the header (7 × UInt32: rows present, numbers, texts, bits of a code, flags,
// bytes of the numbers, bytes of the texts), the numbers, the ends of the texts and their UTF-8; then,
// where sparse, the row numbers (UInt16 each); then the codes, as many bits each as the header says,
// lowest first, and eight zero bytes, so that eight bytes can be read at any code. Codes are counted
// from 0 where every row has the property, else from 1, and 0 is "absent".
extension ColumnContent {
  func encode(rowCount: Int) -> [UInt8] {
    var header = PropertyColumn.Header()
    header.present = rows.count
    header.numbers = numbers.count
    header.strings = textEnds.count
    header.hasFalse = hasFalse
    header.hasTrue = hasTrue
    header.isFull = rows.count == rowCount
    let largest = max(valueCount - (header.isFull ? 1 : 0), 0)
    header.codeBits = Int.bitWidth - largest.leadingZeroBitCount
    header.isSparse = rows.count * (16 + header.codeBits) < rowCount * header.codeBits
    let decimals = Decimals(numbers)
    header.decimalPlaces = decimals?.places
    let numberBytes =
      decimals.map { decimals in
        PackedColumn.encode(numbers.map { decimals.scaled($0) })
      } ?? numbers.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
    header.numberBytes = numberBytes.count
    header.stringBytes = text.count

    let stored = header.isSparse ? rows.count : rowCount
    let codeBytes = PackedCodes.size(stored, bits: header.codeBits)
    var out: [UInt8] = []
    out.reserveCapacity(
      PropertyColumn.headerSize + numberBytes.count + 4 * textEnds.count + text.count
        + 2 * (header.isSparse ? rows.count : 0) + codeBytes)
    header.write(to: &out)
    out += numberBytes
    for end in textEnds { withUnsafeBytes(of: end.littleEndian) { out.append(contentsOf: $0) } }
    out += text
    if header.isSparse {
      for place in 0..<rows.count {
        withUnsafeBytes(of: UInt16(truncatingIfNeeded: rows[place]).littleEndian) {
          out.append(contentsOf: $0)
        }
      }
    }
    if header.isFull {
      PackedCodes.append(codes, minus: 1, bits: header.codeBits, to: &out)
    } else if header.isSparse {
      PackedCodes.append(codes, minus: 0, bits: header.codeBits, to: &out)
    } else {
      var dense = [UInt32](repeating: 0, count: rowCount)
      for (place, code) in codes.enumerated() { dense[rows[place]] = code }
      PackedCodes.append(dense, minus: 0, bits: header.codeBits, to: &out)
    }
    return out
  }
}

/// Small numbers of a fixed number of bits each, up to 32.
enum PackedCodes {
  /// Zero bytes after the last code.
  static let padding = 8

  /// Bytes of so many codes.
  static func size(_ count: Int, bits: Int) -> Int { (count * bits + 7) / 8 + padding }

  static func append(_ codes: [UInt32], minus first: UInt32, bits: Int, to out: inout [UInt8]) {
    let size = size(codes.count, bits: bits)
    let packed = [UInt8](unsafeUninitializedCapacity: size + 8) { bytes, count in
      let raw = UnsafeMutableRawBufferPointer(bytes)
      var word: UInt64 = 0
      var filled = 0
      var at = 0
      for code in codes {
        word |= UInt64(code &- first) &<< UInt64(filled)
        filled &+= bits
        if filled >= 32 {
          raw.storeBytes(
            of: UInt32(truncatingIfNeeded: word).littleEndian, toByteOffset: at, as: UInt32.self)
          at &+= 4
          word >>= 32
          filled &-= 32
        }
      }
      raw.storeBytes(of: word.littleEndian, toByteOffset: at, as: UInt64.self)
      at += 8
      while at < size {
        raw[at] = 0
        at += 1
      }
      count = size
    }
    out += packed
  }

  /// - Parameter bytes: ``size(_:bits:)`` of them at least.
  static func unpack(
    _ bytes: UnsafeRawBufferPointer, count: Int, bits: Int, plus first: UInt32
  ) -> [UInt32] {
    [UInt32](unsafeUninitializedCapacity: count) { codes, written in
      written = count
      switch bits {
      case 8: for place in 0..<count { codes[place] = UInt32(bytes[place]) &+ first }
      case 16:
        for place in 0..<count {
          let code = bytes.loadUnaligned(fromByteOffset: place &* 2, as: UInt16.self)
          codes[place] = UInt32(UInt16(littleEndian: code)) &+ first
        }
      default:
        for place in 0..<count { codes[place] = code(at: place, bits: bits, in: bytes) &+ first }
      }
    }
  }

  @inline(__always)
  static func code(at place: Int, bits: Int, in bytes: UnsafeRawBufferPointer) -> UInt32 {
    let bit = place &* bits
    let word = UInt64(
      littleEndian: bytes.loadUnaligned(fromByteOffset: bit &>> 3, as: UInt64.self))
    return UInt32(truncatingIfNeeded: (word &>> UInt64(bit & 7)) & ((1 &<< UInt64(bits)) &- 1))
  }
}
