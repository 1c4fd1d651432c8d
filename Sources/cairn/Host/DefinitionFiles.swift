import Analysis
import Canvas
import Explorer
import Foundation
import Library

/// The definitions of the explorer: told at its start and whenever they change, and written when it
/// asks for that.
final class DefinitionFiles {
  private let library: DefinitionLibrary

  init(_ library: DefinitionLibrary) {
    self.library = library
  }

  /// Those of the sample shop.
  static var samples: [DefinitionSource] {
    Assets.definitions.compactMap { asset in
      let folder = URL(filePath: asset.path).deletingLastPathComponent().lastPathComponent
      guard let kind = Definition.Kind.allCases.first(where: { $0.folder == folder }) else {
        return nil
      }
      return DefinitionSource(file: asset.path, kind: kind, text: asset.text, isBuiltIn: true)
    }
  }

  private var saved: [Message] {
    let faults = library.problems.compactMap { problem in
      let folder = URL(filePath: problem.file).deletingLastPathComponent().lastPathComponent
      return Definition.Kind.allCases.first { $0.folder == folder }
        .map { DefinitionFault($0, TextWidth.shown("\(problem)")) }
    }
    return [
      .definitions(library.definitions, library.catalog.glossary), .definitionFaults(faults),
    ]
  }

  /// What there is, and what is wrong with it.
  var messages: [Message] {
    saved + library.problems.map { .notice(TextWidth.shown("\($0)"), isProblem: true) }
  }

  /// The same when files have changed, else nothing.
  func look() -> [Message] { library.reload() ? messages : [] }

  /// Saves, renames or deletes; other effects are somebody else's.
  func perform(_ effect: Effect) throws -> [Message] {
    var orphans: [SavedDefinition] = []
    switch effect {
    case .saveDefinition(let definition): try library.save(definition)
    case .renameDefinition(let definition, let name):
      orphans = try library.rename(definition, to: name)
    case .deleteDefinition(let definition): orphans = try library.delete(definition)
    default: return []
    }
    let warning = orphans.warning.map { Message.notice(TextWidth.shown($0), isProblem: true) }
    return saved + [warning].compactMap(\.self)
  }
}
