import Analysis
import Foundation
import Yams

extension Definition {
  /// The definition as a file; what says no more than its absence would is left out.
  ///
  /// - Throws: where a file of it couldn't be read again, such as a funnel without steps.
  package func yaml() throws(DefinitionProblem) -> String {
    let yaml: String
    do {
      yaml = try Yams.serialize(
        node: .mapping(Node.Mapping(fields)), width: -1, allowUnicode: true)
    } catch {
      throw DefinitionProblem("\(kind.phrase) that can't be written: \(error)")
    }
    let read: Definition
    do {
      read = try DefinitionFile(yaml: yaml, file: "", kind: kind).definition
    } catch {
      throw DefinitionProblem(error.message)
    }
    guard read == self else {
      throw DefinitionProblem("'\(name.shown)' has characters in it that a file can't hold")
    }
    return yaml
  }

  private var fields: [(Node, Node)] {
    var fields: [(Node, Node)] = []
    func add(_ key: String, _ text: String, unless usual: String = "") {
      if text != usual { fields.append((Node(key), .text(text))) }
    }
    fields.append((Node(kind.rawValue), .text(name)))
    add("about", about)
    switch content {
    case .funnel(let funnel):
      fields.append((Node("steps"), Node(funnel.steps.map(Node.text), Tag(.seq), .block)))
      let usual = FunnelDefinition()
      add("by", funnel.by)
      add("within", funnel.within)
      add("per", funnel.per, unless: usual.per)
      add("where", funnel.filter)
      add("range", funnel.range, unless: usual.range)
    case .trend(let trend):
      let usual = TrendDefinition()
      add("event", trend.event, unless: usual.event)
      if trend.showsUsers { add("count", TrendCount.users.rawValue) }
      add("interval", trend.interval.rawValue, unless: usual.interval.rawValue)
      add("by", trend.by)
      add("where", trend.filter)
      add("range", trend.range, unless: usual.range)
      add("time_zone", trend.timeZone, unless: usual.timeZone)
    case .cohort(let filter): fields.append((Node("where"), .text(filter)))
    case .event(let events): fields.append((Node("is"), .text(events)))
    }
    return fields
  }

  /// A file of this definition under another name, everything else in it as it was: comments too,
  /// unless the name is written in an unusual way.
  func renamed(_ newName: String, in yaml: String) throws(DefinitionProblem) -> String {
    var renamed = self
    renamed.name = newName
    let fresh = try renamed.yaml()
    guard let head = fresh.components(separatedBy: "\n").first else { return fresh }
    let key = kind.rawValue + ": "
    let plain = name.replacing("'", with: "''")
    let quoted = name.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    let heads = [key + name, "\(key)'\(plain)'", "\(key)\"\(quoted)\""]
    let lines = yaml.components(separatedBy: "\n")
    for index in lines.indices {
      for known in heads where lines[index].hasPrefix(known) {
        let rest = lines[index].dropFirst(known.count)
        guard rest.allSatisfy(\.isWhitespace) || rest.first == " " else { continue }
        var candidate = lines
        candidate[index] = head + rest
        let text = candidate.joined(separator: "\n")
        if let file = try? DefinitionFile(yaml: text, file: "", kind: kind),
          file.definition == renamed
        {
          return text
        }
      }
    }
    return fresh
  }
}

extension Node {
  /// A text that reads as itself: `yes` in quotes, several lines as such.
  fileprivate static func text(_ text: String) -> Node {
    var scalar: Node.Scalar = text.represented()
    if text.contains("\n") { scalar.style = .literal }
    return .scalar(scalar)
  }
}
