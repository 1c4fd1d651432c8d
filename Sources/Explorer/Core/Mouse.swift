import Analysis
import Canvas

extension ExplorerState {
  mutating func take(_ mouse: MouseEvent) -> [Effect] {
    let point = mouse.position
    switch mouse.action {
    case .release: return []
    case .scrollDown: scroll(by: 3, at: point)
    case .scrollUp: scroll(by: -3, at: point)
    case .press: return press(at: point, isDouble: false)
    case .doublePress: return press(at: point, isDouble: true)
    }
    return []
  }

  /// The wheel moves what the pointer is on, whatever has the focus.
  private mutating func scroll(by lines: Int, at point: Point) {
    if picker != nil {
      scrollPicker(by: lines)
    } else {
      front.scroll(by: lines, at: point, &self)
    }
  }

  private mutating func press(at point: Point, isDouble: Bool) -> [Effect] {
    if picker != nil { return pressInPicker(at: point, isDouble: isDouble) }
    if let tab = tabs.index(at: point, in: tabsRect) { return show(Screen.allCases[tab]) }
    guard layout.body.contains(point) else { return [] }
    isFiltering = false
    theatre.typed = nil
    return front.press(at: point, isDouble: isDouble, &self)
  }

  private mutating func pressInPicker(at point: Point, isDouble: Bool) -> [Effect] {
    guard let index = pickerIndex(at: point) else {
      if !isInPicker(point) { picker = nil }
      return []
    }
    movePicker(.to(index))
    if picker?.kind == .columns { return tickPicker() }
    return isDouble ? acceptPicker() : []
  }
}
