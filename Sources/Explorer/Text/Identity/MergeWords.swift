import Analysis
import Domain

extension MergeRow {
  /// Who took it back or restored it last, when and why; nil where nobody did.
  package var changeText: String? {
    reversals.last.map { last in
      let what = last.isInForce ? "restored" : "taken back"
      let reason = last.reason.isEmpty ? "" : ": \(last.reason)"
      return "\(what) \(last.time.exact) by \(last.author)\(reason)"
    }
  }
}
