import Domain
import Formats
import Foundation
import Store

/// Loads files into a store, in commits of 65,536 rows.
package struct Importer {
  package struct Options {
    /// The environment of lines that name none.
    package var environment = AppID.main
    package var identityPolicy = NonUniqueIdentityPolicy.perform
    /// Stop at the first line that can't be used, and store nothing of the file.
    package var isStrict = false
    /// Import a file even if its content was imported before.
    package var again = false
    /// Do all of it, say what it did, and store nothing.
    package var isDryRun = false
    package var reading: ImportOptions

    package init(reading: ImportOptions) {
      self.reading = reading
    }
  }

  private let writer: Writer
  private let options: Options

  package init(_ writer: Writer, options: Options) {
    self.writer = writer
    self.options = options
  }

  /// Imports one file, or standard input for `-`.
  ///
  /// - Parameter progress: Called after each commit with what is stored by then; false ends the import there, which leaves a
  ///   valid store that holds the lines before, or, with `isStrict`, nothing of the file.
  /// - Throws: `ImportError`, `InputError` or `StoreError`. With `isStrict` nothing of the file is
  ///   then stored, else all that was committed before.
  package func run(
    _ path: String, progress: (ImportProgress) -> Bool = { _ in true }
  ) throws -> ImportSummary {
    if path != "-", !options.again { try refuseKnown(path) }
    let reader = try ImportReader(path: path, options: options.reading)
    if isHeld { try writer.hold() }
    do {
      let summary = try load(path, reader, progress)
      if options.isDryRun { try writer.abandon() }
      return summary
    } catch {
      if isHeld { try writer.abandon() } else { try? writer.settle() }
      throw error
    }
  }

  /// Whether all of it is one transaction.
  private var isHeld: Bool { options.isStrict || options.isDryRun }

  private func load(
    _ path: String, _ reader: ImportReader, _ progress: (ImportProgress) -> Bool
  ) throws -> ImportSummary {
    var loader = LineLoader(writer, options)
    let totalBytes = reader.bytesTotal
    let pipeline = BatchPipeline(reader)
    defer { pipeline.stop() }
    func state(_ summary: ImportSummary, isFinal: Bool) -> ImportProgress {
      ImportProgress(
        isCommitted: !options.isDryRun && (isFinal || !options.isStrict), lines: summary.lines,
        events: summary.events,
        bytes: pipeline.bytesRead,
        totalBytes: totalBytes)
    }
    // Commits are stored while further rows are made, and told when they are done; what is held is
    // safe at the very end only.
    var begun: [ImportProgress] = []
    func tellStored(_ loader: inout LineLoader) {
      while begun.count > writer.unstoredFlushes {
        if !progress(begun.removeFirst()) { loader.summary.isInterrupted = true }
      }
    }
    var readError: (any Error)?
    while !loader.summary.isInterrupted {
      let batch: BulkBatch
      do {
        let next = try pipeline.next()
        if case .woken = next {
          // A pipe may keep the next commit waiting for long, but not the news of this one.
          tellStored(&loader)
          continue
        }
        guard case .batch(let found) = next else { break }
        batch = found
      } catch let error as InputError {
        readError = error
        break
      }
      let before = loader.summary.problemCount
      try loader.load(batch) { loader in
        try loader.commit(isFinal: false) { pipeline.wake() }
        let last = state(loader.summary, isFinal: false)
        if !isHeld {
          begun.append(last)
          tellStored(&loader)
        } else if !progress(last) {
          loader.summary.isInterrupted = true
        }
      }
      if options.isStrict, loader.summary.problemCount > before,
        let problem = loader.summary.problems.first
      {
        throw ImportError(
          "\(path):\(problem.line): \(problem.reason). Nothing of this file was stored (--strict)")
      }
      pipeline.recycle(batch)
    }
    pipeline.stop()
    loader.summary.bytes = reader.bytesRead
    if let readError, options.isStrict { throw readError }
    if loader.summary.isInterrupted, options.isStrict {
      try writer.abandon()
      return loader.summary
    }
    try writer.settle()
    tellStored(&loader)
    if readError == nil, !loader.summary.isInterrupted {
      writer.record(
        ImportedFile(
          name: path, bytes: reader.bytesRead, digest: reader.digest,
          time: options.reading.arrival, lines: loader.summary.lines))
    }
    try loader.commit(isFinal: !options.isDryRun)
    _ = progress(state(loader.summary, isFinal: true))
    if let readError {
      throw ImportError(
        "\(readError). The \(loader.summary.lines) lines before it were stored; import the whole "
          + "file with --again once it is mended (lines with an idempotency key are not stored "
          + "twice)")
    }
    return loader.summary
  }

  /// Only a file of a size that was imported before is read twice.
  private func refuseKnown(_ path: String) throws {
    let file = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    let size = try? FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
    guard let size, let known = try writer.importedFiles(ofSize: size).nonEmpty,
      let file = FileHandle(forReadingAtPath: path)
    else { return }
    defer { try? file.close() }
    var digest = ContentDigest()
    while let part = try file.read(upToCount: 4 << 20), !part.isEmpty {
      part.withUnsafeBytes { digest.update($0) }
    }
    if let same = known.first(where: { $0.digest == digest.text }) {
      throw ImportError(
        "\(path) was imported already, on \(same.time) as \(same.name) (\(same.lines) lines); "
          + "to import it again, use --again")
    }
  }
}

extension Array {
  fileprivate var nonEmpty: Self? { isEmpty ? nil : self }
}
