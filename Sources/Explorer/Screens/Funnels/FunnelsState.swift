import Analysis
import Canvas
import Domain

/// The funnel that is built, and what was answered to it.
struct FunnelsState: Equatable, Sendable {
  enum Pane: Hashable, Sendable { case steps, groups }

  var definition = FunnelDefinition()
  /// What was opened or saved last, to tell whether there are changes.
  var saved: Definition?

  /// What is typed as the filter of users, which the definition has as a text.
  var filter = TypedFilter()

  /// The funnel as it was before a picker showed what it would become.
  var beforePreview: Preview?

  struct Preview: Equatable, Sendable {
    var definition: FunnelDefinition
    var step: Int
    var pane: Pane
  }

  var pane = Pane.steps
  /// The step under the cursor, from 0.
  var step = 0
  /// The row of the groups under the cursor; the first one is that of all.
  var groups = ListCursor()
  /// The row under the cursor, which stays there when groups move.
  var selected = FunnelRow.all
  /// The row that is compared with the one under the cursor.
  var marked: FunnelRow?
  var isComparing = false
  /// Whether the detail pane is shown; nil lets the width decide.
  var wantsDetail: Bool?
  var detailTop = 0

  /// The question last asked, with the definition that it was made of.
  var asked: Asked?
  var answer: Answered?
  /// The funnel at the step before in time, and what was asked about it last.
  var earlier: EarlierFunnel?
  var askedEarlier: EarlierFunnel.Subject?

  struct Asked: Equatable, Sendable {
    var definition: FunnelDefinition
    var question: FunnelQuestion
  }

  /// The last good result, with what it is an answer to.
  struct Answered: Equatable, Sendable {
    var definition: FunnelDefinition
    var question: FunnelQuestion
    var answer: FunnelAnswer
    /// The moment that the answer is about; nil for now.
    var asOf: Timestamp?

    /// The row of all, and those of the groups.
    var rows: [FunnelGroup] { [answer.total] + answer.groups }
  }

  /// Takes an answer; one that is not parallel to the question's steps is none.
  mutating func take(_ answer: FunnelAnswer, asOf moment: Timestamp?) {
    guard let asked else { return }
    let count = asked.question.steps.count
    let isWhole = ([answer.total] + answer.groups).allSatisfy {
      $0.counts.count == count && $0.stillInTime.count == count
    }
    guard isWhole else { return }
    self.answer = Answered(
      definition: asked.definition, question: asked.question, answer: answer, asOf: moment)
    groups.index = place(of: selected) ?? 0
  }

  var rows: [FunnelGroup] { answer?.rows ?? [] }

  /// The group under the cursor.
  var row: FunnelGroup? { rows.indices.contains(groups.index) ? rows[groups.index] : nil }

  /// The row that the one under the cursor is compared with: the marked one, else that of all.
  var compared: FunnelGroup? {
    let place = marked.flatMap { self.place(of: $0) } ?? 0
    return rows.indices.contains(place) && place != groups.index ? rows[place] : nil
  }

  private func place(of row: FunnelRow) -> Int? { rows.firstIndex { $0.row == row } }

  /// Whether there is anything that saving would lose or change.
  var isEdited: Bool {
    guard let saved, case .funnel(let kept) = saved.content else { return false }
    return kept != definition
  }

  /// The place of a step in the last good result, if it is the same step there.
  func answered(step: Int) -> Int? {
    guard let answer, definition.steps.indices.contains(step),
      answer.definition.steps.indices.contains(step),
      answer.definition.steps[step] == definition.steps[step]
    else { return nil }
    return step
  }

  /// Brings cursors into their lists and into view.
  mutating func settle(groupHeight: Int) {
    step = min(max(0, step), max(0, definition.steps.count - 1))
    groups.settle(count: rows.count, height: groupHeight)
    guard let row else { return }
    if selected != row.row { detailTop = 0 }
    selected = row.row
  }

  /// Forgets the answer, which is no answer to what is asked now.
  mutating func forget() {
    asked = nil
    answer = nil
    groups.index = 0
  }

  /// Asks again, because the store changed.
  mutating func refresh() {
    asked = nil
  }
}

/// A row of the groups.
enum FunnelRow: Hashable, Sendable {
  case all
  case group(GroupValue)

  var text: String {
    switch self {
    case .all: "All"
    case .group(let value): value.text
    }
  }
}

extension FunnelGroup {
  var row: FunnelRow { value.map { .group($0) } ?? .all }

  /// The part of those at the first step who reached this one; nil where there was nobody (R-F6).
  func share(at step: Int) -> Double? { ratio(step, of: 0) }

  /// The part of those at the step before who reached this one; nil at the first step (R-F6).
  func shareOfPrevious(at step: Int) -> Double? {
    step > 0 ? ratio(step, of: step - 1) : nil
  }

  private func ratio(_ step: Int, of base: Int) -> Double? {
    guard counts.indices.contains(step), counts[base] > 0 else { return nil }
    return Double(counts[step]) / Double(counts[base])
  }

  /// The part of those at the first step who reached the last.
  var conversion: Double? { counts.isEmpty ? nil : share(at: counts.count - 1) }
}
