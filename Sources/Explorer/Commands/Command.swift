/// The name of a command, for key maps, scripts and settings: `users.sort`.
package struct CommandID: Hashable, Sendable, CustomStringConvertible {
  package let name: String

  package init(_ name: String) {
    self.name = name
  }

  package var description: String { name }
}

/// Where a key has its meaning. Several are in force at once; the most specific is asked first.
package enum Context: String, CaseIterable, Hashable, Sendable {
  /// The line on which a filter is typed.
  case filter
  /// The line on which a call of a scenario is typed.
  case call
  /// A popup in which one types to find an entry: palette, help.
  case search
  /// A popup in which one moves over a few entries: ranges, columns, themes.
  case menu
  case users, profile, events, eventNames, funnels
  /// A funnel that has no steps yet.
  case emptyFunnel
  case trends, properties, identity
  /// Both sides of merges before they are changed, the explanation of anything, and what the doctor
  /// found.
  case preview, why, doctor
  /// The scenario theatre.
  case theatre
  /// Every screen that is not about now.
  case past
  /// Every screen.
  case screen
  /// Everywhere, whatever is open.
  case anywhere

  /// Whether characters are typed here rather than obeyed.
  var typesText: Bool { self == .filter || self == .search || self == .call }

  /// Whether it is in force while nothing is open over the screen.
  var isOfScreen: Bool { !typesText && self != .menu }

  /// How help and messages name the place.
  package var title: String {
    switch self {
    case .filter: "the filter line"
    case .call: "the call line"
    case .search: "search popups"
    case .menu: "menus"
    case .users: "Users"
    case .profile: "Profile"
    case .events: "Events"
    case .eventNames: "the event names"
    case .funnels: "Funnels"
    case .emptyFunnel: "an empty funnel"
    case .trends: "Trends"
    case .properties: "Properties"
    case .theatre: "Scenarios"
    case .identity: "Identity"
    case .preview: "both sides of a merge"
    case .why: "an explanation"
    case .past: "the past"
    case .doctor: "the doctor's findings"
    case .screen: "every screen"
    case .anywhere: "everywhere"
    }
  }
}

/// Whether a command can run now and, if not, why.
package enum Availability: Equatable, Sendable {
  case yes
  case no(String)
}

/// One thing that a user can do. Palette, help, hints, key map and `cairn keys` are all made from
/// these, so that none of them can be out of date.
package struct Command: Sendable, Identifiable {
  package let id: CommandID
  /// What it does in a word or two, for hints: `sort`.
  package let hint: String
  /// What it does, for palette and help: `Sort by this column`.
  package let title: String
  /// A sentence that explains it.
  package let about: String
  package let keys: [KeySequence]
  package let contexts: [Context]
  /// The rank among the hints of its contexts, the smallest first; nil where none is shown.
  package let rank: Int?
  package let isEnabled: @Sendable (ExplorerState) -> Availability
  let action: @Sendable (inout ExplorerState) -> [Effect]

  init(
    _ name: String, _ title: String, hint: String? = nil, keys: String = "",
    in contexts: [Context], rank: Int? = nil, about: String,
    isEnabled: @escaping @Sendable (ExplorerState) -> Availability = { _ in .yes },
    action: @escaping @Sendable (inout ExplorerState) -> [Effect]
  ) {
    id = CommandID(name)
    self.title = title
    self.hint = hint ?? title.lowercased()
    self.about = about
    self.keys = keys.split(separator: "|").compactMap {
      try? KeySequence(parsing: String($0))
    }
    self.contexts = contexts
    self.rank = rank
    self.isEnabled = isEnabled
    self.action = action
  }
}
