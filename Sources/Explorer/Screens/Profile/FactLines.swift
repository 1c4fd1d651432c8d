import Analysis
import Domain

/// A line of what is known about a user apart from their visits.
struct FactLine: Equatable, Sendable, Identifiable {
  enum ID: Hashable, Sendable {
    case section(String)
    case warning(UserWarning, line: Int)
    case property(String)
    case earlier(String, Int)
    case initial(String)
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
    for warning in profile.user.warnings {
      for (index, text) in warning.explanation.enumerated() {
        lines.append(FactLine(id: .warning(warning, line: index), content: .warning(text)))
      }
    }
    section("Properties", profile.properties.count, &lines)
    for property in profile.properties {
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
    section("Initial properties", profile.initial.count, &lines)
    for (name, value) in profile.initial {
      lines.append(FactLine(id: .initial(name), content: .initial(name, value)))
    }
    section("User ids", profile.members.count, &lines)
    for member in profile.members {
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

extension UserWarning {
  /// The warning in plain words (R-I10), in lines short enough for a pane.
  var explanation: [String] {
    switch self {
    case .nonUniqueIdentity:
      [
        "This identity is a placeholder:",
        "everyone who was identified by it",
        "has been merged into this one user.",
        "Identify people by an id of their own.",
      ]
    }
  }
}

extension Migration.Source {
  /// How the migration came about (R-U2).
  var title: String {
    switch self {
    case .client: "by identify on the device"
    case .server: "by the server's identify call"
    case .imported: "by an import"
    }
  }
}
