import Analysis
import Canvas

struct TrendsScreen: ScreenBehavior {
  let lanes: [Lane] = [.trend]

  func contexts(_ state: ExplorerState) -> [Context] { [.trends] }

  func heading(_ state: ExplorerState) -> Heading { Heading(parts: [[Span("Trends")]]) }

  func draw(_ state: ExplorerState, into frame: inout Frame) {}

  func arrange(_ state: inout ExplorerState) {}

  func ask(_ state: inout ExplorerState) -> [Effect] { [] }

  func move(_ movement: Movement, _ state: inout ExplorerState) {}

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {}

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] { [] }
}
