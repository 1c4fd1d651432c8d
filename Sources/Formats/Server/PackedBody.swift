/// Bodies that come packed with gzip (R-X1).
package enum PackedBody {
  /// Unpacks a whole body.
  ///
  /// - Parameter limit: in bytes: a small body can unpack to a huge one.
  /// - Throws: ``BodyProblem`` where it isn't gzip, is cut off, or is larger than the limit.
  package static func unpack(_ packed: [UInt8], limit: Int) throws(BodyProblem) -> [UInt8] {
    do throws(GzipInflater.Problem) {
      return try inflate(packed, limit)
    } catch .truncated {
      throw BodyProblem("the body ends in the middle of its gzip data")
    } catch .corrupt(let what) {
      throw BodyProblem(
        what == tooLarge
          ? "the body unpacks to more than \(limit >> 20) MB" : "the body is not gzip")
    } catch {
      throw BodyProblem("there is no memory to unpack the body")
    }
  }

  private static let tooLarge = "too large"

  private static func inflate(
    _ packed: [UInt8], _ limit: Int
  ) throws(GzipInflater.Problem) -> [UInt8] {
    let inflater = try GzipInflater()
    let input = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: packed.count)
    defer { input.deallocate() }
    _ = input.initialize(from: packed)
    let part = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 1)
    defer { part.deallocate() }
    var unpacked: [UInt8] = []
    inflater.give(input)
    while true {
      let count = try inflater.unpack(into: part)
      unpacked += part[..<count]
      if unpacked.count > limit { throw .corrupt(tooLarge) }
      if count == 0 { break }
    }
    guard inflater.isBetweenMembers else { throw .truncated }
    return unpacked
  }
}
