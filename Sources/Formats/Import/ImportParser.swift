import CBytes
import Domain

/// Reads the lines of batches. A value that several threads may use at once, each on its own batch.
package struct ImportParser: Sendable {
  package let format: ImportFormat
  let options: ImportOptions
  /// For CSV.
  let header: CSVHeader?

  /// Fills a batch's events, lines and problems from the bytes that a reader put there.
  package func parse(_ batch: BulkBatch) {
    switch format {
    case .calls: parseCalls(batch)
    case .segment: parseSegment(batch)
    case .csv: if let header { parseCSV(batch, header) }
    }
  }

  // MARK: Together

  /// Bytes that are read row by row where few rows in a row could be read together.
  private static let careful = 16 << 10

  /// Where rows are read together again, after so many that were.
  private static func nextBlock(after taken: PlainRows.Taken) -> Int {
    if taken.count < PlainRows.few { return taken.end + careful }
    // The row that ended a block is read by itself.
    return taken.isStopped ? taken.end + 1 : taken.end
  }

  // MARK: JSON

  private func parseCalls(_ batch: BulkBatch) {
    let (base, scratch) = (batch.text.base, batch.text.scratch)
    let scanner = JSONScanner(base: base, start: 0, end: batch.text.count, scratch: scratch)
    let times = TimeReader(zone: options.zone)
    var bulk = BulkCallScanner(scanner: scanner, times: times)
    defer { bulk.deallocate() }
    var lines = LineCursor(base: base, count: batch.text.count)
    var rows = batch.parsed
    defer { batch.parsed = rows }
    var block = CallBlock(base: base)
    defer { block.deallocate() }
    /// Where blocks are tried again.
    var nextBlock = 0
    while !lines.isAtEnd {
      if lines.at >= nextBlock {
        let taken = block.read(
          from: lines.at, bulk.scanner, line: lines.number, &bulk.times, into: &rows)
        lines.take(taken.count, upTo: taken.end)
        nextBlock = Self.nextBlock(after: taken)
        if taken.count > 0 { continue }
      }
      if let end = bulk.read(from: lines.at, on: lines.number, into: &rows) {
        lines.take(upTo: end)
        continue
      }
      guard let line = lines.next(), !isBlank(base, line) else { continue }
      var decoder = CallDecoder(scanner: scanner, times: bulk.times)
      decoder.scanner.scratch = bulk.scanner.scratch
      do throws(LineReason) {
        let call = try decoder.call(from: line.start, to: line.end)
        batch.place(.call(call), after: rows.rows.count, on: line.number)
      } catch {
        batch.report(error, on: line.number, at: line.start)
      }
    }
    batch.lineCount = lines.number
  }

  private func parseSegment(_ batch: BulkBatch) {
    let base = batch.text.base
    let scanner = JSONScanner(base: base, start: 0, end: 0, scratch: batch.text.scratch)
    var decoder = SegmentDecoder(
      scanner: scanner, times: TimeReader(zone: options.zone), arrival: options.arrival)
    var lines = LineCursor(base: base, count: batch.text.count)
    while let line = lines.next() {
      if line.end == line.start || isBlank(base, line) { continue }
      decoder.scanner.scratch = batch.text.scratch
      do throws(LineReason) {
        for outcome in try decoder.messages(from: line.start, to: line.end) {
          switch outcome {
          case .success(let message): batch.place(.segment(message), after: 0, on: line.number)
          case .failure(let reason): batch.report(reason, on: line.number, at: line.start)
          }
        }
      } catch {
        batch.report(error, on: line.number, at: line.start)
      }
    }
    batch.lineCount = lines.number
  }

  private func isBlank(_ base: UnsafePointer<UInt8>, _ line: LineCursor.Line) -> Bool {
    for at in line.start..<line.end where base[at] != 0x20 && base[at] != 0x09 { return false }
    return true
  }

  // MARK: CSV

  private func parseCSV(_ batch: BulkBatch, _ header: CSVHeader) {
    let (base, count) = (batch.text.base, batch.text.count)
    let bytes = UnsafeBufferPointer(start: UnsafePointer(base), count: count)
    let isClean =
      cb_is_plain(base, count)
      || UTF8Check.firstProblem(in: bytes) == nil
        && RecordCut.index(of: 0, in: bytes, from: 0) == nil
    var scratch = batch.text.scratch
    let times = TimeReader(zone: options.zone)
    var rows = batch.parsed
    defer { batch.parsed = rows }
    var reader = CSVRowReader(
      header: header, base: base, scratch: &scratch, names: &rows.names,
      arrival: options.arrival, times: times)
    var scanner = CSVScanner(base: base, end: count, scratch: scratch, delimiter: header.delimiter)
    let room = header.columns.count
    let cells = UnsafeMutablePointer<ByteRange>.allocate(capacity: room)
    defer { cells.deallocate() }
    var block = isClean ? CSVBlock(reader) : nil
    defer { block?.deallocate() }
    /// Where blocks are tried again.
    var nextBlock = 0
    let columns = reader.columns
    columns.withUnsafeBufferPointer { columns in
      var line = 0
      while !scanner.isAtEnd {
        let start = scanner.position
        if start >= nextBlock,
          let taken = block?.read(
            from: start, to: count, line: line, &reader.times, into: &rows)
        {
          nextBlock = Self.nextBlock(after: taken)
          line &+= taken.count
          scanner.skip(to: taken.end)
          if taken.count > 0 { continue }
        }
        let found = scanner.record(into: cells, room: room)
        let number = line
        line &+= 1
        if scanner.hadQuotes {
          line =
            number
            + max(
              1,
              RecordCut.lineEnds(
                in: UnsafeBufferPointer(rebasing: bytes[start..<min(scanner.position, count)])))
        }
        let first = rows.properties.count
        if isClean, found == room, !scanner.isMalformed,
          reader.read(cells, line: number, columns: columns, into: &rows)
        {
          continue
        }
        rows.properties.truncate(to: first)
        if found == 1, scanner.position - start <= 2, cells[0].isAbsent { continue }
        let record = UnsafeBufferPointer(rebasing: bytes[start..<min(scanner.position, count)])
        do throws(LineReason) {
          try check(record, found, scanner.isMalformed, header)
          if reader.read(cells, line: number, columns: columns, into: &rows) { continue }
          rows.properties.truncate(to: first)
          var decoder = CSVRowDecoder(
            header: header, base: base, arrival: options.arrival, times: reader.times)
          let call = try decoder.row(cells)
          batch.place(.call(call), after: rows.rows.count, on: number)
        } catch {
          batch.report(error, on: number, at: start)
        }
      }
      batch.lineCount = line
    }
  }

  private func check(
    _ record: UnsafeBufferPointer<UInt8>, _ found: Int, _ isMalformed: Bool, _ header: CSVHeader
  ) throws(LineReason) {
    if let zero = RecordCut.index(of: 0, in: record, from: 0) {
      throw LineReason("holds a zero byte at byte \(zero + 1), as binary data do; expected text")
    }
    if let bad = UTF8Check.firstProblem(in: record) {
      throw LineReason("is not UTF-8 at byte \(bad + 1)")
    }
    if isMalformed {
      throw LineReason(
        "a quoted cell is followed by other text; write a quote inside a cell as \"\"")
    }
    let wanted = header.columns.count
    guard found == wanted else {
      throw LineReason("has \(found) cell\(found == 1 ? "" : "s"), but the header has \(wanted)")
    }
  }
}

extension BulkBatch {
  func place(_ content: PlacedLine.Content, after rows: Int, on line: Int) {
    lines.append(PlacedLine(rowsBefore: rows, line: line, content: content))
  }

  func report(_ reason: LineReason, on line: Int, at start: Int) {
    report(LineProblem(line: linesBefore + line, offset: offset + start, reason: reason.text))
  }
}
