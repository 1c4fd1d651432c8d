import Foundation
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Keeps a second writer out, also one in another process: a lock on a file beside the store that
/// the system releases when the process ends, however it ends.
final class WriterLock: Sendable {
  private let descriptor: Int32
  private let path: String
  private let isHeld = Atomic(true)

  /// - Throws: `StoreError.locked`, naming the process that writes.
  init(store: String) throws(StoreError) {
    // Two names of one file must not be two locks.
    path = URL(filePath: store).resolvingSymlinksInPath().path(percentEncoded: false) + "-writer"
    while true {
      let file = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
      guard file >= 0 else { throw Self.refused(store, path) }
      guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
        let isTaken = errno == EWOULDBLOCK
        let error = isTaken ? Self.taken(store, path) : Self.refused(store, path)
        close(file)
        throw error
      }
      // The writer before may have removed the file after it was opened here: then a third could
      // make and lock another one.
      if Self.isFile(file, at: path) {
        descriptor = file
        break
      }
      close(file)
    }
    ftruncate(descriptor, 0)
    let text = Array("\(getpid())".utf8)
    _ = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  deinit { release() }

  /// Lets the next writer in. The file is removed while it is still locked, so none is left behind.
  func release() {
    guard isHeld.exchange(false, ordering: .relaxed) else { return }
    unlink(path)
    close(descriptor)
  }

  private static func isFile(_ descriptor: Int32, at path: String) -> Bool {
    var own = stat()
    var named = stat()
    return fstat(descriptor, &own) == 0 && stat(path, &named) == 0 && own.st_ino == named.st_ino
      && own.st_dev == named.st_dev
  }

  private static func taken(_ store: String, _ path: String) -> StoreError {
    let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
    let process = holder.isEmpty ? "another process" : "process \(holder)"
    return StoreError(
      .locked,
      "\(store) is being written by \(process); wait until it is done. Reading it is possible "
        + "meanwhile")
  }

  private static func refused(_ store: String, _ path: String) -> StoreError {
    let reason = String(cString: strerror(errno))
    return StoreError(
      .readOnly,
      "\(store) can't be written (\(path): \(reason)); check the permissions of the folder")
  }
}
