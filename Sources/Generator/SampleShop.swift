import Domain
import Formats

/// How large a made-up shop is to be.
package struct ShopOptions: Hashable, Sendable {
  /// How many people come; the List view shows about as many users.
  package var people: Int
  package var seed: UInt64
  /// The shop's data end with 31 March 2026 and reach this many days back.
  package var days: Int
  /// About how many events in all; nil: twenty a person.
  package var events: Int?

  /// - Parameters:
  ///   - people: 1 or more.
  ///   - days: 1 or more.
  package init(people: Int = 600, seed: UInt64 = 1, days: Int = 90, events: Int? = nil) {
    self.people = max(1, people)
    self.seed = seed
    self.days = max(1, days)
    self.events = events
  }

  /// The first moment after the data.
  var end: Timestamp { Timestamp(milliseconds: Self.endDay * 86_400_000) }

  var start: Timestamp { Timestamp(milliseconds: firstDay * 86_400_000) }

  var firstDay: Int64 { Self.endDay - Int64(days) }

  /// How many visits people make, beside the usual number.
  var pace: Double { events.map { Double($0) / Double(people * 20) } ?? 1 }

  private static let endDay = CivilDate.days(year: 2026, month: 4, day: 1)
}

/// The calls of a believable small shop for software, in order of time: what its pages, apps and
/// servers would have sent in a few months.
///
/// Made up line by line from the seed: the same options give the same lines on every machine. Only
/// people who are in the middle of their story are held in memory.
package struct SampleShop: Sequence, IteratorProtocol {
  private let options: ShopOptions
  private var queue: TimeQueue
  private var journeys: [Int: Journey] = [:]

  package init(_ options: ShopOptions) {
    self.options = options
    queue = TimeQueue(
      (0..<options.people).compactMap { number in
        var journey = Journey(number: number, options)
        return journey.peek().map { TimeQueue.Entry(time: $0, number: number) }
      })
  }

  package mutating func next() -> CallLine? {
    while let entry = queue.first {
      var journey =
        journeys.removeValue(forKey: entry.number)
        ?? Journey(number: entry.number, options)
      guard journey.peek() != nil, let line = journey.next() else {
        queue.replaceFirst(with: nil)
        continue
      }
      if let time = journey.peek() {
        journeys[entry.number] = journey
        queue.replaceFirst(with: TimeQueue.Entry(time: time, number: entry.number))
      } else {
        queue.replaceFirst(with: nil)
      }
      return line
    }
    return nil
  }

  /// The lines as a calls file, handed over in pieces of some kilobytes.
  package static func write(
    _ options: ShopOptions, to sink: ([UInt8]) throws -> Void
  ) rethrows {
    var writer = CallLineWriter()
    for line in SampleShop(options) {
      writer.write(line)
      guard writer.bytes.count >= 1 << 16 else { continue }
      try sink(writer.bytes)
      writer.removeAll()
    }
    try sink(writer.bytes)
  }
}
