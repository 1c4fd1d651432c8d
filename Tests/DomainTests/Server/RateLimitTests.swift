import TestSupport
import Testing

@testable import Domain

@Suite("Rate limits")
struct RateLimitTests {
  private let app = AppID("11")
  private let alice = Subject.identity(Identity(unchecked: "alice"))
  private let bob = Subject.identity(Identity(unchecked: "bob"))

  private func moment(_ seconds: Double) -> Timestamp {
    Timestamp(milliseconds: Int64(seconds * 1000))
  }

  @Test("R-A11: 30 requests of one user in 30 s; the 31st waits until the first is 30 s old")
  func requests() {
    var limits = RateLimits()
    for number in 0..<30 {
      #expect(limits.admit(.single(app, alice), at: moment(Double(number) / 10)) == nil)
    }
    #expect(limits.admit(.single(app, alice), at: moment(3)) == 27)
    // Others, and the same person elsewhere, have limits of their own.
    #expect(limits.admit(.single(app, bob), at: moment(3)) == nil)
    #expect(limits.admit(.single(AppID("12"), alice), at: moment(3)) == nil)
    #expect(limits.admit(.single(app, alice), at: moment(29.999)) == 1)
    #expect(limits.admit(.single(app, alice), at: moment(30)) == nil)
    #expect(limits.admit(.single(app, alice), at: moment(30)) == 1)
  }

  @Test("R-A11: 1000 events of one user in bulk in 60 s; the request as a whole is refused")
  func bulk() {
    var limits = RateLimits()
    #expect(limits.admit(.bulk(app, [alice: 600, bob: 400]), at: moment(0)) == nil)
    #expect(limits.admit(.bulk(app, [alice: 401, bob: 1]), at: moment(10)) == 50)
    // What was refused counts for nothing.
    #expect(limits.admit(.bulk(app, [alice: 400, bob: 600]), at: moment(10)) == nil)
    #expect(limits.admit(.bulk(app, [bob: 1]), at: moment(59.5)) == 1)
    #expect(limits.admit(.bulk(app, [alice: 600]), at: moment(60)) == nil)
    // Single requests are another matter.
    #expect(limits.admit(.single(app, alice), at: moment(60)) == nil)
  }

  @Test("R-A11: 15,000 events of one app in bulk in 60 s, whoever they are about")
  func bulkOfApp() {
    var limits = RateLimits()
    for number in 0..<15 {
      let user = Subject.user(UserID(truncating: UInt64(number)))
      #expect(limits.admit(.bulk(app, [user: 1000]), at: moment(Double(number))) == nil)
    }
    #expect(limits.admit(.bulk(app, [alice: 1]), at: moment(20)) == 40)
    #expect(limits.admit(.bulk(AppID("12"), [alice: 1]), at: moment(20)) == nil)
    #expect(limits.admit(.bulk(app, [:]), at: moment(20)) == nil)
    #expect(limits.admit(.bulk(app, [alice: 1000]), at: moment(60)) == nil)
  }

  @Test(
    "R-A11: at any pace, no window holds more than the limit, and who waits as told is admitted",
    arguments: 1...20)
  func windows(seed: UInt64) {
    var chance = SeededGenerator(seed: seed)
    let limit = Int.random(in: 1...20, using: &chance)
    var window = SlidingWindow<String>(limit: limit, seconds: 5, mostKeys: 10)
    var admitted: [(key: String, time: Int64, cost: Int)] = []
    var now: Int64 = 0
    func used(_ key: String, at time: Int64) -> Int {
      admitted.filter { $0.key == key && $0.time > time - 5000 && $0.time <= time }
        .map(\.cost).reduce(0, +)
    }
    for _ in 0..<400 {
      now += Int64.random(in: 0...900, using: &chance)
      let key = Bool.random(using: &chance) ? "a" : "b"
      let cost = Int.random(in: 1...limit, using: &chance)
      let wait = window.wait(key, cost: cost, at: Timestamp(milliseconds: now))
      // The shortest wait after which it fits, found by trying each moment.
      let shortest = (0...5000).first { used(key, at: now + $0) + cost <= limit }
      #expect(wait == shortest)
      if wait == 0 {
        window.record(key, cost: cost, at: Timestamp(milliseconds: now))
        admitted.append((key, now, cost))
      }
    }
    #expect(admitted.count > 20)
  }

  @Test("R-A11: a clock that goes back neither admits more nor waits longer than a window")
  func clockBack() {
    var limits = RateLimits()
    for _ in 0..<30 { _ = limits.admit(.single(app, alice), at: moment(100)) }
    #expect(limits.admit(.single(app, alice), at: moment(10)) == 30)
    #expect(limits.admit(.single(app, alice), at: moment(130)) == nil)
  }

  @Test("R-A11: memory stays bounded, and who was busy last is remembered")
  func memory() {
    var window = SlidingWindow<Int>(limit: 1, seconds: 30, mostKeys: 100)
    for key in 0..<10_000 {
      let time = moment(Double(key) / 1000)
      #expect(window.wait(key, cost: 1, at: time) == 0)
      window.record(key, cost: 1, at: time)
      #expect(window.keyCount <= 100)
    }
    #expect(window.wait(9999, cost: 1, at: moment(10)) > 0)
    // After a pause, nothing that counts is left, and the next key takes all others' place.
    for key in 0..<101 { window.record(key + 20_000, cost: 1, at: moment(100 + Double(key))) }
    #expect(window.keyCount <= 100)
  }
}
