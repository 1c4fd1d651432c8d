import CZlib

/// Unpacks gzip, one member after the other.
final class GzipInflater {
  enum Problem: Error, Equatable {
    /// The data end inside a member.
    case truncated
    case corrupt(String)
    case outOfMemory
  }

  /// zlib keeps a pointer to it, so it must stay where it is.
  private let stream: UnsafeMutablePointer<z_stream>
  private var isInMember = true

  init() throws(Problem) {
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    guard cz_inflate_init_gzip(stream) == Z_OK else {
      stream.deallocate()
      throw .outOfMemory
    }
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
  }

  /// Gives more packed bytes; they must stay where they are until `needsInput`.
  func give(_ input: UnsafeMutableBufferPointer<UInt8>) {
    stream.pointee.next_in = input.baseAddress
    stream.pointee.avail_in = UInt32(input.count)
  }

  var needsInput: Bool { stream.pointee.avail_in == 0 }

  /// Whether the data may end here.
  var isBetweenMembers: Bool { !isInMember }

  /// Unpacks what fits into `output`; 0 where more input is needed.
  func unpack(into output: UnsafeMutableRawBufferPointer) throws(Problem) -> Int {
    stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    stream.pointee.avail_out = UInt32(output.count)
    while stream.pointee.avail_out > 0, stream.pointee.avail_in > 0 {
      if !isInMember {
        guard skipPadding() else { break }
        guard inflateReset(stream) == Z_OK else { throw .corrupt("reset failed") }
        isInMember = true
      }
      switch inflate(stream, Z_NO_FLUSH) {
      case Z_OK: break
      case Z_STREAM_END: isInMember = false
      case Z_BUF_ERROR: return output.count - Int(stream.pointee.avail_out)
      case Z_MEM_ERROR: throw .outOfMemory
      default:
        // What was unpacked before the damage is handed on first; the next call fails here again.
        let unpacked = output.count - Int(stream.pointee.avail_out)
        if unpacked > 0 { return unpacked }
        throw .corrupt(stream.pointee.msg.map { String(cString: $0) } ?? "invalid data")
      }
    }
    return output.count - Int(stream.pointee.avail_out)
  }

  /// Archivers fill the last block of a tape or disk with zeros; false when nothing else is left.
  private func skipPadding() -> Bool {
    while stream.pointee.avail_in > 0, let next = stream.pointee.next_in, next.pointee == 0 {
      stream.pointee.next_in = next + 1
      stream.pointee.avail_in -= 1
    }
    return stream.pointee.avail_in > 0
  }
}
