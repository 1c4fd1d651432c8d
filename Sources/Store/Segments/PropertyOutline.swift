/// What a property column holds, as far as its header and the lengths of its texts tell: much sooner
/// there than the values.
package struct PropertyOutline: Hashable, Sendable {
  /// Distinct values.
  package let numbers: Int
  package let strings: Int
  package let hasBooleans: Bool
  /// In bytes of UTF-8.
  package let longestText: Int

  init(_ bytes: UnsafeRawBufferPointer) throws(StoreError) {
    var input = PropertyColumn.ByteReader(bytes)
    let header = try input.header()
    numbers = header.numbers
    strings = header.strings
    hasBooleans = header.hasFalse || header.hasTrue
    _ = try input.take(header.numberBytes)
    let ends = try input.take(4 * header.strings)
    var longest = 0
    var start = 0
    for string in 0..<header.strings {
      let end = Int(
        UInt32(littleEndian: ends.loadUnaligned(fromByteOffset: 4 * string, as: UInt32.self)))
      longest = max(longest, end - start)
      start = end
    }
    longestText = longest
  }
}
