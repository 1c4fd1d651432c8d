import Domain
import Store

extension Engine {
  /// Whether each profile, by ordinal, is behind a number of a report (R-F8).
  func profiles(behind members: Members, _ reader: Reader) throws -> [Bool] {
    switch members {
    case .funnel(let question, let cell): try funnelFold(question, reader).profiles(of: cell)
    case .trend(let question, let cell): try trendReport(reader).profiles(behind: question, cell)
    case .account(let account):
      try AccountReading(reader).members(of: account, try population(reader))
    }
  }
}
