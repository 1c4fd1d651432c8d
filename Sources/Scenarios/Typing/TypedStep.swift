import Domain

extension Scenario {
  /// A step as it is typed into the theatre, before it has its place in a story.
  package struct TypedStep: Hashable, Sendable {
    package enum Action: Hashable, Sendable {
      case say(String)
      case call(Caller)
    }

    /// When it happens.
    package enum Moment: Hashable, Sendable {
      case at(Timestamp)
      /// Milliseconds after the call before it.
      case after(Int64)
    }

    package var action: Action
    /// Nil where nothing is said about it.
    package var moment: Moment?
    /// The device that makes the call, where it is named for the first time.
    package var newDevice: DeviceSetup?

    /// Reads a step in the words in which calls are shown, and shorter ones:
    /// `phone: heap.identify("12345")`, `phone: identify '12345'`, `+5m phone: track Search`,
    /// `tablet (web): trackPageview`, `server: track {identity: "1", event: "Paid"}`, `say: Then.`
    ///
    /// - Parameter devices: the names of the story's devices.
    /// - Throws: `CallProblem` with the place where it stops being a step, and what was expected.
    package init(parsing text: String, devices: [String]) throws(CallProblem) {
      var reader = CallReader(text, devices: devices)
      self = try reader.step()
    }

    init(action: Action, moment: Moment? = nil, newDevice: DeviceSetup? = nil) {
      self.action = action
      self.moment = moment
      self.newDevice = newDevice
    }
  }

  /// The place among the steps of what follows the first `calls` calls: behind what the file expects
  /// of the last of them, and before what it expects of the whole story.
  private func place(after calls: Int) -> Int {
    guard calls > 0 else { return 0 }
    var end = steps.count
    if case .expect? = steps.last?.action { end -= 1 }
    guard calls < callCount else { return end }
    var made = 0
    var place = 0
    while place < end, made < calls {
      if case .call = steps[place].action { made += 1 }
      place += 1
    }
    while place < end, case .expect = steps[place].action { place += 1 }
    return place
  }

  /// The story with a typed step after the first `calls` calls. A call that names no time is made a
  /// minute after the call before it, or with the one that follows if that is sooner.
  ///
  /// - Parameter now: the time of the first call of all, where none is named.
  package func inserting(_ typed: TypedStep, after calls: Int, now: Timestamp) -> Scenario {
    var story = self
    if let device = typed.newDevice { story.devices.append(device) }
    let place = place(after: calls)
    let line = steps.isEmpty ? 1 : steps[max(0, place - 1)].line
    let action: Action
    switch typed.action {
    case .say(let text): action = .say(text)
    case .call(let caller):
      let times = steps.map { step in
        if case .call(let call) = step.action { call.time } else { Timestamp?.none }
      }
      let before = times[..<place].last { $0 != nil } ?? nil
      let after = times[place...].first { $0 != nil } ?? nil
      let time = typed.moment.time(after: before, before: after, now: now)
      action = .call(TimedCall(time: time, caller: caller, expected: CallExpectation()))
    }
    story.steps.insert(Step(line: line, action: action), at: place)
    return story
  }
}

extension Scenario.TypedStep.Moment? {
  fileprivate func time(
    after before: Timestamp?, before following: Timestamp?, now: Timestamp
  ) -> Timestamp {
    let start = before ?? following ?? now
    switch self {
    case .at(let time): return time
    case .after(let pause):
      return min(.latest, Timestamp(milliseconds: start.milliseconds + pause))
    case nil:
      guard before != nil else { return start }
      let usual = min(.latest, start.advanced(seconds: 60))
      guard let following, following >= start else { return usual }
      return min(usual, following)
    }
  }
}
