import Analysis
import Canvas

/// Says on standard error what a funnel names that the store hasn't got. That is legal, for nobody
/// may have done it yet, but mostly it is misspelt.
struct FunnelWarnings {
  let question: FunnelQuestion
  let answer: FunnelAnswer

  func complain(_ engine: Engine) throws {
    let names = try waiting { try await engine.names() }
    let asked = question.steps.flatMap(\.choices).compactMap(\.name)
    for name in asked where !names.events.contains(name) {
      warn("there is no event '\(name)'", nearest: name, in: names.events)
    }
    // Only where no unit has a value can the property be one that users haven't got.
    guard answer.groups.allSatisfy({ $0.value == .missing }), !answer.groups.isEmpty else { return }
    switch question.grouping {
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
    let near = Self.nearest(name, in: known)
    let hint = near.isEmpty ? "" : "; did you mean " + near.joined(separator: " or ") + "?"
    cairn.complain(TextWidth.shown(message + hint))
  }

  /// The known names that differ least, at most three: those that are the same but for case, that
  /// hold the name, or that are a few letters away from it.
  static func nearest(_ name: String, in known: [String]) -> [String] {
    let wanted = Array(name.lowercased().prefix(100))
    let ranked = known.compactMap { other -> (distance: Int, name: String)? in
      let lowered = Array(other.lowercased().prefix(100))
      let distance = distance(wanted, lowered)
      let isInside = wanted.count > 2 && other.lowercased().contains(name.lowercased())
      guard isInside || distance <= max(1, wanted.count / 3) else { return nil }
      return (distance, other)
    }
    return ranked.sorted { $0 < $1 }.prefix(3).map(\.name)
  }

  /// How many letters have to be changed, added or taken away.
  private static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (place, letter) in left.enumerated() {
      var previous = row[0]
      row[0] = place + 1
      for column in right.indices {
        let cost = min(
          previous + (right[column] == letter ? 0 : 1), row[column] + 1, row[column + 1] + 1)
        previous = row[column + 1]
        row[column + 1] = cost
      }
    }
    return row[right.count]
  }
}
