import Canvas

/// Draws into a new frame and gives its rows as text.
func lines(_ columns: Int, _ rows: Int, _ draw: (inout Frame, Rect) -> Void) -> String {
  frame(columns, rows, draw).textLines.joined(separator: "\n")
}

/// Draws into a new frame and gives its roles as letters.
func styles(_ columns: Int, _ rows: Int, _ draw: (inout Frame, Rect) -> Void) -> String {
  frame(columns, rows, draw).styleLines.joined(separator: "\n")
}

func frame(_ columns: Int, _ rows: Int, _ draw: (inout Frame, Rect) -> Void) -> Frame {
  var frame = Frame(size: Size(columns: columns, rows: rows))
  draw(&frame, frame.bounds)
  return frame
}

/// Finds one word wherever it stands.
func matcher(_ word: String) -> Matcher {
  { text in text.ranges(of: word) }
}

/// Random numbers that are the same in every run (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}

/// A text of scalars that terminals and column counts stumble over, among ordinary ones.
func nastyText(using generator: inout SeededGenerator) -> String {
  let nasty: [ClosedRange<UInt32>] = [
    0x00...0x7f, 0x80...0x9f, 0x300...0x36f, 0x600...0x6ff, 0xe00...0xe7f, 0x1100...0x11ff,
    0x2000...0x206f, 0x4e00...0x4e40, 0xac00...0xac20, 0xfe00...0xfe0f, 0xfff0...0xffff,
    0x1f1e6...0x1f1ff, 0x1f3f0...0x1f3ff, 0x1f440...0x1f4ff, 0xe0000...0xe01ef, 0x61...0x7a,
  ]
  let length = Int.random(in: 0...24, using: &generator)
  var text = String.UnicodeScalarView()
  for _ in 0..<length {
    let range = nasty.randomElement(using: &generator) ?? 0x61...0x7a
    if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) {
      text.append(scalar)
    }
  }
  return String(text)
}
