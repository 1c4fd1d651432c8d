import Analysis
import Canvas
import Domain

/// The catalogue of all properties, a cursor on one of them, and one on its values.
struct PropertiesState: Equatable, Sendable {
  enum Pane: Hashable, Sendable { case list, values }

  var catalogue: PropertyCatalogue? { didSet { arrangeRows() } }
  var needsCatalogue = true
  var filter = LineEditor() { didSet { arrangeRows() } }
  var sort = PropertySort() { didSet { arrangeRows() } }
  var pane = Pane.list
  var cursor = ListCursor()
  /// The property under the cursor, which stays there when rows move.
  var selected: PropertyRow.Key?
  /// The column under the column cursor, as an index into ``PropertyColumn/allCases``.
  var column = 1
  var values = ListCursor()
  var wantsDetail: Bool?

  /// The properties that the filter leaves, in order.
  private(set) var rows: [PropertyRow] = []

  private mutating func arrangeRows() {
    guard let catalogue else { return }
    let words = filter.text.split(separator: " ").map(String.init)
    let all =
      catalogue.user.map { PropertyRow(scope: .user, entry: $0, population: catalogue.users) }
      + catalogue.account.map {
        PropertyRow(scope: .account, entry: $0, population: catalogue.users)
      }
      + catalogue.event.map { PropertyRow(scope: .event, entry: $0, population: catalogue.events) }
    rows = sort.sorted(
      all.filter { row in
        words.allSatisfy { !row.entry.key.ranges(of: $0, anyCase: true, limit: 1).isEmpty }
      })
  }

  var selectedRow: PropertyRow? {
    rows.indices.contains(cursor.index) ? rows[cursor.index] : nil
  }

  var selectedValue: ValueCount? {
    guard let row = selectedRow, row.entry.topValues.indices.contains(values.index) else {
      return nil
    }
    return row.entry.topValues[values.index]
  }

  /// Keeps the cursor on its property, or in the list where that is gone.
  mutating func settle(height: Int, valueHeight: Int) {
    let rows = rows
    if let selected, let place = rows.firstIndex(where: { $0.key == selected }),
      place != cursor.index
    {
      cursor.follow(to: place)
    }
    cursor.settle(count: rows.count, height: height)
    note(rows)
    values.settle(count: selectedRow?.entry.topValues.count ?? 0, height: valueHeight)
  }

  mutating func move(_ movement: Movement, height: Int) {
    let rows = rows
    cursor.move(movement, count: rows.count, height: height)
    note(rows)
  }

  /// Remembers what is under the cursor.
  mutating func note(_ rows: [PropertyRow]) {
    let key = rows.indices.contains(cursor.index) ? rows[cursor.index].key : nil
    if key != selected { values = ListCursor() }
    selected = key
  }
}

/// A property of users, of their accounts or of events.
struct PropertyRow: Equatable, Sendable {
  enum Scope: String, Comparable, Sendable {
    case user, account, event

    /// Who is counted that has it.
    var counted: String { self == .event ? "event" : "user" }

    static func < (left: Self, right: Self) -> Bool {
      switch (left, right) {
      case (.user, .account), (.user, .event), (.account, .event): true
      default: false
      }
    }
  }

  struct Key: Hashable, Sendable {
    var scope: Scope
    var name: String
  }

  var scope: Scope
  var entry: PropertyEntry
  /// Users or events that could have it.
  var population: Int

  var key: Key { Key(scope: scope, name: entry.key) }

  /// Of those that could have it, how many do, from 0 to 1.
  var share: Double { population > 0 ? Double(entry.count) / Double(population) : 0 }

  /// `text`, `number`, `boolean`; where they are mixed, the most frequent first.
  var types: String {
    let counts = [(entry.strings, "text"), (entry.numbers, "number"), (entry.booleans, "boolean")]
    return counts.filter { $0.0 > 0 }.sorted { $1.0 < $0.0 }.map(\.1).joined(separator: ", ")
  }

  var grouping: Grouping {
    switch scope {
    case .user: .user(entry.key)
    case .account: .account(entry.key)
    case .event: .event(entry.key)
    }
  }
}

enum PropertyColumn: CaseIterable, Hashable, Sendable {
  case scope, name, share, types, distinct, top

  var title: String {
    switch self {
    case .scope: "Of"
    case .name: "Property"
    case .share: "Share"
    case .types: "Type"
    case .distinct: "Distinct"
    case .top: "Top value"
    }
  }

  /// The value of a property in full, as it is copied.
  func plainText(of row: PropertyRow) -> String {
    switch self {
    case .scope: row.scope.rawValue
    case .name: row.entry.key
    case .share: row.share.roundPercent
    case .types: row.types
    case .distinct: "\(row.entry.distinct)"
    case .top: row.entry.topValues.first?.value.text ?? ""
    }
  }
}

/// The order of the catalogue; ties stay in order of use, those of users first.
struct PropertySort: Equatable, Sendable {
  var column = PropertyColumn.scope
  var isDescending = false

  /// Sorts by another column, or by the same one in the other direction.
  mutating func choose(_ column: PropertyColumn) {
    isDescending = self.column == column ? !isDescending : column == .share || column == .distinct
    self.column = column
  }

  func sorted(_ rows: [PropertyRow]) -> [PropertyRow] {
    func by<Value: Comparable>(_ value: (PropertyRow) -> Value) -> [PropertyRow] {
      rows.enumerated().map { (place: $0.offset, value: value($0.element), row: $0.element) }
        .sorted { left, right in
          if left.value == right.value { return left.place < right.place }
          return isDescending ? right.value < left.value : left.value < right.value
        }.map(\.row)
    }
    return switch column {
    case .scope: by(\.scope)
    case .name: by { $0.entry.key.lowercased() }
    case .share: by(\.share)
    case .types: by(\.types)
    case .distinct: by(\.entry.distinct)
    case .top: by { $0.entry.topValues.first?.value.text.lowercased() ?? "" }
    }
  }
}

extension Double {
  /// A share of 1: `63%`; `<1%` and `>99%` where all or nothing would be wrong.
  var roundPercent: String {
    switch self {
    case ..<0.000_000_001: "0%"
    case ..<0.01: "<1%"
    case 0.99..<1: ">99%"
    default: "\(Int((self * 100).rounded()))%"
    }
  }
}
