import Domain
import Testing

@Suite("Properties of merged users")
struct MergingTests {
  private let alice = profile("alice")

  @Test("R-M1: the later write wins, whoever made it, and the loser stays in the history")
  func laterWins() {
    let early = entry("Free", at(9), alice, 1)
    let late = entry("Pro", at(10), user(222), 0)
    let history = PropertyHistory([early, late], in: alice)
    #expect(history.current == late)
    #expect(history.entries == [late, early])
  }

  @Test(
    "R-M1: of equal times the profile's own value wins, then the smaller user_id's, then the last to arrive"
  )
  func ties() {
    let own = entry("own", at(9), alice, 1)
    let small = entry("small", at(9), user(1), 4)
    let large = entry("large", at(9), user(UserID.maximum), 2)
    let again = entry("again", at(9), user(UserID.maximum), 3)
    let history = PropertyHistory([large, again, small, own], in: alice)
    #expect(history.entries == [own, small, again, large])
  }

  @Test("R-M1: a key that only one side has is kept; no writes, no value")
  func oneSide() {
    let only = entry("Free", at(9), user(222), 1)
    #expect(PropertyHistory([only], in: alice).entries == [only])
    #expect(PropertyHistory([], in: alice).current == nil)
  }

  @Test("R-T9: a write that repeats the value before it adds no row, whoever repeats it")
  func repeats() {
    let first = entry("Free", at(9), user(111), 1)
    let again = entry("Free", at(10), user(222), 2)
    let change = entry("Pro", at(11), user(111), 3)
    let back = entry("Free", at(12), user(111), 4)
    #expect(
      PropertyHistory([first, again, change, back], in: alice).entries == [back, change, first])
    let number = entry(50, at(13), user(111), 5)
    let text = entry("50", at(14), user(111), 6)
    #expect(PropertyHistory([number, text], in: alice).entries == [text, number])
  }

  @Test(
    "R-M5: the history does not depend on the order in which the writes come", arguments: 0..<25)
  func anyOrder(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    let users = [alice, user(111), user(222), user(333)]
    let values: [PropertyValue] = ["Free", "Pro", 1, true]
    let writes = (0..<12).map { sequence in
      entry(
        values[Int.random(in: 0..<4, using: &ids)],
        at(9, 0, Int64.random(in: 0...3, using: &ids)), users[Int.random(in: 0..<4, using: &ids)],
        sequence)
    }
    let expected = PropertyHistory(writes, in: alice)
    for _ in 0..<10 {
      #expect(PropertyHistory(writes.shuffled(using: &ids), in: alice) == expected)
    }
  }

  @Test("R-M1: winning is a total order", arguments: 0..<10)
  func totalOrder(seed: UInt64) {
    var ids = SeededGenerator(seed: seed)
    let users = [alice, user(1), user(UserID.maximum)]
    let entries = (0..<12).map { sequence in
      entry(
        "x", at(9, 0, Int64.random(in: 0...2, using: &ids)),
        users[Int.random(in: 0..<3, using: &ids)], sequence)
    }
    for a in entries {
      #expect(!a.wins(over: a, in: alice))
      for b in entries where a != b {
        #expect(a.wins(over: b, in: alice) != b.wins(over: a, in: alice))
        for c in entries where a.wins(over: b, in: alice) && b.wins(over: c, in: alice) {
          #expect(a.wins(over: c, in: alice))
        }
      }
    }
  }

  @Test(
    "R-M2: Initial properties are named after the session's",
    arguments: [
      ("referrer", "Initial Referrer"), ("landing_page", "Initial Landing Page"),
      ("utm_source", "Initial UTM Source"), ("city", "Initial City"),
      ("landing_page_query", "Initial Landing Page Query"), ("browser", "Initial Browser"),
    ])
  func initialNames(key: String, name: String) {
    #expect(InitialProperty.name(forSessionProperty: key) == name)
  }

  @Test("R-M2: the first session is the earliest, of equal ones that with the smaller id")
  func firstSession() {
    let (small, large) = (SessionID(truncating: 9), SessionID(truncating: 10))
    #expect(InitialProperty.isEarlier(at(9), large, than: (at(10), small)))
    #expect(!InitialProperty.isEarlier(at(10), small, than: (at(9), large)))
    #expect(InitialProperty.isEarlier(at(9), small, than: (at(9), large)))
    #expect(!InitialProperty.isEarlier(at(9), large, than: (at(9), small)))
    #expect(!InitialProperty.isEarlier(at(9), small, than: (at(9), small)))
  }

  private func entry(
    _ value: PropertyValue, _ time: Timestamp, _ user: UserID, _ sequence: Int
  ) -> PropertyHistory.Entry {
    PropertyHistory.Entry(value, at: time, by: user, sequence: sequence)
  }
}
