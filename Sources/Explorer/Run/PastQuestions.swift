import Analysis
import Domain
import Synchronization

/// The questions as of the last few moments that were asked about: what was folded for one answer
/// serves the next, and the moment before is mostly the one that was looked at just now.
final class PastQuestions: Sendable {
  private static let capacity = 3
  private let present: any Questions
  /// The moment used last is the last one.
  private let kept = Mutex<[(moment: Timestamp, questions: any Questions)]>([])

  init(_ present: any Questions) {
    self.present = present
  }

  func asOf(_ moment: Timestamp) -> any Questions {
    kept.withLock { kept in
      let known = kept.firstIndex { $0.moment == moment }.map { kept.remove(at: $0) }
      let entry = known ?? (moment, present.asOf(moment))
      kept.append(entry)
      if kept.count > Self.capacity { kept.removeFirst() }
      return entry.questions
    }
  }
}
