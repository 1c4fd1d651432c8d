/// A single record taken apart without haste: a header, or a text from the command line.
enum CSVRecord {
  /// The cells of one record (RFC 4180).
  static func cells(of text: String, delimiter: UInt8) -> [String] {
    var cells: [[UInt8]] = [[]]
    var isQuoted = false
    var wasClosed = false
    for byte in text.utf8 {
      if isQuoted {
        if byte == 0x22 {
          (isQuoted, wasClosed) = (false, true)
        } else {
          cells[cells.count - 1].append(byte)
        }
        continue
      }
      if byte == 0x22, wasClosed {
        cells[cells.count - 1].append(byte)
        isQuoted = true
      } else if byte == 0x22, cells[cells.count - 1].isEmpty {
        isQuoted = true
      } else if byte == delimiter {
        cells.append([])
      } else {
        cells[cells.count - 1].append(byte)
      }
      wasClosed = false
    }
    return cells.map { String(decoding: $0, as: UTF8.self) }
  }

  /// The delimiter that occurs most often outside quotes: a comma, a semicolon or a tab.
  static func delimiter(of header: some Sequence<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [0x2C: 0, 0x3B: 0, 0x09: 0]
    var isQuoted = false
    for byte in header {
      if byte == 0x22 { isQuoted.toggle() }
      if !isQuoted { counts[byte]? += 1 }
    }
    return [0x2C, 0x3B, 0x09].max { counts[$0, default: 0] < counts[$1, default: 0] } ?? 0x2C
  }
}
