import Analysis
import Canvas
import Domain

/// A line of what is known about a user apart from their visits.
struct FactLine: Equatable, Sendable, Identifiable {
  enum ID: Hashable, Sendable {
    case section(String)
    case warning(UserWarning, line: Int)
    case property(String)
    case earlier(String, Int)
    case initial(String)
    case account(String)
    case member(UserID)
    case memberDetail(UserID)
  }

  enum Content: Equatable, Sendable {
    case section(String, count: Int)
    case warning(String)
    case property(ProfileProperty, isOpen: Bool)
    /// A value that lost, and the one that it lost to (R-M1).
    case earlier(PropertyHistory.Entry, to: PropertyHistory.Entry)
    case initial(String, PropertyValue)
    case member(ProfileMember, isOwn: Bool)
    case memberDetail(ProfileMember)
  }

  var id: ID
  var content: Content
}

extension ProfileState {
  /// Properties with their history, `Initial …` properties, merged ids.
  var factLines: [FactLine] {
    guard let profile else { return [] }
    var lines: [FactLine] = []
    let found = profile.keeping(filter.text.split(separator: " ").map(String.init))
    for warning in profile.user.warnings where filter.text.isEmpty {
      for (index, text) in profile.user.explanation(of: warning).enumerated() {
        lines.append(FactLine(id: .warning(warning, line: index), content: .warning(text)))
      }
    }
    section("Properties", found.properties.count, &lines)
    for property in found.properties {
      let isOpen = openProperties.contains(property.key)
      lines.append(
        FactLine(id: .property(property.key), content: .property(property, isOpen: isOpen)))
      guard isOpen else { continue }
      let entries = property.history.entries
      for (index, pair) in zip(entries.dropFirst(), entries).enumerated() {
        lines.append(
          FactLine(
            id: .earlier(property.key, index), content: .earlier(pair.0, to: pair.1)))
      }
    }
    if let account = found.user.account {
      section("Account \(account.id)", account.properties.count, &lines)
      for (name, value) in account.properties.sorted(by: { $0.key < $1.key }) {
        lines.append(FactLine(id: .account(name), content: .initial(name, value)))
      }
    }
    section("Initial properties", found.initial.count, &lines)
    for (name, value) in found.initial {
      lines.append(FactLine(id: .initial(name), content: .initial(name, value)))
    }
    section("User ids", found.members.count, &lines)
    for member in found.members {
      let isOwn = member.id == profile.user.id
      lines.append(FactLine(id: .member(member.id), content: .member(member, isOwn: isOwn)))
      lines.append(FactLine(id: .memberDetail(member.id), content: .memberDetail(member)))
    }
    return lines
  }

  private func section(_ title: String, _ count: Int, _ lines: inout [FactLine]) {
    guard count > 0 else { return }
    lines.append(FactLine(id: .section(title), content: .section(title, count: count)))
  }

  var currentFactLine: FactLine? {
    let lines = factLines
    return lines.indices.contains(facts.index) ? lines[facts.index] : nil
  }
}

extension Profile {
  /// The profile with only those properties and ids in which all words occur.
  fileprivate func keeping(_ words: [String]) -> Profile {
    guard !words.isEmpty else { return self }
    func fits(_ text: String) -> Bool {
      words.allSatisfy { !text.ranges(of: $0, anyCase: true, limit: 1).isEmpty }
    }
    var kept = self
    kept.properties = properties.filter { property in
      let values = property.history.entries.map(\.value.text).joined(separator: " ")
      return fits("\(property.key) \(property.title) \(values)")
    }
    kept.user.account?.properties = (user.account?.properties ?? [:])
      .filter { fits("\($0.key) \($0.value.text)") }
    kept.initial = initial.filter { fits("\($0.name) \($0.value.text)") }
    kept.members = members.filter { fits("\($0.id)") }
    return kept
  }
}

extension UserRow {
  /// A warning in plain words (R-I9, R-I10), in lines short enough for a pane.
  package func explanation(of warning: UserWarning) -> [String] {
    switch warning {
    case .nonUniqueIdentity:
      [
        "This identity is a placeholder:",
        "everyone who was identified by it",
        "has been merged into this one user.",
        "Identify people by an id of their own.",
      ]
    case .differsOnlyInCase:
      ["The same but for capital letters:"] + caseTwins.map { "  \($0)" }
        + ["Probably one person. Send identities", "in lower case."]
    }
  }
}

extension Migration.Source {
  /// How the migration came about (R-U2).
  package var title: String {
    switch self {
    case .client: "by identify on the device"
    case .server: "by the server's identify call"
    case .imported: "by an import"
    }
  }
}
