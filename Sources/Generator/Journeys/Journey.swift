import Domain
import Formats

/// Everything that one person, or two who share a browser, do with the shop: their calls in order
/// of time, made up visit by visit as they are asked for.
struct Journey: Sendable {
  let options: ShopOptions
  let story: Story
  var draw: Draw
  var cast: [Customer]
  var handsets: [Handset]
  /// Server calls to come, in order of time.
  var errands: [Errand] = []
  /// Calls made up and not yet handed out, the next one last.
  private var ready: [CallLine] = []
  /// When the next visit begins; nil after the last one.
  private var nextVisit: Timestamp?
  private(set) var visitsMade = 0
  private var visitsLeft: Int

  /// The first person is the heaviest user by far.
  let isWhale: Bool

  init(number: Int, _ options: ShopOptions) {
    self.options = options
    var draw = Draw(seed: options.seed, stream: number)
    isWhale = number == 0
    story = isWhale ? .twoDevices : .random(&draw)
    let variation = draw.chance(0.6) ? draw.pick(["Original", "Variation A"]) : nil
    cast = (0..<(story.isShared ? 2 : 1)).map { place in
      let person = Person(number: 2 * number + place + 1, &draw)
      return Customer(person: person, identity: person.email, variation: variation)
    }
    let first =
      story == .twoDevices || story == .twoCasings || story.isShared
      ? Machine.browser(&draw) : Machine.any(&draw)
    handsets = [Handset(key: "\(number)a", first, &draw)]
    if story == .twoDevices || story == .twoCasings {
      handsets.append(Handset(key: "\(number)b", .phone(&draw), &draw))
    }
    visitsLeft = Self.visits(of: story, isWhale, options, &draw)
    self.draw = draw
    nextVisit = firstVisit()
  }

  private static func visits(
    of story: Story, _ isWhale: Bool, _ options: ShopOptions, _ draw: inout Draw
  ) -> Int {
    let usual: Double
    switch story {
    case _ where isWhale: usual = 110
    case .visitor:
      usual = draw.pick(weighted: [(1, 58), (2, 20), (3, 10), (5, 8), (9, 4)])
    case .guest: usual = draw.pick([1, 1, 2])
    case .serverOnly: usual = 1
    default: usual = 3.1 * draw.longTail(limit: 12)
    }
    return max(story == .visitor || story == .guest ? 1 : 2, Int(usual * options.pace + 0.5))
  }

  // MARK: Time

  private mutating func firstVisit() -> Timestamp? {
    // More people each week: the later of two draws, now and then.
    let last = options.days - 1
    let day = draw.chance(0.25) ? max(draw.int(0...last), draw.int(0...last)) : draw.int(0...last)
    let wanted = isWhale ? 0 : Int64(day)
    return moment(onDay: options.firstDay + wanted, notBefore: options.start)
  }

  private mutating func laterVisit(after time: Timestamp) -> Timestamp? {
    let gap =
      isWhale
      ? draw.pick(weighted: [(0, 6), (1, 5)])
      : draw.pick(
        weighted: [(0, 8), (1, 26), (2, 18), (3, 13), (4, 8), (6, 8), (7, 9), (12, 6), (20, 4)])
    let day = time.milliseconds / 86_400_000 + Int64(gap)
    return moment(
      onDay: isWhale ? day : OpeningHours.day(day, &draw),
      notBefore: time.advanced(seconds: Int64(draw.int(2400...9000))))
  }

  private mutating func moment(onDay day: Int64, notBefore earliest: Timestamp) -> Timestamp? {
    let moment = OpeningHours.moment(onDay: day, in: cast[0].person.place, &draw)
    let actual = max(moment, earliest)
    return actual < options.end ? actual : nil
  }

  // MARK: Lines

  /// When the next line happens; nil at the end.
  mutating func peek() -> Timestamp? {
    while ready.isEmpty {
      switch (nextVisit, errands.first?.time) {
      case (nil, nil): return nil
      case (let visit?, let errand?) where errand < visit: runErrands(until: errand)
      case (let visit?, _): makeVisit(at: visit)
      case (nil, let errand?): runErrands(until: errand)
      }
    }
    return ready.last?.time
  }

  /// The line that ``peek()`` spoke of.
  mutating func next() -> CallLine? { ready.popLast() }

  private mutating func makeVisit(at time: Timestamp) {
    var visit = Visit(at: time)
    play(&visit)
    visitsMade += 1
    visitsLeft -= 1
    let end = visit.lines.map(\.time).max() ?? visit.clock
    while let errand = errands.first, errand.time <= end { run(errand, &visit) }
    // Server calls carry times of their own; equal times keep the order in which they were made.
    let lines = visit.lines.enumerated().sorted {
      ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
    }
    ready = lines.map(\.element).filter { $0.time < options.end }.reversed()
    nextVisit = visitsLeft > 0 ? laterVisit(after: end) : nil
  }

  private mutating func runErrands(until time: Timestamp) {
    var visit = Visit(at: time)
    while let errand = errands.first, errand.time <= time { run(errand, &visit) }
    ready = visit.lines.filter { $0.time < options.end }.reversed()
  }

  mutating func schedule(_ kind: Errand.Kind, at time: Timestamp, for customer: Int) {
    guard time < options.end else { return }
    let place = errands.firstIndex { $0.time > time } ?? errands.count
    errands.insert(Errand(kind: kind, time: time, customer: customer), at: place)
  }

  private mutating func run(_ errand: Errand, _ visit: inout Visit) {
    errands.removeFirst()
    let customer = cast[errand.customer]
    switch errand.kind {
    case .email(let template):
      visit.server("Email Sent", of: customer, ["template": .string(template)], at: errand.time)
    case .renewal:
      guard let plan = customer.plan, Shop.price(ofPlan: plan) > 0 else { return }
      visit.server(
        "Invoice Paid", of: customer,
        ["plan": .string(plan), "amount": .number(Shop.price(ofPlan: plan))], at: errand.time)
      schedule(
        .renewal, at: errand.time.advanced(seconds: 30 * 86400), for: errand.customer)
    }
  }
}
