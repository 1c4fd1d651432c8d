import Foundation

/// Fills batches with whole lines of a source, or whole CSV records.
final class ChunkReader {
  let source: ByteSource
  /// How CSV records end: nil for plain lines.
  private var csvDelimiter: UInt8?
  /// Bytes read but not handed on: the start of a line whose end was not read yet.
  private var carry: [UInt8] = []
  /// Lines that were left out since the last batch.
  private var skippedLines = 0
  private var offset = 0
  private var atEnd = false
  /// What went wrong while lines read before it were still to be handed on.
  private var failure: InputError?

  /// The longest line or record that is held in memory, in bytes.
  static let longestLine = 16 << 20

  init(_ source: ByteSource) {
    self.source = source
  }

  /// The first bytes of the text, at most `limit`, without taking them.
  ///
  /// - Throws: where nothing at all can be read.
  func peek(limit: Int = 256 << 10) throws(InputError) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: limit)
    var count = 0
    while count < limit, !atEnd, failure == nil {
      count += bytes.withUnsafeMutableBytes {
        read(UnsafeMutableRawBufferPointer(rebasing: $0[count...]))
      }
    }
    if count == 0, let failure { throw failure }
    carry = Array(bytes[..<count])
    return carry
  }

  /// Reads some bytes; 0 at the end, and where the file can't be read further.
  private func read(_ target: UnsafeMutableRawBufferPointer) -> Int {
    do throws(InputError) {
      let count = try source.read(into: target)
      if count == 0 { atEnd = true }
      return count
    } catch {
      failure = error
      return 0
    }
  }

  /// Leaves out the next `bytes`, which hold `lines` line ends: a byte order mark or a header.
  func skip(bytes: Int, lines: Int = 0) {
    carry.removeFirst(bytes)
    offset += bytes
    skippedLines += lines
  }

  /// Reads CSV records from here on: a quoted field may hold line ends.
  func readRecords(delimiter: UInt8) { csvDelimiter = delimiter }

  /// Fills the batch with whole lines; false at the end.
  ///
  /// - Throws: where the file can't be read further, after all lines before that were handed on.
  func next(into batch: BulkBatch) throws(InputError) -> Bool {
    batch.clear()
    while true {
      var count = takeCarry(into: &batch.text)
      count = fill(&batch.text, from: count)
      if count == 0 { return try end(batch) }
      let isLast = atEnd || failure != nil
      let bytes = UnsafeBufferPointer(start: batch.text.base, count: count)
      var (cut, isOpen) = RecordCut.find(in: bytes, csvDelimiter: csvDelimiter, isLast: isLast)
      if cut == 0, failure != nil { return try end(batch) }
      if cut == 0, atEnd, !isOpen { cut = count }
      if cut > 0 {
        hand(on: cut, of: count, to: batch)
        return true
      }
      if isOpen, isLast {
        drop(
          "a quote is opened that is never closed; write a quote inside a field as \"\"",
          bytes, batch)
      } else if count >= Self.longestLine {
        drop("is longer than \(Self.longestLine >> 20) MB", bytes, batch)
        skipRestOfLine()
      } else {
        carry = Array(bytes)
        batch.text.reserve(min(count * 2, Self.longestLine), keeping: 0)
      }
    }
  }

  private func takeCarry(into text: inout TextBuffer) -> Int {
    let count = carry.count
    text.reserve(count, keeping: 0)
    carry.withUnsafeBufferPointer { bytes in
      if let base = bytes.baseAddress { text.base.update(from: base, count: count) }
    }
    carry.removeAll(keepingCapacity: true)
    return count
  }

  private func fill(_ text: inout TextBuffer, from count: Int) -> Int {
    var count = count
    while count < text.capacity, !atEnd, failure == nil {
      count += read(
        UnsafeMutableRawBufferPointer(start: text.base + count, count: text.capacity - count))
    }
    return count
  }

  private func hand(on cut: Int, of count: Int, to batch: BulkBatch) {
    let base = batch.text.base
    carry.append(contentsOf: UnsafeBufferPointer(start: base + cut, count: count - cut))
    batch.text.setCount(cut)
    batch.offset = offset
    batch.linesBefore = skippedLines
    skippedLines = 0
    offset += cut
  }

  private func end(_ batch: BulkBatch) throws(InputError) -> Bool {
    if batch.problemCount > 0 {
      batch.text.setCount(0)
      batch.linesBefore = skippedLines
      skippedLines = 0
      return true
    }
    if let failure { throw failure }
    return false
  }

  /// Leaves out one line, as far as it was read, and says so.
  private func drop(_ reason: String, _ bytes: UnsafeBufferPointer<UInt8>, _ batch: BulkBatch) {
    batch.report(LineProblem(line: skippedLines, offset: offset, reason: reason))
    let end = RecordCut.lineEnd(in: bytes, from: 0)
    let dropped = end.map { $0 + 1 } ?? bytes.count
    carry = Array(bytes[dropped...])
    offset += dropped
    if end != nil { skippedLines += 1 }
    isInsideLine = end == nil
  }

  /// Whether the last line dropped goes on.
  private var isInsideLine = false

  private func skipRestOfLine() {
    guard isInsideLine else { return }
    isInsideLine = false
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while !atEnd, failure == nil {
      let count = piece.withUnsafeMutableBytes { read($0) }
      let end = piece.withUnsafeBufferPointer {
        RecordCut.lineEnd(in: UnsafeBufferPointer(rebasing: $0[..<count]), from: 0)
      }
      offset += end.map { $0 + 1 } ?? count
      if let end {
        skippedLines += 1
        carry = Array(piece[(end + 1)..<count])
        return
      }
    }
    skippedLines += 1
  }
}
