import Canvas
import Foundation

/// The themes that come along and those of the user.
enum ThemeFiles {
  /// `themes` in the configuration folder.
  static var folder: URL { Folders.configuration.appending(path: "themes/") }

  static func catalog() -> ThemeCatalog {
    let own = userFiles().compactMap { file -> ThemeSource? in
      guard let data = try? Data(contentsOf: file) else { return nil }
      return ThemeSource(file: file.filePath, text: String(decoding: data, as: UTF8.self))
    }
    return ThemeCatalog(Assets.themes.map { ThemeSource(file: $0.path, text: $0.text) } + own)
  }

  /// Changes when a theme file of the user is written, added or removed.
  static func stamp() -> [Date] {
    userFiles().map { file in
      let values = try? file.resourceValues(forKeys: [.contentModificationDateKey])
      return values?.contentModificationDate ?? .distantPast
    }
  }

  private static func userFiles() -> [URL] {
    let files = try? FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: [.contentModificationDateKey])
    return (files ?? []).filter { $0.pathExtension == "yaml" }.sorted { $0.filePath < $1.filePath }
  }
}

/// The themes in use; user files are read again when they change.
final class ThemeShelf {
  private(set) var catalog: ThemeCatalog
  /// What is wrong with files of the user.
  private(set) var problems: [ThemeProblem]
  private var stamp = ThemeFiles.stamp()

  init() {
    catalog = ThemeFiles.catalog()
    problems = catalog.problems
  }

  func theme(_ name: String) -> Theme { catalog.theme(named: name) ?? .plain }

  /// Whether files changed and were read again. While one of them is wrong, all stay as they were.
  func reload() -> Bool {
    let newStamp = ThemeFiles.stamp()
    guard newStamp != stamp else { return false }
    stamp = newStamp
    let fresh = ThemeFiles.catalog()
    problems = fresh.problems
    if problems.isEmpty { catalog = fresh }
    return true
  }
}
