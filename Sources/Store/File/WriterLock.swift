import Foundation

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

  /// - Throws: `StoreError.locked`, naming the process that writes.
  init(store: String) throws(StoreError) {
    path = store + "-writer"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let reason = String(cString: strerror(errno))
      throw StoreError(
        .readOnly,
        "\(store) can't be written (\(path): \(reason)); check the permissions of the folder")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      let holder = (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
      close(descriptor)
      let process = holder.isEmpty ? "another process" : "process \(holder)"
      throw StoreError(
        .locked,
        "\(store) is being written by \(process); wait until it is done. Reading it is possible "
          + "meanwhile")
    }
    ftruncate(descriptor, 0)
    let text = Array("\(getpid())".utf8)
    _ = text.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Lets the next writer in. The file is removed while it is still locked, so none is left behind.
  func release() {
    unlink(path)
    close(descriptor)
  }
}
