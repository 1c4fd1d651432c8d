import Analysis
import ArgumentParser
import Canvas
import Foundation
import Library

/// Where saved funnels, trends, cohorts and defined events are.
struct DefinitionsOption: ParsableArguments {
  @Option(
    name: .long,
    help: ArgumentHelp(
      "The folder of saved definitions. Default: $CAIRN_DEFINITIONS, else definitions in the "
        + "configuration folder.", valueName: "folder"))
  var definitions: String?

  /// What is saved there.
  ///
  /// - Throws: where a folder was asked for and there is none.
  func library(besides builtIn: [DefinitionSource] = []) throws -> DefinitionLibrary {
    let (folder, isChosen) = Folders.definitions(given: definitions)
    var isFolder: ObjCBool = false
    let exists = FileManager.default.fileExists(atPath: folder.filePath, isDirectory: &isFolder)
    guard !isChosen || exists && isFolder.boolValue else {
      throw ValidationError(
        "there is no folder \(folder.filePath); --definitions and $CAIRN_DEFINITIONS name a folder "
          + "with funnels, trends, cohorts and events in it")
    }
    return DefinitionLibrary(folder: folder, builtIn: builtIn)
  }

  /// What is saved, for a command that uses it: what is wrong with files is said aside.
  func toldLibrary() throws -> DefinitionLibrary {
    let library = try library()
    library.problems.complain()
    return library
  }

  /// The cohorts and defined events that filters and steps may name.
  func glossary() throws -> Glossary { try toldLibrary().catalog.glossary }
}

extension [DefinitionProblem] {
  /// Says them on standard error, one a line.
  func complain() {
    for problem in self { cairn.complain(TextWidth.shown("\(problem)")) }
  }
}

/// `--saved` and `--save` of a command that answers what can be saved.
struct SavedOptions: ParsableArguments {
  @OptionGroup var folder: DefinitionsOption

  @Option(help: ArgumentHelp("Begin with what is saved under this name.", valueName: "name"))
  var saved: String?

  @Option(
    help: ArgumentHelp(
      "Save the question under this name, in place of one that has it.", valueName: "name"))
  var save: String?

  /// The funnel of `--saved`; nil without the option.
  func funnel() throws -> FunnelDefinition? {
    guard case .funnel(let funnel) = try content(.funnel) else { return nil }
    return funnel
  }

  /// The trend of `--saved`; nil without the option.
  func trend() throws -> TrendDefinition? {
    guard case .trend(let trend) = try content(.trend) else { return nil }
    return trend
  }

  private func content(_ kind: Definition.Kind) throws -> Definition.Content? {
    guard let saved else { return nil }
    return try folder.library().find(saved, kind).definition.content
  }

  /// Does what `--save` asks for; what was said about a definition of that name stays.
  func keep(_ content: Definition.Content) throws {
    guard let save else { return }
    let library = try folder.library()
    var definition = Definition(name: save, content: content)
    definition.about = library.catalog[definition.kind, save]?.definition.about ?? ""
    try library.save(definition)
    let file = library.catalog[definition.kind, save]?.file ?? library.folder.filePath
    complain(TextWidth.shown("saved as \(DefinitionKey(definition.kind, save)) in \(file)"))
  }
}

extension DefinitionLibrary {
  /// The definition of a name, of one kind or of any.
  ///
  /// - Throws: where there is none or, without a kind, several; the message says which there are.
  func find(_ name: String, _ kind: Definition.Kind?) throws -> SavedDefinition {
    let candidates = catalog.entries.filter { kind == nil || $0.definition.kind == kind }
    let found = candidates.filter { $0.definition.name == name }
    if let only = found.first, found.count == 1 { return only }
    let known = (found.isEmpty ? candidates : found).map(\.key.description)
    let listed = known.prefix(10).joined(separator: ", ") + (known.count > 10 ? ", …" : "")
    guard found.isEmpty else {
      throw ValidationError("'\(name)' may be \(listed); --kind says which")
    }
    let what = kind == .event ? "defined event" : kind?.rawValue ?? "definition"
    let nowhere = "there is no \(what) '\(name)' in \(folder.filePath)"
    throw ValidationError(known.isEmpty ? nowhere : nowhere + "; it has \(listed)")
  }
}

extension [SavedDefinition] {
  /// Says that these use a name that is gone; nil for none.
  var warning: String? {
    isEmpty
      ? nil : "the old name is still used by \(map(\.key.description).joined(separator: ", "))"
  }
}
