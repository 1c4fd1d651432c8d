import Analysis
import Domain

/// Finds what `cairn why` is asked about.
struct WhySubjects {
  let questions: any Questions
  /// Nil: all environments.
  let environment: AppID?
  /// An identity, a user_id or a session id, looked up in this order.
  let id: String

  /// A user as it was named.
  struct Owner {
    let profile: UserRow
    /// The raw user_id that was named; nil where the whole profile was.
    let user: UserID?

    func includes(_ user: UserID) -> Bool { self.user == nil || self.user == user }
  }

  /// What there is under the id alone; nil where nothing is.
  func plain() throws -> IdentityFacts? {
    var subjects = [WhySubject.identity(Identity(unchecked: id))]
    if let number = UserID(decimal: id.utf8) {
      subjects += [.user(number), .session(SessionID(truncating: number.rawValue))]
    }
    for subject in subjects {
      if let facts = try facts(subject, in: environment) { return facts }
    }
    return nil
  }

  /// The user of the id; nil where there is none.
  func owner() throws -> Owner? {
    let (questions, environment, id) = (questions, environment, id)
    return try waiting {
      if let profile = try await questions.profile(Identity(unchecked: id), in: environment) {
        return Owner(profile: profile.user, user: nil)
      }
      guard let number = UserID(decimal: id.utf8),
        let profile = try await questions.profile(number, in: environment)
      else { return nil }
      return Owner(profile: profile.user, user: number == profile.user.id ? nil : number)
    }
  }

  /// A session of a user, whichever of the merged user_ids it is stored under.
  func session(_ session: SessionID, of owner: Owner) throws -> IdentityFacts? {
    let users = owner.user.map { [$0] } ?? [owner.profile.id] + owner.profile.merged
    for user in users {
      let facts = try facts(.session(session, of: user), in: owner.profile.environment)
      if let facts { return facts }
    }
    return nil
  }

  /// A user's events of a name: those of a moment, else the latest. Several can have the same
  /// moment; those of which everything said is alike are one.
  func events(
    named name: String, at time: Timestamp?, of owner: Owner
  ) throws -> [IdentityFacts] {
    var subjects: [WhySubject] = []
    for row in try rows(named: name, at: time, of: owner) {
      let subject = WhySubject.event(
        name: row.name, time: row.time, user: row.user, session: row.session)
      if !subjects.contains(subject) { subjects.append(subject) }
    }
    return try subjects.compactMap { try facts($0, in: owner.profile.environment) }
  }

  /// Goes back page by page, so that also users with very many events need little memory.
  private func rows(
    named name: String, at time: Timestamp?, of owner: Owner
  ) throws -> [EventRow] {
    var question = HistoryQuestion(
      profile: owner.profile.id, environment: owner.profile.environment, limit: 0)
    var end = try page(question).total
    while end > 0 {
      question.offset = max(0, end - Self.pageSize)
      question.limit = end - question.offset
      end = question.offset
      let rows = try page(question).rows
      let found = rows.filter {
        $0.name == name && owner.includes($0.user) && (time ?? $0.time) == $0.time
      }
      if time == nil, let latest = found.last { return [latest] }
      if !found.isEmpty { return found }
      if let time, let first = rows.first, first.time < time { return [] }
    }
    return []
  }

  private static let pageSize = 5000

  private func page(_ question: HistoryQuestion) throws -> HistoryPage {
    let questions = questions
    return try waiting { try await questions.history(question) }
  }

  private func facts(_ subject: WhySubject, in environment: AppID?) throws -> IdentityFacts? {
    let questions = questions
    return try waiting { try await questions.why(WhyQuestion(subject, in: environment)) }
  }
}
