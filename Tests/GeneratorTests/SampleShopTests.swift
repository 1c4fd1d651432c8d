import Domain
import Formats
import Foundation
import Testing

@testable import Generator

@Suite("The made-up shop")
struct SampleShopTests {
  private func bytes(_ options: ShopOptions) -> [UInt8] {
    var all: [UInt8] = []
    SampleShop.write(options) { all += $0 }
    return all
  }

  private static let lines = Array(SampleShop(ShopOptions()))
  private var sample: [CallLine] { Self.lines }

  private var clientCalls: [(device: CallingDevice, call: ClientCall)] {
    sample.compactMap { line in
      if case .client(let call, let device) = line.action { (device, call) } else { nil }
    }
  }

  /// Each identity with the devices it was passed on.
  private var devicesByIdentity: [String: Set<String>] {
    var found: [String: Set<String>] = [:]
    for case (let device, .identify(.string(let identity))) in clientCalls {
      found[identity, default: []].insert(device.key)
    }
    return found
  }

  @Test("The committed sample is what the generator makes, byte for byte")
  func committedSample() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../sample-data/shop.jsonl").standardizedFileURL
    // Compared whole: a message that shows two megabytes helps nobody.
    let isSame = try Data(contentsOf: file) == Data(bytes(ShopOptions()))
    #expect(isSame, "run: cairn generate --users 600 --seed 1 > sample-data/shop.jsonl")
  }

  @Test("The same seed gives the same lines, another seed others")
  func seeds() {
    let small = ShopOptions(people: 20, seed: 7)
    #expect(bytes(small) == bytes(small))
    #expect(bytes(small) != bytes(ShopOptions(people: 20, seed: 8)))
  }

  @Test("Lines come in order of time and inside the days asked for", arguments: [1, 7, 90])
  func order(days: Int) throws {
    let options = ShopOptions(people: 200, seed: 3, days: days)
    let times = SampleShop(options).map(\.time)
    #expect(times == times.sorted())
    #expect(try #require(times.first) >= options.start)
    #expect(try #require(times.last) < options.end)
    #expect(options.end.description == "2026-04-01T00:00:00.000Z")
  }

  @Test("The sample is of the size that is promised: 600 people, about 12,000 events, 90 days")
  func size() {
    let events = sample.count { line in
      switch line.action {
      case .client(.track, _), .client(.trackPageview, _), .server(.track): true
      default: false
      }
    }
    #expect((11000...14000).contains(events))
    #expect((600...680).contains(Set(clientCalls.map(\.device.key)).count))
    #expect(Set(sample.map { $0.time.description.prefix(10) }).count == 90)
  }

  @Test("More events are made when they are asked for")
  func pace() {
    func count(_ events: Int) -> Int {
      SampleShop(ShopOptions(people: 100, seed: 5, events: events)).reduce(0) { count, _ in
        count + 1
      }
    }
    #expect(count(6000) > 2 * count(1500))
  }

  @Test("Every device says its platform and user_id once, on its first line")
  func introductions() {
    var seen: Set<String> = []
    for (device, _) in clientCalls {
      let isFirst = seen.insert(device.key).inserted
      #expect((device.platform != nil) == isFirst && (device.userID != nil) == isFirst)
    }
  }

  @Test("Merges of every kind occur: first identify, second device, switch, and return after reset")
  func merges() {
    let devices = devicesByIdentity
    #expect(devices.values.contains { $0.count == 1 })
    #expect(devices.filter { $0.key != "guest" }.values.contains { $0.count == 2 })

    var resets: Set<String> = []
    var holders: [String: String] = [:]
    var switches = 0
    var returns = 0
    for (device, call) in clientCalls {
      switch call {
      case .resetIdentity:
        resets.insert(device.key)
        holders[device.key] = nil
      case .identify(.string(let identity)):
        if holders[device.key].map({ $0 != identity }) ?? false { switches += 1 }
        if holders[device.key] == nil, resets.contains(device.key) { returns += 1 }
        holders[device.key] = identity
      default: break
      }
    }
    #expect(switches > 10)
    #expect(returns > 10)
  }

  @Test("The pitfalls occur: guest, two casings, an own uuid first, and the key Email")
  func pitfalls() {
    let devices = devicesByIdentity
    #expect(devices["guest"].map { $0.count > 1 } == true)
    #expect(devices.keys.contains { $0 != $0.lowercased() && devices[$0.lowercased()] != nil })
    let uuids = devices.filter { $0.key.count == 36 && !$0.key.contains("@") }
    #expect(
      uuids.contains { uuid in
        devices.contains { $0.key.contains("@") && !$0.value.isDisjoint(with: uuid.value) }
      })
    var keys: Set<String> = []
    for case (_, .addUserProperties(let properties)) in clientCalls {
      keys.formUnion(properties.keys)
    }
    #expect(keys.isSuperset(of: ["email", "Email", "plan", "campaign", "Pricing Page Test"]))
  }

  @Test("The funnel narrows: more views than carts, more carts than purchases with revenue")
  func funnel() {
    var counts: [String: Int] = [:]
    for case (_, .track(let event, let properties, _)) in clientCalls {
      counts[event, default: 0] += 1
      if event == "Purchase" { #expect(properties["revenue"] != nil) }
    }
    let steps = ["View Product", "Add to Cart", "Purchase"].map { counts[$0] ?? 0 }
    #expect(steps[0] > 2 * steps[1] && steps[1] > 2 * steps[2] && steps[2] > 50)
  }

  @Test("Few people do most: one whale, and a middle far below the mean")
  func longTail() {
    let counts = Dictionary(grouping: clientCalls, by: \.device.key).mapValues(\.count)
    let sorted = counts.values.sorted()
    let mean = sorted.reduce(0, +) / sorted.count
    #expect(sorted[sorted.count / 2] < mean)
    #expect((counts["0a"] ?? 0) + (counts["0b"] ?? 0) > 20 * mean)
  }
}
