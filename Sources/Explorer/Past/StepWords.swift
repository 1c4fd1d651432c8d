import Analysis
import Canvas
import Domain

extension IdentityStep {
  /// What happened, in words: `222 became part of 'alice' (merge, R-I2)`.
  var words: [Span] {
    let device = Span("\(user)", .number)
    func person(_ identity: Identity?, else id: UserID?) -> Span {
      identity.map { Span("'\($0.value)'", .identified) }
        ?? Span(id.map { "user \($0)" } ?? "nobody", .anonymous)
    }
    let owner = person(identity, else: nil)
    let before = person(previousIdentity, else: previous)
    func rule(_ text: String) -> Span { Span(" (\(text))", .dim) }
    switch kind {
    case .identified:
      return [device, Span(" was identified as "), owner, rule("first identify, R-I1")]
    case .merged:
      return [device, Span(" became part of "), owner, rule("merge, R-I2")]
    case .switched:
      return [
        Span("the device of "), before, Span(" became "), owner, Span(" as "), device,
        rule("switch, R-I4"),
      ]
    case .reset:
      return [
        Span("the device of "), before, Span(" was reset and goes on as "), device,
        rule("reset, R-I12"),
      ]
    case .takenBack(let author, let reason):
      return [
        device, Span(" is no longer part of "), owner,
        rule(Self.said("taken back", author, reason)),
      ]
    case .restored(let author, let reason):
      return [
        device, Span(" is part of "), owner, Span(" again"),
        rule(Self.said("restored", author, reason)),
      ]
    }
  }

  private static func said(_ what: String, _ author: String, _ reason: String) -> String {
    let by = author.isEmpty ? what : "\(what) by \(author)"
    return reason.isEmpty ? by : "\(by): \(reason)"
  }
}
