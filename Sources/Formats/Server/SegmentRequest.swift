import Domain

/// What a body of the Segment specification asks for (R-X1).
package struct SegmentRequest: Hashable, Sendable {
  package var messages: [SegmentMessage]

  /// Reads a body.
  ///
  /// - Parameter arrival: the time of messages that tell none (R-X4).
  /// - Throws: ``BodyProblem`` where the API answers with status 400 (R-X5).
  package init(
    _ path: SegmentPath, body: some Collection<UInt8>, arrival: Timestamp
  ) throws(BodyProblem) {
    messages = try JSONText.withScanner(body) { (scanner) throws(BodyProblem) in
      var decoder = SegmentDecoder(
        scanner: scanner, times: TimeReader { _ in 0 }, arrival: arrival)
      do throws(LineReason) {
        let outcomes = try decoder.messages(from: scanner.position, to: scanner.end, path: path)
        var messages: [SegmentMessage] = []
        for outcome in outcomes { messages.append(try outcome.get()) }
        return messages
      } catch {
        throw BodyProblem(error)
      }
    }
  }
}
