import Analysis
import Domain

/// A funnel as it was at the step before in time.
struct EarlierFunnel: Equatable, Sendable {
  /// What is compared.
  struct Subject: Equatable, Sendable {
    var moment: Timestamp
    var question: FunnelQuestion
  }

  var subject: Subject
  var answer: FunnelAnswer
}

extension FunnelsState {
  private var subject: EarlierFunnel.Subject? {
    guard let answer, let moment = answer.asOf else { return nil }
    return EarlierFunnel.Subject(moment: moment, question: answer.question)
  }

  /// What the funnel shown is to be compared with, if that isn't known.
  var missingComparison: EarlierFunnel.Subject? {
    guard let subject, subject.question == asked?.question, subject != askedEarlier else {
      return nil
    }
    return subject
  }

  mutating func takeEarlier(_ answer: FunnelAnswer) {
    guard let subject = askedEarlier,
      answer.total.counts.count == subject.question.steps.count
    else { return }
    earlier = EarlierFunnel(subject: subject, answer: answer)
  }

  /// By how much a number of a group differs from the one before; nil where nobody knows.
  func change(of group: FunnelGroup, at step: Int) -> Int? {
    guard let earlier, earlier.subject == subject, group.counts.indices.contains(step) else {
      return nil
    }
    let rows = [earlier.answer.total] + earlier.answer.groups
    let before = rows.first { $0.row == group.row }?.counts ?? []
    return group.counts[step] - (before.indices.contains(step) ? before[step] : 0)
  }
}

extension ExplorerState {
  /// Asks how the funnel was at the step before in time.
  mutating func askForEarlierFunnel() -> [Effect] {
    guard let asOf, let compared = past?.compared, let subject = funnels.missingComparison,
      subject.moment == asOf
    else { return [] }
    funnels.askedEarlier = subject
    return [ask(.asOf(compared, .funnel(subject.question)), in: .comparison)]
  }
}
