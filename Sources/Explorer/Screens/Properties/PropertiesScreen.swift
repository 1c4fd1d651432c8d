import Analysis
import Canvas

struct PropertiesScreen: ScreenBehavior {
  let lanes: [Lane] = [.properties]

  func contexts(_ state: ExplorerState) -> [Context] { [.properties] }

  func heading(_ state: ExplorerState) -> Heading { Heading(parts: [[Span("Properties")]]) }

  func draw(_ state: ExplorerState, into frame: inout Frame) {}

  func arrange(_ state: inout ExplorerState) {}

  func ask(_ state: inout ExplorerState) -> [Effect] { [] }

  func move(_ movement: Movement, _ state: inout ExplorerState) {}

  func scroll(by lines: Int, at point: Point, _ state: inout ExplorerState) {}

  func press(at point: Point, isDouble: Bool, _ state: inout ExplorerState) -> [Effect] { [] }
}
