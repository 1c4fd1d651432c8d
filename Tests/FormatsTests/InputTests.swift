import Domain
import Formats
import Foundation
import Testing

@Suite("Reading files")
struct InputTests {
  private static let line = #"{"time":0,"call":"event","user_id":1,"event":"A"}"#

  private func bytes(_ lines: Int) -> [UInt8] {
    Array(
      (0..<lines).map { "{\"time\":\($0),\"call\":\"event\",\"user_id\":1,\"event\":\"A\"}\n" }
        .joined().utf8)
  }

  private func seconds(_ result: Imported) -> [Int64] {
    result.calls.map { $0.time.milliseconds / 1000 }
  }

  @Test("line ends may be LF or CRLF, a mark may come first, the last line needs no end")
  func lineEnds() throws {
    let text = "\u{FEFF}\(Self.line)\r\n\r\n  \n\(Self.line)\n\(Self.line)"
    let result = try importText(text, .test())
    #expect(result.items.map(\.line) == [1, 4, 5])
    #expect(result.problems.isEmpty)
  }

  @Test("a file longer than a batch is read whole, with every line number and offset right")
  func batches() throws {
    let folder = try TemporaryFolder()
    var text = bytes(90_000)
    let offset = text.count
    text += Array("oops\n".utf8) + bytes(2)
    let result = try importFile(try folder.file("x", text), .test())
    #expect(result.batches > 1)
    #expect(result.items.count == 90_002)
    #expect(result.items.enumerated().allSatisfy { $1.line == $0 + ($0 < 90_000 ? 1 : 2) })
    #expect(result.offsets == [offset])
    #expect(result.problems.map { $0.prefix(11) } == ["line 90001:"])
  }

  @Test("a line of 100 MB is left out without being held, and the next one is read")
  func longLine() throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("x", "\(Self.line)\n".utf8)
    let handle = try #require(FileHandle(forWritingAtPath: path))
    try handle.seekToEnd()
    let piece = Data(repeating: 0x61, count: 1 << 20)
    for _ in 0..<100 { try handle.write(contentsOf: piece) }
    try handle.write(contentsOf: Data("\n\(Self.line)\n".utf8))
    try handle.close()
    let result = try importFile(path, .test())
    #expect(result.items.map(\.line) == [1, 3])
    #expect(result.problems == ["line 2: is longer than 16 MB"])
    #expect(result.offsets == [Self.line.utf8.count + 1])
  }

  @Test("bytes that aren't text make a bad line, not a crash")
  func binaryLines() throws {
    let folder = try TemporaryFolder()
    let good = Array("\(Self.line)\n".utf8)
    let start = Array(repeating: good, count: 200).joined()
    let text =
      start + [0x7B, 0x00, 0x0A] + Array("{\"a\":\"".utf8) + [0xFF, 0x22, 0x7D, 0x0A] + good
    let result = try importFile(try folder.file("x", text), .test())
    #expect(
      result.problems == [
        "line 201: holds a zero byte at byte 2, as binary data do; expected text",
        "line 202: is not UTF-8 at byte 7",
      ])
    #expect(result.items.last?.line == 203)
  }

  @Test("however many lines are bad, the first hundred of a batch are kept and all are counted")
  func manyProblems() throws {
    let result = try importText(String(repeating: "x\n", count: 5000), .test(.calls))
    #expect(result.problemCount == 5000)
    #expect(result.problems.count == 100)
  }

  @Test(
    "random bytes never crash a reader", arguments: [ImportFormat.calls, .segment, .csv])
  func noise(format: ImportFormat) throws {
    let folder = try TemporaryFolder()
    var random = SeededGenerator(seed: 7)
    let alphabet = Array("{}[]\":,\\u0aé\n\n\"".utf8) + [0x00, 0xFF, 0x0D]
    for round in 0..<60 {
      var text = format == .csv ? Array("user,event,time\n".utf8) : Array("{}\n".utf8)
      text += bytes(100)
      for _ in 0..<400 { text.append(alphabet[Int.random(in: 0..<alphabet.count, using: &random)]) }
      let result = try importFile(try folder.file("\(round)", text), .test(format))
      #expect(result.problemCount > 0)
    }
  }

  @Test("gzip is unpacked, one member after the other, and padding with zeros passed over")
  func gzip() throws {
    let folder = try TemporaryFolder()
    let packed = Gzip.member(bytes(3)) + Gzip.member(bytes(2)) + [UInt8](repeating: 0, count: 512)
    let result = try importFile(try folder.file("x.gz", packed), .test())
    #expect(seconds(result) == [0, 1, 2, 0, 1])
    #expect(result.failure == nil)
  }

  @Test("what a packer squeezed is unpacked")
  func deflated() throws {
    let folder = try TemporaryFolder()
    let data = try #require(Data(base64Encoded: Gzip.squeezed))
    let result = try importFile(try folder.file("x.gz", data), .test())
    #expect(result.items.count == 200)
    #expect(result.problems.isEmpty)
  }

  @Test("gzip that is cut off says so after the lines before it")
  func truncated() throws {
    let folder = try TemporaryFolder()
    let packed = Gzip.member(bytes(2)) + Gzip.member(bytes(9)).prefix(60)
    let path = try folder.file("x.gz", packed)
    let result = try importFile(path, .test())
    #expect(seconds(result) == [0, 1])
    let failure = try #require(result.failure).description.replacing(path, with: "x.gz")
    #expect(
      failure.hasPrefix(
        "'x.gz' ends in the middle of its gzip data, after \(packed.count) packed and "))
    #expect(
      failure.hasSuffix("the lines before that were read; pack the file again, or fetch it again"))
  }

  @Test("gzip that is damaged says so after the lines before it")
  func damaged() throws {
    let folder = try TemporaryFolder()
    var second = Gzip.member(bytes(9))
    second[second.count - 8] ^= 0xFF
    let path = try folder.file("x.gz", Gzip.member(bytes(2)) + second)
    let result = try importFile(path, .test())
    #expect(seconds(result).prefix(2) == [0, 1])
    let failure = try #require(result.failure).description
    #expect(failure.contains("has damaged gzip data (incorrect data check)"))
    let garbage = try folder.file("y.gz", Gzip.member(bytes(2)) + Array("hello, world".utf8))
    #expect(
      try importFile(garbage, .test()).failure?.description.contains("damaged gzip data") == true)
  }

  @Test(
    "a file with nothing to read in it says so",
    arguments: [
      ([], "'x' is empty"), (Array(" \n\n".utf8), "'x' is empty"),
      (
        Array("{\"a\":1}\u{0}\n".utf8),
        "'x' holds binary data; expected lines of JSON or CSV, plain or packed with gzip"
      ),
      ([0xFF, 0xFE, 0x61, 0x00], "'x' is UTF-16; save it as UTF-8"),
      (
        Array("[{}]".utf8),
        "'x' is one JSON array; expected one JSON object a line, as `jq -c '.[]' FILE` makes of it"
      ),
    ] as [([UInt8], String)])
  func nothingToRead(bytes: [UInt8], message: String) throws {
    let folder = try TemporaryFolder()
    let path = try folder.file("x", bytes)
    do throws(InputError) {
      _ = try ImportReader(path: path, options: ImportOptions(arrival: ImportOptions.arrival))
      Issue.record("expected an error")
    } catch {
      #expect(error.description.replacing(path, with: "x") == message)
    }
  }

  @Test("a missing file and a folder say so")
  func missing() throws {
    let folder = try TemporaryFolder()
    let options = try ImportOptions.test()
    let missing = folder.url.appending(path: "no").path()
    #expect(throws: InputError("there is no file '\(missing)'")) {
      try ImportReader(path: missing, options: options)
    }
    #expect(throws: InputError("'\(folder.url.path())' is a folder; expected a file")) {
      try ImportReader(path: folder.url.path(), options: options)
    }
  }

  @Test(
    "the format is told from the first lines",
    arguments: [
      (#"{"time":0,"call":"event"}"#, ImportFormat.calls), (#"{"tiem":0}"#, .calls),
      (#"{"type":"track"}"#, .segment), (#"{"batch":[]}"#, .segment),
      ("{oops\n{\"type\":\"page\"}", .segment), ("user,event,time", .csv),
    ])
  func detection(text: String, format: ImportFormat) throws {
    let folder = try TemporaryFolder()
    let reader = try ImportReader(path: try folder.file("x", text.utf8), options: .test())
    #expect(reader.parser.format == format)
  }

  @Test("the same bytes have the same digest under any name; one other byte changes it")
  func digest() throws {
    let folder = try TemporaryFolder()
    func digest(_ name: String, _ bytes: [UInt8]) throws -> String {
      let reader = try ImportReader(path: try folder.file(name, bytes), options: .test())
      let batch = BulkBatch()
      while try reader.next(into: batch) {}
      #expect(reader.bytesRead == bytes.count)
      #expect(reader.bytesTotal == bytes.count)
      return reader.digest
    }
    let text = bytes(6000)
    var other = text
    other[other.count / 2] ^= 1
    #expect(try digest("a", text) == digest("b", text))
    #expect(try digest("a", text) != digest("c", other))
    #expect(try digest("d", Array("{}".utf8)).count == 32)
  }

  @Test("a digest doesn't depend on the pieces in which bytes come, and is the same for ever")
  func digestPieces() {
    let bytes = (0..<1000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var digests = Set<String>()
    for size in [1, 3, 63, 64, 65, 128, 200, 1000] {
      var digest = ContentDigest()
      for start in stride(from: 0, to: bytes.count, by: size) {
        bytes[start..<min(start + size, bytes.count)].withUnsafeBytes { digest.update($0) }
      }
      digests.insert(digest.text)
    }
    #expect(digests.count == 1)
    #expect(digests.first == "01d8dc2165454f775a20d439b6cd04c5")
    var changed = bytes
    changed[4] ^= 0x01
    changed[71] ^= 0x80
    var other = ContentDigest()
    changed.withUnsafeBytes { other.update($0) }
    #expect(!digests.contains(other.text))
    var lengths = Set<String>()
    for count in 0..<200 {
      var digest = ContentDigest()
      [UInt8](repeating: 0, count: count).withUnsafeBytes { digest.update($0) }
      #expect(lengths.insert(digest.text).inserted)
    }
  }
}

/// gzip members whose data are stored as they are.
enum Gzip {
  static func member(_ bytes: [UInt8]) -> [UInt8] {
    var out: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 3]
    let size = UInt16(bytes.count)
    out += [1] + little(size) + little(~size) + bytes
    return out + little(checksum(bytes)) + little(UInt32(bytes.count))
  }

  private static func little<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    withUnsafeBytes(of: number.littleEndian) { Array($0) }
  }

  private static func checksum(_ bytes: [UInt8]) -> UInt32 {
    ~bytes.reduce(~0) { sum, byte in
      (0..<8).reduce(sum ^ UInt32(byte)) { value, _ in
        value >> 1 ^ (value & 1 == 1 ? 0xEDB8_8320 : 0)
      }
    }
  }

  /// 200 event lines, packed by gzip.
  static let squeezed =
    "H4sIAAAAAAACA53ZO25UURRE0ZxhvNjBrfs5H2eMBCFwYMkQgCGxmDsSEHZL7Eq7dZKtVuutV2/X6/OXp+txPF"
    + "yfPr68XI/X08+nr6/Xw/Xj+9O3D8+f/3z197PH6/31693bvwvdv9Dti3n/Yt6+WPcv1u2Lff9i37449y/O7Yu4"
    + "fxG3LxLXLVy3cV0NnFfCfTVxYC1cWJv/gA9urOCRk0cuHrlx5Dlw5CkceU7+N7Fw5Llx5Hlw5Bk8cvLIxSM3jr"
    + "wG/zMWjrwmjrwWjrw2jrwOjryCR04euXjkxpH3wJG3cOQ9ceS9cOS9ceR9+HNF8MjJIxeP3DjyGTjyEY58Jo58"
    + "Fn962zjyOTjyCR45eeTikRtHjoEjh/gz8sSRY+HIsXHkODhyBI+cPHLxyM0lwqGXXHrJqZfcesmxl1x7aXCPey"
    + "85+JKLr7j4iouvuPiKi6+4+IqLr7j4iouvuPiKi6+5+JqLr7n4mouvufiai6+5+JqLr7n4motPYxhviLj5NDj6"
    + "NLj6NDj7NLj7NMJonUbrMlpz+0kcfxLXn8T5J3H/SRyA0jFefYbROo3WZbTmCtTkDNTkDtTkENRcxntmTkFNbk"
    + "HNMFqn0bqM1tyDWhyEWjJe6nMSanETanEUanEVaoXROo3WZbRuY0ExNsDNbajNcajNdajNeajNfagdRus0WpfR"
    + "2lgFjzELHmMXPMYweIxl8DjToLENHmMcPMY6eIx58HAtKjgXFdyLimnssFyMCk5GBTejIozWabQuo7XhxjTcmI"
    + "Yb03BjGm5Mw41puDENN6bhxjTcmIYby3BjGW4sw41luLEMN5bhxjLcWIYby3BjGW5sw41tuLENN7bhxjbc2IYb"
    + "23BjG25sw439/278DWQBWjEyKAAA"
}
