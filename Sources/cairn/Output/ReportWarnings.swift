import Analysis
import Canvas

/// Says on standard error what a report names that the store hasn't got. That is legal, for nobody
/// may have done it yet, but mostly it is misspelt.
struct ReportWarnings {
  private let events: [EventSelector]
  private let grouping: Grouping?
  private let filter: UserFilter
  /// Those of the answer.
  private let groups: [GroupValue]
  /// Whether nobody was counted.
  private let isEmpty: Bool

  init(_ question: FunnelQuestion, _ answer: FunnelAnswer) {
    events = question.steps
    grouping = question.grouping
    filter = question.filter
    groups = answer.groups.compactMap(\.value)
    isEmpty = answer.total.counts.first == 0
  }

  init(_ question: TrendQuestion, _ answer: TrendAnswer) {
    events = [question.event]
    grouping = question.grouping
    filter = question.filter
    groups = answer.groups.compactMap(\.value)
    isEmpty = answer.total.totalEvents == 0
  }

  func complain(_ engine: Engine) throws {
    let names = try waiting { try await engine.names() }
    let asked = events.flatMap(\.choices).compactMap(\.name)
    for name in asked where !names.events.contains(name) {
      warn("there is no event '\(name)'", nearest: name, in: names.events)
    }
    if isEmpty { try filter.complainOfUnknownNames(engine) }
    // Only where nobody has a value can the property be one that users haven't got.
    guard groups == [.missing] else { return }
    switch grouping {
    case nil: return
    case .event(let key):
      if !names.properties.contains(key) {
        warn("no event has the property '\(key)'", nearest: key, in: names.properties)
      }
    case .account(let key):
      let accounts = try waiting { try await engine.accounts(in: nil) }
      let known = Set(accounts.flatMap(\.account.properties.keys)).sorted()
      if !known.contains(key) {
        warn("no account has the property '\(key)'", nearest: key, in: known)
      }
    case .user(let key):
      let known = try waiting { try await engine.userProperties() }
      if known.contains(key) { return }
      if names.properties.contains(key) {
        cairn.complain(
          TextWidth.shown(
            "no user has the property '\(key)', but events have: say --by 'event:\(key)'"))
      } else {
        warn("no user has the property '\(key)'", nearest: key, in: known)
      }
    }
  }

  private func warn(_ message: String, nearest name: String, in known: [String]) {
    cairn.complain(TextWidth.shown(message + NearestNames.hint(for: name, in: known)))
  }
}

extension UserFilter {
  /// Says on standard error what the filter names that the store hasn't got, for a filter that nobody
  /// matches.
  func complainOfUnknownNames(_ engine: Engine) throws {
    if isEmpty { return }
    let known = try waiting {
      let accounts = try await engine.accounts(in: nil)
      return KnownNames(
        events: try await engine.names().events,
        userProperties: try await engine.userProperties(),
        accountProperties: Set(accounts.flatMap(\.account.properties.keys)).sorted())
    }
    for message in known.unknown(in: self) { complain(TextWidth.shown(message)) }
  }
}
