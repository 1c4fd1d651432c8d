import Analysis
import Foundation

/// The definitions of a folder, and those that come with the program; files are read again when they
/// change, and written by ``save(_:)``, ``rename(_:to:)`` and ``delete(_:)``.
package final class DefinitionLibrary {
  package let folder: URL
  package private(set) var catalog: DefinitionCatalog
  /// What is wrong with files of the folder or with what comes along.
  package private(set) var problems: [DefinitionProblem]
  private let files: DefinitionFolder
  private let builtIn: [DefinitionSource]
  private var stamp: [DefinitionFolder.Stamp]

  /// - Parameters:
  ///   - folder: need not exist; it is made when something is saved.
  ///   - builtIn: what comes with the program; it can be hidden by a definition of the same kind and
  ///     name, not changed.
  package init(folder: URL, builtIn: [DefinitionSource] = []) {
    self.folder = folder
    self.builtIn = builtIn
    files = DefinitionFolder(url: folder)
    stamp = []
    catalog = DefinitionCatalog([])
    problems = []
    load()
  }

  package var definitions: [Definition] { catalog.definitions }

  /// Whether files changed and were read again.
  package func reload() -> Bool {
    guard files.stamp() != stamp else { return false }
    load()
    return true
  }

  private func load() {
    // Taken before reading: what changes meanwhile is noticed the next time.
    stamp = files.stamp()
    let found = files.read()
    catalog = DefinitionCatalog(found.sources + builtIn)
    problems = found.problems + catalog.problems
  }

  // MARK: Changes

  /// Keeps a definition, in place of one of the same kind and name.
  package func save(_ definition: Definition) throws(DefinitionProblem) {
    if let fault = DefinitionName.fault(definition.name) { throw DefinitionProblem(fault) }
    let text = try definition.yaml()
    load()
    let file: URL
    if let known = catalog[definition.kind, definition.name], !known.isBuiltIn {
      guard known.definition != definition else { return }
      file = URL(filePath: known.file)
    } else {
      file = newFile(definition.kind, definition.name, besides: nil)
    }
    try DefinitionFolder.write(text, to: file)
    load()
  }

  /// Gives a definition another name, and its file the name that goes with it; whatever else the
  /// file says stays. Texts that use the old name are left as they are.
  ///
  /// - Returns: the definitions with such texts.
  @discardableResult
  package func rename(
    _ definition: Definition, to name: String
  ) throws(DefinitionProblem) -> [SavedDefinition] {
    if let fault = DefinitionName.fault(name) { throw DefinitionProblem(fault) }
    load()
    let saved = try own(definition, verb: "renamed")
    guard name != definition.name else { return [] }
    if let other = catalog[definition.kind, name] {
      throw DefinitionProblem("there is a \(other.key) already, in \(other.file)")
    }
    let old = URL(filePath: saved.file)
    let text = try saved.definition.renamed(name, in: DefinitionFolder.text(old))
    let new = newFile(definition.kind, name, besides: old.lastPathComponent)
    try DefinitionFolder.write(text, to: new)
    if new.filePath != old.filePath { try DefinitionFolder.remove(old) }
    return loadWithout(saved.key)
  }

  /// Removes a definition's file.
  ///
  /// - Returns: the definitions whose texts still use its name.
  @discardableResult
  package func delete(_ definition: Definition) throws(DefinitionProblem) -> [SavedDefinition] {
    load()
    let saved = try own(definition, verb: "deleted")
    try DefinitionFolder.remove(URL(filePath: saved.file))
    return loadWithout(saved.key)
  }

  private func loadWithout(_ key: DefinitionKey) -> [SavedDefinition] {
    let users = catalog.users(of: key)
    load()
    // One that comes with the program may have been hidden, and is back.
    return catalog[key.kind, key.name] == nil ? users : []
  }

  /// A definition of the folder as it is there now.
  private func own(
    _ definition: Definition, verb: String
  ) throws(DefinitionProblem) -> SavedDefinition {
    guard let saved = catalog[definition.kind, definition.name] else {
      throw DefinitionProblem(
        "there is no \(DefinitionKey(definition.kind, definition.name)) in \(folder.filePath)")
    }
    guard !saved.isBuiltIn else {
      throw DefinitionProblem(
        "\(saved.key) comes with the sample data and can't be \(verb); save it under a name of "
          + "your own")
    }
    return saved
  }

  private func newFile(_ kind: Definition.Kind, _ name: String, besides own: String?) -> URL {
    let taken = files.names(of: kind).filter { $0 != own }
    return files.folder(of: kind).appending(path: DefinitionName.file(name, taken: taken))
  }
}
