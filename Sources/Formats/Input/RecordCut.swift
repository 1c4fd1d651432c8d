import Foundation

/// Where lines and CSV records end.
enum RecordCut {
  static let lineFeed: UInt8 = 0x0A
  static let quote: UInt8 = 0x22

  /// How many bytes whole lines or records take; and, for CSV, whether what follows them is inside
  /// quotes.
  static func find(
    in bytes: UnsafeBufferPointer<UInt8>, csvDelimiter: UInt8?, isLast: Bool
  ) -> (count: Int, isOpen: Bool) {
    guard let csvDelimiter else { return (afterLastLineEnd(in: bytes, from: 0) ?? 0, false) }
    return findRecord(in: bytes, csvDelimiter, isLast)
  }

  /// A quote opens a quoted field only where the field begins; anywhere else it is a character.
  private static func findRecord(
    in bytes: UnsafeBufferPointer<UInt8>, _ delimiter: UInt8, _ isLast: Bool
  ) -> (count: Int, isOpen: Bool) {
    var cut = 0
    var at = 0
    while let opening = index(of: quote, in: bytes, from: at) {
      let before = opening == 0 ? lineFeed : bytes[opening - 1]
      guard before == lineFeed || before == delimiter else {
        cut =
          afterLastLineEnd(in: UnsafeBufferPointer(rebasing: bytes[..<opening]), from: at) ?? cut
        at = opening + 1
        continue
      }
      cut = afterLastLineEnd(in: UnsafeBufferPointer(rebasing: bytes[..<opening]), from: at) ?? cut
      guard let closing = closingQuote(in: bytes, from: opening + 1, isLast) else {
        return (cut, true)
      }
      at = closing + 1
    }
    return (afterLastLineEnd(in: bytes, from: at) ?? cut, false)
  }

  private static func closingQuote(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int, _ isLast: Bool
  ) -> Int? {
    var at = start
    while let found = index(of: quote, in: bytes, from: at) {
      if found + 1 == bytes.count { return isLast ? found : nil }
      if bytes[found + 1] != quote { return found }
      at = found + 2
    }
    return nil
  }

  static func lineEnd(in bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
    index(of: lineFeed, in: bytes, from: start)
  }

  static func lineEnds(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    var count = 0
    var at = 0
    while let end = lineEnd(in: bytes, from: at) {
      count += 1
      at = end + 1
    }
    return count
  }

  static func index(
    of byte: UInt8, in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    guard let base = bytes.baseAddress, start < bytes.count,
      let found = memchr(base + start, Int32(byte), bytes.count - start)
    else { return nil }
    return UnsafeRawPointer(found) - UnsafeRawPointer(base)
  }

  private static func afterLastLineEnd(
    in bytes: UnsafeBufferPointer<UInt8>, from start: Int
  ) -> Int? {
    var at = bytes.count
    while at > start {
      at -= 1
      if bytes[at] == lineFeed { return at + 1 }
    }
    return nil
  }
}
