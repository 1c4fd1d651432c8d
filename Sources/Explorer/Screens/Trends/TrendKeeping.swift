import Analysis
import Canvas
import Domain

/// Opening and keeping trends under a name.
extension ExplorerState {
  /// The trend on the screen with the range in force.
  var writtenTrend: TrendDefinition {
    var definition = trends.definition
    definition.range = range.written
    return definition
  }

  /// Opens what was saved; its range comes into force.
  mutating func openTrend(_ saved: Definition) -> [Effect] {
    guard case .trend(let definition) = saved.content else { return [] }
    trends.definition = definition
    trends.filter.editor = LineEditor(definition.filter)
    trends.isIntervalChosen = true
    trends.saved = saved
    do throws(QuestionError) {
      return choose(try TimeRange(parsing: definition.range))
    } catch {
      say("The range in force stays: \(error)", isProblem: true)
      return []
    }
  }

  /// Keeps the trend under a name.
  mutating func saveTrend(as name: String) -> [Effect] {
    let name = name.trimmed
    guard !name.isEmpty else {
      say("A trend needs a name to be saved.", isProblem: true)
      return []
    }
    let about = saved(.trend).first { $0.name == name }?.about ?? ""
    let saved = Definition(name: name, about: about, content: .trend(writtenTrend))
    trends.saved = saved
    return [.saveDefinition(saved)]
  }
}
