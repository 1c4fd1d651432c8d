import Analysis
import Canvas
import Domain

/// Which visit a line is, whatever its place in the list: indices shift when new sessions arrive.
package struct VisitKey: Hashable, Sendable {
  let kind: Visit.Kind
  let user: UserID
  let start: Timestamp

  init(_ visit: Visit) {
    kind = visit.kind
    user = visit.user
    start = visit.start
  }
}

/// One user with all their history, whatever the range of the list (R-U3).
struct ProfileState: Equatable, Sendable {
  enum Pane: Hashable, Sendable { case visits, facts }

  let key: UserKey
  /// How the user was titled where the profile was opened.
  var title: String
  var profile: Profile?
  /// The store holds no such user (any more).
  var isMissing = false
  /// `profile` has to be asked for.
  var needsProfile = true
  /// The moment that `profile` is about; nil for now.
  var answeredAsOf: Timestamp?
  /// The profile at the step before in time, and the moment that it is compared with.
  var earlier: EarlierProfile?
  var askedEarlier: Timestamp?

  var pane = Pane.visits
  /// What is typed to find a property or an id.
  var filter = LineEditor()
  /// The events of opened visits, as far as they have been read.
  var histories: [VisitKey: HistoryPage] = [:]
  /// Visits whose events have to be asked for (again).
  var needsHistory: Set<VisitKey> = []
  /// Where the page that was last asked for begins.
  var historyOffsets: [VisitKey: Int] = [:]
  var openVisits: Set<VisitKey> = []
  var openEvents: Set<EventPlace> = []
  var openProperties: Set<String> = []
  /// The cursor goes to the first event of this visit once it is there.
  var wantsFirstEvent: VisitKey?

  var visits = ListCursor()
  var visitLine: VisitLine.ID?
  var facts = ListCursor()
  var factLine: FactLine.ID?

  init(key: UserKey, title: String) {
    self.key = key
    self.title = title
  }

  var hasOpenedNothing: Bool { openVisits.isEmpty }

  /// Takes the profile anew; what is opened stays open and is read again.
  mutating func take(_ profile: Profile?, asOf moment: Timestamp?) {
    needsProfile = false
    answeredAsOf = moment
    askedEarlier = nil
    isMissing = profile == nil
    guard let profile else { return }
    self.profile = profile
    title = profile.user.name
    let present = Set(profile.visits.map { VisitKey($0) })
    openVisits.formIntersection(present)
    openEvents = openEvents.filter { present.contains($0.visit) }
    needsHistory = openVisits
  }

  mutating func take(_ page: HistoryPage, of visit: VisitKey, offset: Int) {
    var known = offset == 0 ? [] : histories[visit]?.rows ?? []
    known = Array(known.prefix(offset)) + page.rows
    histories[visit] = HistoryPage(rows: known, total: page.total)
    needsHistory.remove(visit)
    if wantsFirstEvent == visit, !page.rows.isEmpty {
      wantsFirstEvent = nil
      visitLine = .event(EventPlace(visit: visit, index: 0))
    }
  }

  /// Brings both cursors back to the lines they were on, which may have moved.
  mutating func anchor() {
    let lines = visitLines
    if let place = lines.firstIndex(where: { $0.id == visitLine }), place != visits.index {
      visits.follow(to: place)
    }
    let factLines = factLines
    if let place = factLines.firstIndex(where: { $0.id == factLine }), place != facts.index {
      facts.follow(to: place)
    }
  }

  mutating func settle(visitHeight: Int, factHeight: Int) {
    let lines = visitLines
    visits.settle(count: lines.count, height: visitHeight)
    visitLine = lines.isEmpty ? nil : lines[visits.index].id
    let factLines = factLines
    facts.settle(count: factLines.count, height: factHeight)
    factLine = factLines.isEmpty ? nil : factLines[facts.index].id
  }
}

/// An event of a profile: its visit and its place in it, oldest first.
struct EventPlace: Hashable, Sendable {
  var visit: VisitKey
  var index: Int
}
