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
    var messages = events.flatMap(\.choices).compactMap(\.name)
      .filter { !names.events.contains($0) }
      .map { "there is no event '\($0)'" + NearestNames.hint(for: $0, in: names.events) }
    if isEmpty { messages += try filter.unknownNames(engine) }
    // Only where nobody has a value can the property be one that users haven't got.
    if groups == [.missing], let grouping {
      messages += try unknown(grouping, names.properties, engine)
    }
    messages.complainOnce()
  }

  private func unknown(
    _ grouping: Grouping, _ properties: [String], _ engine: Engine
  ) throws -> [String] {
    func message(_ who: String, _ key: String, _ known: [String]) -> [String] {
      if known.contains(key) { return [] }
      return ["no \(who) has the property '\(key)'" + NearestNames.hint(for: key, in: known)]
    }
    switch grouping {
    case .event(let key): return message("event", key, properties)
    case .account(let key):
      let accounts = try waiting { try await engine.accounts(in: nil) }
      return message("account", key, Set(accounts.flatMap(\.account.properties.keys)).sorted())
    case .user(let key):
      let known = try waiting { try await engine.userProperties() }
      if !known.contains(key), properties.contains(key) {
        return ["no user has the property '\(key)', but events have: say --by 'event:\(key)'"]
      }
      return message("user", key, known)
    }
  }
}

extension [String] {
  /// Says each message on standard error, and none twice.
  fileprivate func complainOnce() {
    for (place, message) in enumerated() where !self[..<place].contains(message) {
      cairn.complain(TextWidth.shown(message))
    }
  }
}

extension UserFilter {
  /// Says on standard error what the filter names that the store hasn't got, for a filter that nobody
  /// matches.
  func complainOfUnknownNames(_ engine: Engine) throws {
    try unknownNames(engine).complainOnce()
  }

  fileprivate func unknownNames(_ engine: Engine) throws -> [String] {
    if isEmpty { return [] }
    let known = try waiting {
      let accounts = try await engine.accounts(in: nil)
      return KnownNames(
        events: try await engine.names().events,
        userProperties: try await engine.userProperties(),
        accountProperties: Set(accounts.flatMap(\.account.properties.keys)).sorted())
    }
    return known.unknown(in: self)
  }
}
