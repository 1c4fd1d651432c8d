import Domain

/// JSON that comes as a text of its own rather than as a line of a batch.
package enum JSONText {
  /// Any value, with nothing but white space around it. Of a field given twice the last counts.
  ///
  /// - Throws: where the text stops being JSON and what was expected there.
  package static func value(of bytes: some Collection<UInt8>) throws(JSONProblem) -> InputValue {
    try withScanner(bytes) { (scanner) throws(JSONProblem) in
      scanner.skipSpace()
      let value = try scanner.inputValue()
      try scanner.finish()
      return value
    }
  }

  /// The names of an object's fields; nil where the text is no object.
  static func fieldNames(of bytes: some Collection<UInt8>) -> Set<String>? {
    try? withScanner(bytes) { (scanner) throws(JSONProblem) in
      var fields: [JSONField] = []
      scanner.skipSpace()
      try scanner.fields(into: &fields)
      try scanner.finish()
      return Set(fields.map { scanner.text($0.key) })
    }
  }

  private static func withScanner<Result>(
    _ bytes: some Collection<UInt8>,
    _ body: (inout JSONScanner) throws(JSONProblem) -> Result
  ) throws(JSONProblem) -> Result {
    var text = TextBuffer(capacity: bytes.count)
    defer { text.deallocate() }
    _ = UnsafeMutableBufferPointer(start: text.base, count: bytes.count)
      .update(fromContentsOf: bytes)
    text.setCount(bytes.count)
    var scanner = JSONScanner(base: text.base, start: 0, end: bytes.count, scratch: text.scratch)
    return try body(&scanner)
  }
}
