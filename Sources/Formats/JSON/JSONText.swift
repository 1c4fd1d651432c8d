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

  static func withScanner<Result, Problem>(
    _ bytes: some Collection<UInt8>,
    _ body: (inout JSONScanner) throws(Problem) -> Result
  ) throws(Problem) -> Result {
    var text = TextBuffer(capacity: bytes.count)
    defer { text.deallocate() }
    _ = UnsafeMutableBufferPointer(start: text.base, count: bytes.count)
      .update(fromContentsOf: bytes)
    text.setCount(bytes.count)
    var scanner = JSONScanner(base: text.base, start: 0, end: bytes.count, scratch: text.scratch)
    return try body(&scanner)
  }
}

extension [UInt8] {
  /// Appends a text as a JSON string, in quotes.
  mutating func append(json text: String) {
    append(0x22)
    for byte in text.utf8 {
      switch byte {
      case 0x22, 0x5C: self += [0x5C, byte]
      case 0x0A: self += "\\n".utf8
      case 0x0D: self += "\\r".utf8
      case 0x09: self += "\\t".utf8
      case 0..<0x20:
        self += (byte < 0x10 ? "\\u000" : "\\u001").utf8
        self += String(byte & 0x0F, radix: 16).utf8
      default: append(byte)
      }
    }
    append(0x22)
  }
}
