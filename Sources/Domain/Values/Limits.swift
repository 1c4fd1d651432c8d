/// The documents' limits, all in UTF-16 code units, as the vendor's own client counts them
/// (semantics, section 0).
package enum Limits {
  /// R-I7: fewer than 255 on the client, 255 on the server.
  package static func identity(_ side: CallSide) -> Int { side == .client ? 254 : 255 }

  /// R-T1: 255 on the client, 1024 on the server.
  package static func eventName(_ side: CallSide) -> Int { side == .client ? 255 : 1024 }

  /// R-T2: fewer than 512 on the client, fewer than 1024 on the server.
  package static func propertyKey(_ side: CallSide) -> Int { side == .client ? 511 : 1023 }

  /// R-T2: fewer than 1024.
  package static let propertyValue = 1023

  /// R-A8: values of an array joined into one string.
  package static let joinedArray = 1024

  /// R-T7: fewer than 255.
  package static let pageTitle = 254
}

extension String {
  /// The longest prefix of whole characters with at most `limit` UTF-16 units.
  package func prefix(utf16 limit: Int) -> String {
    guard utf8.count > limit, utf16.count > limit else { return self }
    var units = 0
    var end = startIndex
    while end < endIndex {
      units += self[end].utf16.count
      if units > limit { break }
      end = index(after: end)
    }
    return String(self[..<end])
  }
}
