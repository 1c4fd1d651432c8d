import Canvas
import Testing

@testable import Terminal

@Suite("Decoding what a terminal sends")
struct InputDecoderTests {
  private let start = ContinuousClock.now

  private func decoder(_ capabilities: [String: String] = [:]) -> InputDecoder {
    InputDecoder(sequences: KeySequences { name in capabilities[name].map { Array($0.utf8) } })
  }

  private func events(_ text: String) -> [InputEvent] {
    var decoder = decoder()
    let decoded = decoder.decode(text.utf8, at: start)
    return decoded + decoder.flush()
  }

  @Test(
    "A byte or a sequence is one key",
    arguments: [
      ("a", Key(.character("a"))), ("A", Key(.character("A"))), ("é", Key(.character("é"))),
      ("日", Key(.character("日"))), ("👍", Key(.character("👍"))),
      ("\r", Key(.enter)), ("\n", Key(.enter)), ("\t", Key(.tab)), ("\u{7F}", Key(.backspace)),
      ("\u{0}", Key(.character("@"), control: true)),
      ("\u{1}", Key(.character("a"), control: true)),
      ("\u{1A}", Key(.character("z"), control: true)),
      ("\u{1C}", Key(.character("\\"), control: true)),
      ("\u{1F}", Key(.character("_"), control: true)),
      ("\u{1B}", Key(.escape)), ("\u{1B}x", Key(.character("x"), alt: true)),
      ("\u{1B}é", Key(.character("é"), alt: true)), ("\u{1B}\r", Key(.enter, alt: true)),
      ("\u{1B}[", Key(.character("["), alt: true)), ("\u{1B}O", Key(.character("O"), alt: true)),
      ("\u{1B}[A", Key(.up)), ("\u{1B}OA", Key(.up)), ("\u{1B}[1;5C", Key(.right, control: true)),
      ("\u{1B}[1;2D", Key(.left, shift: true)), ("\u{1B}[1;3B", Key(.down, alt: true)),
      ("\u{1B}[1;8B", Key(.down, control: true, alt: true, shift: true)),
      ("\u{1B}\u{1B}[A", Key(.up, alt: true)), ("\u{1B}[Z", Key(.tab, shift: true)),
      ("\u{1B}[H", Key(.home)), ("\u{1B}[4~", Key(.end)), ("\u{1B}[3~", Key(.delete)),
      ("\u{1B}[5;5~", Key(.pageUp, control: true)), ("\u{1B}[6~", Key(.pageDown)),
      ("\u{1B}OP", Key(.function(1))), ("\u{1B}[15~", Key(.function(5))),
      ("\u{1B}[24~", Key(.function(12))), ("\u{1B}[1;2P", Key(.function(1), shift: true)),
      ("\u{1B}OM", Key(.enter)), ("\u{1B}Oq", Key(.character("1"))),
    ])
  func singleKeys(text: String, key: Key) {
    #expect(events(text) == [.key(key)])
  }

  @Test("Any split of the bytes gives the same events")
  func splits() {
    let bytes = Array("é\u{1B}[1;5C\u{1B}x\u{1B}[<0;10;5M\u{1B}[200~a\u{1B}[Ab\u{1B}[201~👍".utf8)
    var whole = decoder()
    let expected = whole.decode(bytes, at: start)
    #expect(expected.count == 6)
    for split in 1..<bytes.count {
      var decoder = decoder()
      let events =
        decoder.decode(bytes[..<split], at: start) + decoder.decode(bytes[split...], at: start)
      #expect(events == expected, "split at \(split)")
    }
    var slow = decoder()
    #expect(bytes.flatMap { slow.decode([$0], at: start) } == expected)
  }

  @Test("Escape waits for what may follow, and is a key when nothing does")
  func loneEscape() {
    var decoder = decoder()
    #expect(decoder.decode([0x1B], at: start).isEmpty)
    #expect(decoder.isWaiting)
    #expect(decoder.flush() == [.key(Key(.escape))])
    #expect(!decoder.isWaiting)
    #expect(decoder.decode("j".utf8, at: start) == [.key(Key(.character("j")))])
  }

  @Test("Escape twice is two keys")
  func twoEscapes() {
    #expect(events("\u{1B}\u{1B}") == [.key(Key(.escape)), .key(Key(.escape))])
    #expect(
      events("\u{1B}\u{1B}q") == [.key(Key(.escape)), .key(Key(.character("q"), alt: true))])
  }

  @Test("Pasted text is one event, with its escape sequences as text and its lines as lines")
  func paste() {
    #expect(
      events("\u{1B}[200~:quit\rone\r\ntwo\u{1B}[A\u{1B}[201~x")
        == [.paste(":quit\none\ntwo\u{1B}[A"), .key(Key(.character("x")))])
  }

  @Test("A paste without its end is neither keys nor an endless wait for Escape")
  func openPaste() {
    var decoder = decoder()
    #expect(decoder.decode("\u{1B}[200~quit\u{1B}[20".utf8, at: start).isEmpty)
    #expect(!decoder.isWaiting)
    #expect(decoder.flush().isEmpty)
    #expect(decoder.decode("1~".utf8, at: start) == [.paste("quit")])
  }

  @Test(
    "Answers and unknown sequences of a terminal are no keys",
    arguments: [
      "\u{1B}[?1;2c", "\u{1B}[12;40R\u{1B}[0n", "\u{1B}[I", "\u{1B}[99~", "\u{1B}[1;5",
      "\u{1B}[<0;1M",
      "\u{1B}[" + String(repeating: "1", count: 80),
    ])
  func answers(text: String) {
    let found = events(text)
    // A cursor report looks like F3 with modifiers: the only answer that can be mistaken.
    #expect(
      found.allSatisfy { if case .key(let key) = $0 { key.code == .function(3) } else { false } })
    #expect(found.count <= 1)
  }

  @Test("A broken sequence does not swallow the key after it")
  func brokenSequence() {
    #expect(events("\u{1B}[1;\u{1B}[A") == [.key(Key(.up))])
    #expect(events("\u{1B}[1é") == [.key(Key(.character("é")))])
  }

  @Test("Bytes that are no UTF-8 become U+FFFD and nothing else is lost")
  func invalidBytes() {
    var decoder = decoder()
    let bad = InputEvent.key(Key(.character("\u{FFFD}")))
    let letter = InputEvent.key(Key(.character("a")))
    #expect(
      decoder.decode([0xFF, 0x61, 0xC3, 0x61, 0x80], at: start) == [bad, letter, bad, letter, bad])
    #expect(decoder.decode([0xED, 0xA0, 0x80, 0x61], at: start).last == letter)
    #expect(decoder.decode([0xE2, 0x82], at: start).isEmpty)
    #expect(decoder.flush() == [bad])
  }

  @Test("Keys that only terminfo knows are found")
  func terminfo() {
    var decoder = decoder([
      "kf1": "\u{1B}[[A", "kLFT": "\u{1B}[d", "kcuu1": "\u{1B}[A", "kbs": "\u{8}",
    ])
    #expect(decoder.decode("\u{1B}[[A".utf8, at: start) == [.key(Key(.function(1)))])
    #expect(decoder.decode("\u{1B}[d".utf8, at: start) == [.key(Key(.left, shift: true))])
    #expect(decoder.decode("\u{1B}[A".utf8, at: start) == [.key(Key(.up))])
    #expect(decoder.decode("\u{1B}[B".utf8, at: start) == [.key(Key(.down))])
    #expect(decoder.decode([0x8], at: start) == [.key(Key(.backspace))])
  }

  @Test("The mouse is reported with its cell, beyond column 223 too")
  func mouse() {
    let far = Point(column: 299, row: 4)
    #expect(events("\u{1B}[<0;300;5M") == [.mouse(MouseEvent(.press, at: far))])
    #expect(events("\u{1B}[<0;300;5m") == [.mouse(MouseEvent(.release, at: far))])
    #expect(events("\u{1B}[<64;300;5M") == [.mouse(MouseEvent(.scrollUp, at: far))])
    #expect(events("\u{1B}[<65;300;5M") == [.mouse(MouseEvent(.scrollDown, at: far))])
    #expect(events("\u{1B}[<16;300;5M") == [.mouse(MouseEvent(.press, at: far))])
    #expect(events("\u{1B}[<2;300;5M\u{1B}[<32;300;5M\u{1B}[<66;300;5M").isEmpty)
  }

  @Test("The classic mouse report is three bytes and no keys")
  func classicMouse() {
    let place = Point(column: 1, row: 2)
    #expect(events("\u{1B}[M \"#") == [.mouse(MouseEvent(.press, at: place))])
    #expect(events("\u{1B}[M#\"#") == [.mouse(MouseEvent(.release, at: place))])
    #expect(events("\u{1B}[M`\"#") == [.mouse(MouseEvent(.scrollUp, at: place))])
  }

  @Test("Two presses at one cell within 400 ms are a double press, a third begins anew")
  func doublePress() {
    var decoder = decoder()
    let place = Point(column: 0, row: 0)
    func press(_ report: String, after milliseconds: Int) -> [InputEvent] {
      decoder.decode(report.utf8, at: start + .milliseconds(milliseconds))
    }
    let single = [InputEvent.mouse(MouseEvent(.press, at: place))]
    #expect(press("\u{1B}[<0;1;1M", after: 0) == single)
    #expect(
      press("\u{1B}[<0;1;1M", after: 400) == [.mouse(MouseEvent(.doublePress, at: place))])
    #expect(press("\u{1B}[<0;1;1M", after: 500) == single)
    #expect(press("\u{1B}[<0;1;1M", after: 901) == single)
    #expect(
      press("\u{1B}[<0;2;1M", after: 902)
        == [.mouse(MouseEvent(.press, at: Point(column: 1, row: 0)))])
  }

  @Test("No bytes whatever stop the decoder or leave it waiting after a flush")
  func randomBytes() {
    var generator = SeededGenerator(seed: 7)
    let likely: [UInt8] = [
      0x1B, 0x5B, 0x4F, 0x3B, 0x3C, 0x4D, 0x7E, 0x31, 0x32, 0x30, 0xC3, 0xE2, 0x80,
    ]
    for _ in 0..<2000 {
      var decoder = decoder(["kf1": "\u{1B}[[A"])
      for _ in 0..<3 {
        let bytes = (0..<12).map { _ in
          Bool.random(using: &generator)
            ? likely.randomElement(using: &generator) ?? 0 : .random(in: 0...255, using: &generator)
        }
        _ = decoder.decode(bytes, at: start)
      }
      _ = decoder.flush()
      #expect(!decoder.isWaiting)
    }
  }
}

private struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}
