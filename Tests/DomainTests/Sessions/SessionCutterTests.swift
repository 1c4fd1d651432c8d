import Domain
import Testing

@Suite("Cutting imported rows into sessions")
struct SessionCutterTests {
  @Test("R-S12: a gap of 30 minutes is within a session, one of more is not")
  func gap() {
    let over = Timestamp(milliseconds: at(10, 30).milliseconds + 1)
    #expect(cut([at(9, 30), at(10), over]) == [0, 0, 1])
    #expect(cut([at(9), at(9, 30), at(10), at(10, 30), at(11, 0, 1)]) == [0, 0, 0, 0, 1])
  }

  @Test(
    "R-S12: rows in time order are cut exactly where the gap exceeds 30 minutes", arguments: 0..<20)
  func inOrder(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    var time = at(0)
    var expected: [Int] = []
    var times: [Timestamp] = []
    for _ in 0..<200 {
      let pause = Int64.random(in: 0...3600, using: &ids)
      let isFirst = times.isEmpty
      time = time.advanced(seconds: pause)
      times.append(time)
      expected.append(isFirst ? 0 : (expected.last ?? 0) + (pause > 1800 ? 1 : 0))
    }
    #expect(cut(times) == expected)
  }

  @Test(
    "R-S12: rows in any order lie within 30 minutes of their session, one id a session",
    arguments: 0..<20)
  func anyOrder(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    let times = (0..<120).map { _ in
      at(0).advanced(seconds: Int64.random(in: 0...200_000, using: &ids))
    }
    let sessions = cut(times)
    for (index, session) in sessions.enumerated() {
      let earlier = zip(times, sessions).prefix(index).filter { $0.1 == session }.map(\.0)
      guard !earlier.isEmpty else { continue }
      let nearest = earlier.map { abs($0.milliseconds(since: times[index])) }.min() ?? .max
      #expect(nearest <= SessionCutter.gap * 1000)
    }
    #expect(Set(sessions).sorted() == Array(0..<Set(sessions).count))
  }

  @Test("R-S12: a row that arrives late joins the session beside it or begins one at its time")
  func late() {
    #expect(cut([at(9), at(12), at(9, 10), at(8, 30), at(10, 30), at(7)]) == [0, 1, 0, 0, 2, 3])
  }

  /// The number of each row's session, counted in order of creation.
  private func cut(_ times: [Timestamp]) -> [Int] {
    var cutter = SessionCutter()
    var known: [SessionID] = []
    return times.map { time in
      let (id, isNew) = cutter.admit(at: time) {
        SessionID(truncating: UInt64(known.count) + 1000)
      }
      #expect(isNew == !known.contains(id))
      if isNew { known.append(id) }
      return known.firstIndex(of: id) ?? -1
    }
  }
}
