import Foundation

/// The bytes of a file or of standard input (`-`), unpacked where they are gzip.
final class ByteSource {
  /// How the file is called in messages.
  let name: String
  /// Bytes of the file itself taken so far, packed where it is packed.
  private(set) var consumed = 0
  /// Bytes of the file itself; nil where that can't be known, as for a pipe.
  let total: Int?
  /// Of the file's own bytes taken so far.
  private(set) var digest = ContentDigest()

  private let descriptor: Int32
  private let ownsDescriptor: Bool
  private let isStopped: @Sendable () -> Bool
  private var inflater: GzipInflater?
  /// Read from the file but not handed on: its first bytes, or packed ones.
  private let raw = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256 << 10)
  private var rawStart = 0
  private var rawEnd = 0
  private var atEnd = false
  /// Unpacked bytes handed on so far.
  private var produced = 0

  /// - Parameter isStopped: Asked while a pipe has nothing to read; true ends it there.
  init(
    path: String, isStopped: @escaping @Sendable () -> Bool = { false }
  ) throws(InputError) {
    self.isStopped = isStopped
    if path == "-" {
      (name, descriptor, ownsDescriptor) = ("standard input", STDIN_FILENO, false)
    } else {
      (name, descriptor, ownsDescriptor) = (path, open(path, O_RDONLY | O_CLOEXEC), true)
    }
    let openError = errno
    var status = stat()
    let isKnown = descriptor >= 0 && fstat(descriptor, &status) == 0
    let kind = status.st_mode & S_IFMT
    total = isKnown && kind == S_IFREG ? Int(status.st_size) : nil
    guard descriptor >= 0 else { throw Self.cannotOpen(path, openError) }
    if isKnown, kind == S_IFDIR { throw InputError("'\(path)' is a folder; expected a file") }
    try start()
  }

  deinit {
    raw.deallocate()
    if ownsDescriptor, descriptor >= 0 { close(descriptor) }
  }

  /// Reads some bytes, unpacked; 0 only at the end.
  func read(into target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    let count: Int
    if let inflater {
      count = try unpack(with: inflater, into: target)
    } else if rawStart < rawEnd {
      count = min(rawEnd - rawStart, target.count)
      target.copyMemory(
        from: UnsafeRawBufferPointer(
          UnsafeMutableBufferPointer(rebasing: raw[rawStart..<rawStart + count])))
      rawStart += count
    } else {
      count = try readRaw(target)
    }
    produced += count
    return count
  }

  /// The first bytes tell whether the file is packed.
  private func start() throws(InputError) {
    while rawEnd < 2, !atEnd {
      rawEnd += try readRaw(
        UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(raw)[rawEnd...]))
    }
    guard rawEnd >= 2, raw[0] == 0x1F, raw[1] == 0x8B else { return }
    let inflater: GzipInflater
    do throws(GzipInflater.Problem) { inflater = try GzipInflater() } catch { throw problem(error) }
    inflater.give(UnsafeMutableBufferPointer(rebasing: raw[..<rawEnd]))
    self.inflater = inflater
  }

  private func unpack(
    with inflater: GzipInflater, into target: UnsafeMutableRawBufferPointer
  ) throws(InputError) -> Int {
    while true {
      do throws(GzipInflater.Problem) {
        let count = try inflater.unpack(into: target)
        if count > 0 { return count }
      } catch {
        throw problem(error)
      }
      if atEnd {
        if inflater.isBetweenMembers { return 0 }
        throw problem(.truncated)
      }
      if inflater.needsInput {
        let count = try readRaw(UnsafeMutableRawBufferPointer(raw))
        inflater.give(UnsafeMutableBufferPointer(rebasing: raw[..<count]))
      }
    }
  }

  private func readRaw(_ target: UnsafeMutableRawBufferPointer) throws(InputError) -> Int {
    while true {
      if total == nil, !waitForBytes() {
        atEnd = true
        return 0
      }
      let count = Foundation.read(descriptor, target.baseAddress, target.count)
      if count < 0, errno == EINTR { continue }
      if count < 0 {
        throw InputError("'\(name)' can't be read: \(String(cString: strerror(errno)))")
      }
      if count == 0 { atEnd = true }
      consumed += count
      digest.update(UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(target)[..<count]))
      return count
    }
  }

  /// Waits until a pipe has something to read or its end; false when the wait is given up.
  private func waitForBytes() -> Bool {
    var source = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while !isStopped() {
      let count = poll(&source, 1, 100)
      if count > 0 || count < 0 && errno != EINTR { return true }
    }
    return false
  }

  private func problem(_ problem: GzipInflater.Problem) -> InputError {
    let place = "after \(consumed) packed and \(produced) unpacked bytes"
    let rest = "the lines before that were read; pack the file again, or fetch it again"
    return switch problem {
    case .truncated: InputError("'\(name)' ends in the middle of its gzip data, \(place); \(rest)")
    case .corrupt(let detail):
      InputError("'\(name)' has damaged gzip data (\(detail)), \(place); \(rest)")
    case .outOfMemory: InputError("'\(name)' can't be unpacked: not enough memory")
    }
  }

  private static func cannotOpen(_ path: String, _ code: Int32) -> InputError {
    switch code {
    case ENOENT: InputError("there is no file '\(path)'")
    case EACCES: InputError("'\(path)' can't be opened: you have no permission to read it")
    default: InputError("'\(path)' can't be opened: \(String(cString: strerror(code)))")
    }
  }
}
