import Analysis
import Canvas
import Domain

/// Why something belongs where it does.
struct WhyState: Equatable, Sendable {
  let question: WhyQuestion
  /// What it is about, for the heading.
  let title: String
  var facts: IdentityFacts?
  /// The store has no such user (any more).
  var isMissing = false
  /// It has to be asked for (again).
  var needsFacts = true
  var top = 0

  init(_ question: WhyQuestion, title: String) {
    self.question = question
    self.title = title
  }

  mutating func take(_ facts: IdentityFacts?) {
    self.facts = facts
    isMissing = facts == nil
  }
}

/// In front of the screen that it was asked on.
struct WhyScreen: ScreenBehavior {
  let lanes: [Lane] = [.why]

  func contexts(_ state: ExplorerState) -> [Context] { [.why] }

  func heading(_ state: ExplorerState) -> Heading {
    Heading(parts: [
      [Span("Why: ", .changed), Span(state.why?.title ?? "", Style(.title, bold: true))]
    ])
  }

  func draw(_ state: ExplorerState, into frame: inout Frame) {
    guard let open = state.why else { return }
    if open.isMissing {
      state.drawMessage(
        [[Span("\(open.title) is not in the store.", .title)]], in: state.layout.body, into: &frame)
    }
    let rect = state.layout.body.split(left: 1).rest
    TextPane(state.whyLines, offset: open.top).draw(into: &frame, rect, glyphs: state.glyphs)
  }

  func arrange(_ state: inout ExplorerState) { scrollDetail(by: 0, &state) }

  func ask(_ state: inout ExplorerState) -> [Effect] {
    guard let open = state.why, open.needsFacts else { return [] }
    state.why?.needsFacts = false
    return [state.ask(.why(open.question), in: .why)]
  }

  func refresh(_ state: inout ExplorerState) { state.why?.needsFacts = true }

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    guard let open = state.why else { return }
    let top = movement.target(
      from: open.top, count: lastTop(state) + 1, height: state.layout.body.rows)
    state.why?.top = top
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    scrollDetail(by: lines, &state)
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] { [] }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    guard let open = state.why else { return }
    let last = lastTop(state)
    state.why?.top = min(max(0, open.top + lines), last)
  }

  private func lastTop(_ state: ExplorerState) -> Int {
    max(0, state.whyLines.count - state.layout.body.rows)
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    state.why = nil
    return true
  }

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    guard let facts = state.why?.facts else { return nil }
    if part == .id { return "\(facts.user)" }
    return part == .json
      ? nil
      : state.whyLines.map { $0.map(\.text).joined() }.joined(separator: "\n")
  }
}

extension ExplorerState {
  fileprivate var whyLines: [[Span]] {
    guard let facts = why?.facts else { return [] }
    return WhyText.lines(
      WhyChain(facts), width: min(100, layout.body.columns - 2), glyphs: glyphs)
  }

  /// What `i` would explain: what is under the cursor of the screen in front.
  var whySubject: WhyState? {
    if let open = profile { return open.whySubject }
    switch screen {
    case .users:
      guard let row = users.selectedRow else { return nil }
      let subject = row.identity.map { WhySubject.identity($0) } ?? .user(row.id)
      return WhyState(WhyQuestion(subject, in: row.environment), title: row.name)
    case .events: return events.pane == .names ? nil : events.selectedRow.map { WhyState($0) }
    case .identity:
      guard let row = identity.selectedRow else { return nil }
      return WhyState(
        WhyQuestion(.user(row.user), in: row.environment), title: "User \(row.user)")
    default: return nil
    }
  }
}

extension WhyState {
  fileprivate init(_ row: EventRow) {
    self.init(
      WhyQuestion(
        .event(name: row.name, time: row.time, user: row.user, session: row.session),
        in: row.environment), title: row.name)
  }
}

extension ProfileState {
  /// The event, session or merged id under the cursor, else the profile itself.
  fileprivate var whySubject: WhyState? {
    guard let user = profile?.user else { return nil }
    func why(_ subject: WhySubject, _ title: String) -> WhyState {
      WhyState(WhyQuestion(subject, in: key.environment), title: title)
    }
    if pane == .facts {
      switch currentFactLine?.content {
      case .member(let member, _)?, .memberDetail(let member)?:
        return why(.user(member.id), "User \(member.id)")
      default: break
      }
    } else {
      switch currentVisitLine?.content {
      case .event(let row, _)?: return WhyState(row)
      case .visit(let visit, _)?:
        if case .session(let id, _) = visit.kind {
          return why(.session(id, of: visit.user), "Session \(id)")
        }
        return why(.user(visit.user), "User \(visit.user)")
      default: break
      }
    }
    return why(user.identity.map { .identity($0) } ?? .user(user.id), user.name)
  }
}
