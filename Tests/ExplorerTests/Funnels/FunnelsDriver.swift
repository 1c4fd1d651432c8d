import Analysis
import Canvas
import Testing

@testable import Explorer

extension Driver {
  /// The funnels screen with a definition of which all is answered.
  static func funnel(
    _ steps: [String] = ["Search", "Checkout", "Invoice Paid"], by: String = "",
    within: String = "",
    columns: Int = 80, rows: Int = 24, definitions: [Definition] = []
  ) throws -> Driver {
    var explorer = Driver(columns: columns, rows: rows)
    explorer.send(.saved(definitions))
    explorer.state.funnels.definition = FunnelDefinition(steps: steps)
    explorer.state.funnels.definition.by = by
    explorer.state.funnels.definition.within = within
    try explorer.press("3")
    return explorer
  }

  var funnel: FunnelDefinition { state.funnels.definition }

  static let checkout = Definition(
    name: "Checkout", about: "From the first page to the order",
    content: .funnel(FunnelDefinition(steps: ["Pageview", "Checkout"])))
}
