import Analysis
import Domain

/// A funnel as JSON.
struct FunnelRecord: Encodable {
  let question: FunnelQuestion
  let answer: FunnelAnswer
  /// As asked; empty for none.
  let by: String
  let per: String

  enum Key: String, CodingKey {
    case steps, by, per, total, groups, range
    case window = "window_seconds"
    case inTime = "still_in_time"
    case medianSeconds = "median_seconds"
    case times = "times_to_convert"
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(question.steps.map(\.text), forKey: .steps)
    try fields.encode(by.isEmpty ? nil : by, forKey: .by)
    try fields.encode(question.window.map(Seconds.init), forKey: .window)
    try fields.encode(per, forKey: .per)
    try fields.encode(
      answer.range.map { [$0.lowerBound.description, $0.upperBound.description] }, forKey: .range)
    try fields.encode(answer.total.counts, forKey: .total)
    try fields.encode(answer.total.stillInTime, forKey: .inTime)
    try fields.encode(answer.total.medianTime.map(Seconds.init), forKey: .medianSeconds)
    try fields.encode(Self.classes(answer.total), forKey: .times)
    try fields.encode(answer.groups.map(Group.init), forKey: .groups)
  }

  /// Whole seconds without a fraction.
  private struct Seconds: Encodable {
    let milliseconds: Int64

    func encode(to encoder: any Encoder) throws {
      var field = encoder.singleValueContainer()
      if milliseconds.isMultiple(of: 1000) {
        try field.encode(milliseconds / 1000)
      } else {
        try field.encode(Double(milliseconds) / 1000)
      }
    }
  }

  private struct TimeClass: Encodable {
    /// Nil: without end.
    let up_to_seconds: Int64?
    let count: Int

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: CodingKeys.self)
      try fields.encode(up_to_seconds, forKey: .up_to_seconds)
      try fields.encode(count, forKey: .count)
    }

    enum CodingKeys: CodingKey { case up_to_seconds, count }
  }

  private static func classes(_ group: FunnelGroup) -> [TimeClass] {
    zip(FunnelAnswer.timeBounds, group.times).map {
      TimeClass(up_to_seconds: $0.map { $0 / 1000 }, count: $1)
    }
  }

  private struct Group: Encodable {
    let group: FunnelGroup

    enum Key: String, CodingKey {
      case value, other, counts
      case inTime = "still_in_time"
      case medianSeconds = "median_seconds"
    }

    func encode(to encoder: any Encoder) throws {
      var fields = encoder.container(keyedBy: Key.self)
      try fields.encode(group.value == .missing ? nil : group.value?.text, forKey: .value)
      if group.value == .other { try fields.encode(true, forKey: .other) }
      try fields.encode(group.counts, forKey: .counts)
      try fields.encode(group.stillInTime, forKey: .inTime)
      try fields.encode(group.medianTime.map(Seconds.init), forKey: .medianSeconds)
    }
  }
}
