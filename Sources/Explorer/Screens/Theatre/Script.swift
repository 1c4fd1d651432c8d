import Domain
import Scenarios

/// The lines of a story as the theatre lists them, and where one stops while stepping: before the
/// first call and at each call.
struct Script: Equatable, Sendable {
  enum Line: Equatable, Sendable {
    case beginning
    /// The place of a caption among the steps of the file.
    case say(Int)
    /// The place of a call, and its number counted from 1.
    case call(Int, number: Int)
    case expect(Int)
  }

  private(set) var lines: [Line] = [.beginning]
  /// The line of the beginning and of each call, by the call's number.
  private(set) var stops: [Int] = [0]
  /// The steps of the file that belong to each stop: a call with the captions before it and what is
  /// expected after it; at the last call also all that follows.
  private(set) var parts: [Range<Int>] = []

  init(_ scenario: Scenario? = nil) {
    let steps = scenario?.steps ?? []
    var start = 0
    var captions: Int?
    for (place, step) in steps.enumerated() {
      switch step.action {
      case .say:
        captions = captions ?? place
        lines.append(.say(place))
      case .expect:
        captions = nil
        lines.append(.expect(place))
      case .call:
        let end = captions ?? place
        parts.append(start..<end)
        start = end
        captions = nil
        stops.append(lines.count)
        lines.append(.call(place, number: stops.count - 1))
      }
    }
    parts.append(start..<steps.count)
  }

  /// How many calls there are.
  var calls: Int { stops.count - 1 }

  /// The place of a call among the steps, by its number; nil for the beginning.
  func step(ofCall number: Int) -> Int? {
    guard stops.indices.contains(number), case .call(let place, _) = lines[stops[number]] else {
      return nil
    }
    return place
  }

  /// Which stop a line belongs to.
  func stop(ofLine line: Int) -> Int {
    // The last stop at or before the line; a caption belongs to the call after it.
    var (low, high) = (0, stops.count - 1)
    while low < high {
      let middle = (low + high + 1) / 2
      if stops[middle] <= line { low = middle } else { high = middle - 1 }
    }
    guard lines.indices.contains(line), case .say(let place) = lines[line] else { return low }
    return low < calls && parts[low + 1].contains(place) ? low + 1 : low
  }
}
