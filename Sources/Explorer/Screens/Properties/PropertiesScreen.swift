import Analysis
import Canvas
import Domain

/// Every user and event property, with how it is used.
struct PropertiesScreen: ScreenBehavior {
  let lanes: [Lane] = [.properties]
  let filterPlaceholder = "words in the property's name"

  func contexts(_ state: ExplorerState) -> [Context] { [.properties] }

  func heading(_ state: ExplorerState) -> Heading { state.propertiesHeading }

  func draw(_ state: ExplorerState, into frame: inout Frame) { state.drawProperties(into: &frame) }

  func arrange(_ state: inout ExplorerState) {
    let panes = state.propertyPanes
    if panes.detail == nil { state.properties.pane = .list }
    state.properties.settle(height: panes.listHeight, valueHeight: panes.valueHeight)
  }

  func ask(_ state: inout ExplorerState) -> [Effect] { state.askForProperties() }

  func refresh(_ state: inout ExplorerState) { state.properties.needsCatalogue = true }

  // MARK: Moving

  func move(_ movement: Movement, _ state: inout ExplorerState) {
    let panes = state.propertyPanes
    if state.properties.pane == .values, !state.isFiltering {
      let count = state.properties.selectedRow?.entry.topValues.count ?? 0
      state.properties.values.move(movement, count: count, height: panes.valueHeight)
    } else {
      state.properties.move(movement, height: panes.listHeight)
    }
  }

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {
    let panes = state.propertyPanes
    if panes.detail?.contains(point) == true {
      scrollDetail(by: lines, &state)
    } else {
      let rows = state.properties.rows
      state.properties.cursor.scroll(by: lines, count: rows.count, height: panes.listHeight)
      state.properties.note(rows)
    }
  }

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] {
    let panes = state.propertyPanes
    var scratch = Frame(size: state.size)
    if panes.list.contains(point) {
      state.properties.pane = .list
      let table = state.drawPropertyList(state.properties.rows, into: &scratch, panes.list)
      let column = table.column(at: point).map { $0 - 1 }
      if let column, column >= 0 { state.properties.column = column }
      if point.row == panes.list.minRow {
        if let column, column >= 0 {
          state.properties.sort.choose(PropertyColumn.allCases[column])
        }
        return []
      }
      guard let row = table.row(at: point) else { return [] }
      state.properties.move(.to(row), height: panes.listHeight)
    } else {
      state.properties.pane = .values
      guard let values = panes.values, let property = state.properties.selectedRow,
        let row = state.drawValues(of: property, into: &scratch, values).row(at: point)
      else { return [] }
      state.properties.values.move(
        .to(row), count: property.entry.topValues.count, height: panes.valueHeight)
    }
    return isDouble ? state.run(CommandID("properties.open")) : []
  }

  func goBack(_ state: inout ExplorerState) -> Bool {
    if state.properties.pane == .values {
      state.properties.pane = .list
    } else if hasFilter(state) {
      dropFilter(&state)
    } else {
      return false
    }
    return true
  }

  // MARK: Panes

  func hasPanes(_ state: ExplorerState) -> Bool { state.propertyPanes.detail != nil }

  func cyclePane(_ step: Int, _ state: inout ExplorerState) {
    guard hasPanes(state) else { return }
    state.properties.pane = state.properties.pane == .list ? .values : .list
  }

  func toggleDetail(_ state: inout ExplorerState) {
    state.properties.wantsDetail = state.propertyPanes.detail == nil
    state.properties.pane = .list
  }

  func scrollDetail(by lines: Int, _ state: inout ExplorerState) {
    state.properties.values.scroll(
      by: lines, count: state.properties.selectedRow?.entry.topValues.count ?? 0,
      height: state.propertyPanes.valueHeight)
  }

  // MARK: Filter

  func filter(_ state: ExplorerState) -> LineEditor? { state.properties.filter }

  func setFilter(_ filter: LineEditor, _ state: inout ExplorerState) {
    // While one types, the cursor is on the first one found.
    if filter.text != state.properties.filter.text, state.isFiltering {
      state.properties.selected = nil
      state.properties.cursor = ListCursor()
    }
    state.properties.filter = filter
  }

  func beginFilter(_ state: inout ExplorerState) { state.properties.pane = .list }

  func filterCount(_ state: ExplorerState) -> String {
    state.properties.rows.count.counted("property", "properties")
  }

  // MARK: Copying

  func copied(_ part: CopiedPart, _ state: ExplorerState) -> String? {
    guard let row = state.properties.selectedRow else { return nil }
    if state.properties.pane == .values, part == .value || part == .row {
      return state.properties.selectedValue.map {
        part == .value ? $0.value.text : "\($0.value.text)\t\($0.count)"
      }
    }
    let columns = PropertyColumn.allCases
    return switch part {
    case .value: columns[state.properties.column].plainText(of: row)
    case .row: columns.map { $0.plainText(of: row) }.joined(separator: "\t")
    case .id: nil
    case .json: JSONText.of(row)
    }
  }
}

extension ExplorerState {
  /// Asks for the catalogue unless it is there or on its way.
  mutating func askForProperties() -> [Effect] {
    guard properties.needsCatalogue else { return [] }
    properties.needsCatalogue = false
    return [ask(.propertyCatalogue(environment), in: .properties)]
  }
}

extension JSONText {
  fileprivate static func of(_ row: PropertyRow) -> String {
    let top = row.entry.topValues.map {
      object([("value", value($0.value)), ("count", "\($0.count)")])
    }
    return object([
      ("property", string(row.entry.key)), ("of", string(row.scope.rawValue)),
      ("count", "\(row.entry.count)"), ("population", "\(row.population)"),
      ("strings", "\(row.entry.strings)"), ("numbers", "\(row.entry.numbers)"),
      ("booleans", "\(row.entry.booleans)"), ("distinct", "\(row.entry.distinct)"),
      ("top_values", "[\(top.joined(separator: ","))]"),
    ])
  }
}
