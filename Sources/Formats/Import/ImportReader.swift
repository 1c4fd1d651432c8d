import Domain

/// A file being imported: tells its format, then hands out its lines in batches.
///
/// ```swift
/// let reader = try ImportReader(path: path, options: options)
/// let batch = BulkBatch()
/// while try reader.next(into: batch) {
///   reader.parser.parse(batch)
///   batch.number(from: &line)
///   // batch.rows, batch.columns, batch.lines, batch.problems
/// }
/// ```
package final class ImportReader {
  /// Reads what `next(into:)` puts into batches; may be used on other threads.
  package let parser: ImportParser
  private let chunks: ChunkReader

  /// Opens a file, or standard input for `-`, unpacking gzip.
  ///
  /// - Throws: where the file is missing, empty, binary, or its header can't be understood.
  package init(path: String, options: ImportOptions) throws(InputError) {
    chunks = ChunkReader(try ByteSource(path: path, isStopped: options.isStopped))
    let name = chunks.source.name
    var start = try chunks.peek()
    if start.starts(with: [0xEF, 0xBB, 0xBF]) {
      chunks.skip(bytes: 3)
      start.removeFirst(3)
    }
    let format = try FormatDetection.format(of: start, named: name, wanted: options.format)
    var header: CSVHeader?
    if format == .csv { header = try Self.takeHeader(chunks, start, options) }
    parser = ImportParser(format: format, options: options, header: header)
  }

  /// Fills the batch with the next lines; false at the end.
  ///
  /// - Throws: where the file can't be read further, after all lines before that were handed out.
  package func next(into batch: BulkBatch) throws(InputError) -> Bool {
    try chunks.next(into: batch)
  }

  /// Bytes of the file read so far, packed where it is packed.
  package var bytesRead: Int { chunks.source.consumed }
  /// Bytes of the file; nil for a pipe.
  package var bytesTotal: Int? { chunks.source.total }
  /// A digest of the file's own bytes, complete once `next` gave false: equal for the same file
  /// under another name.
  package var digest: String { chunks.source.digest.text }

  private static func takeHeader(
    _ chunks: ChunkReader, _ start: [UInt8], _ options: ImportOptions
  ) throws(InputError) -> CSVHeader {
    let name = chunks.source.name
    // Blank lines may come before the header.
    let blank = start.firstIndex { $0 != 0x0A && $0 != 0x0D } ?? start.count
    chunks.skip(bytes: blank, lines: start[..<blank].count { $0 == 0x0A })
    let text = start[blank...]
    guard let end = headerEnd(text) else {
      throw InputError("the header of '\(name)' has no end within \(start.count >> 10) kB")
    }
    let line = text[..<end]
    if line.withUnsafeBufferPointer({ UTF8Check.firstProblem(in: $0) }) != nil {
      throw InputError("the header of '\(name)' is not UTF-8; save the file as UTF-8")
    }
    let record = line.last == 0x0D ? line.dropLast() : line
    let delimiter = CSVRecord.delimiter(of: record)
    let header = try CSVHeader(
      record: String(decoding: record, as: UTF8.self), delimiter: delimiter,
      choices: options.columns, rows: options.rows, file: name)
    let taken = min(end + 1, text.endIndex) - blank
    chunks.skip(bytes: taken, lines: text[blank..<blank + taken].count { $0 == 0x0A })
    chunks.readRecords(delimiter: delimiter)
    return header
  }

  /// The first line end outside quotes, or the end of a file that has only a header.
  private static func headerEnd(_ text: ArraySlice<UInt8>) -> Int? {
    var isQuoted = false
    for at in text.indices {
      if text[at] == 0x22 { isQuoted.toggle() }
      if text[at] == 0x0A, !isQuoted { return at }
    }
    return isQuoted || text.count >= 256 << 10 ? nil : text.endIndex
  }
}

/// What a file is, told from its first bytes.
enum FormatDetection {
  /// - Throws: where there is nothing to import in it.
  static func format(
    of start: [UInt8], named name: String, wanted: ImportFormat?
  ) throws(InputError) -> ImportFormat {
    if start.starts(with: [0xFF, 0xFE]) || start.starts(with: [0xFE, 0xFF]) {
      throw InputError("'\(name)' is UTF-16; save it as UTF-8")
    }
    guard let first = start.first(where: { !isSpace($0) }) else {
      throw InputError("'\(name)' is empty")
    }
    if start.prefix(4096).contains(0) {
      throw InputError(
        "'\(name)' holds binary data; expected lines of JSON or CSV, plain or packed with gzip")
    }
    if let wanted { return wanted }
    if first == 0x5B {
      throw InputError(
        "'\(name)' is one JSON array; expected one JSON object a line, as "
          + "`jq -c '.[]' FILE` makes of it")
    }
    return first == 0x7B ? formatOfLines(start) : .csv
  }

  /// Messages have a `type`, calls a `call`; the first line that can be read decides.
  private static func formatOfLines(_ start: [UInt8]) -> ImportFormat {
    for line in start.split(separator: 0x0A).prefix(20) {
      guard let fields = JSONText.fieldNames(of: line) else { continue }
      if fields.contains("call") { return .calls }
      if fields.contains("type") || fields.contains("batch") { return .segment }
    }
    return .calls
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
  }
}
