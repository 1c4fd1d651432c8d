import Foundation
import Ingest
import Store

/// Imports files one after the other, saying on standard error how it goes.
struct FileImport {
  let store: String
  let files: [String]
  let options: Importer.Options
  var isVerbose = false

  /// How many lines could not be used.
  ///
  /// - Throws: where a file can't be read, the store can't be written, or somebody interrupts.
  func run() throws -> Int {
    Interrupts.listen()
    let isNew = !FileManager.default.fileExists(atPath: store)
    let store = try Store.openForWriting(store)
    defer {
      let isEmpty = (try? store.readNow { try $0.revision() }) == 0
      try? store.close()
      // A mistyped file name must not leave a store of nothing behind.
      if isNew, isEmpty { try? FileManager.default.removeItem(atPath: store.name) }
    }
    var problems = 0
    for file in files {
      let importer = Importer(try Writer(store), options: options)
      var meter = ImportMeter(file: file, isVerbose: isVerbose)
      let summary = try importer.run(file) { progress in
        meter.show(progress)
        return !Interrupts.wereAsked
      }
      meter.finish(summary, options)
      problems += summary.problemCount
      try checkInterrupts(file, summary)
    }
    return problems
  }

  private func checkInterrupts(_ file: String, _ summary: ImportSummary) throws {
    // The end of a pipe may be due to the same ^C; a file is known to be whole.
    if summary.isInterrupted, options.isStrict || options.isDryRun {
      throw ImportError(
        "interrupted: nothing of \(file) is stored"
          + (options.isDryRun ? " (--dry-run)" : " (--strict)"))
    }
    if summary.isInterrupted || file == "-" && Interrupts.wereAsked {
      throw ImportError(
        "interrupted: the \(summary.lines) lines read so far are stored; importing \(file) again "
          + "would store those without an idempotency key twice")
    }
    if Interrupts.wereAsked, file != files.last {
      throw ImportError("interrupted: \(file) is stored; the files after it are not")
    }
  }
}
