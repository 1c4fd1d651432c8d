import Canvas
import Foundation
import Testing

@Suite("The themes that come along")
struct ShippedThemeTests {
  private static let folder = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Themes")

  private static func catalog() throws -> ThemeCatalog {
    let files = try FileManager.default.contentsOfDirectory(
      at: folder, includingPropertiesForKeys: nil
    ).filter { $0.pathExtension == "yaml" }
    return ThemeCatalog(
      try files.sorted { $0.path < $1.path }.map {
        ThemeSource(
          file: "Themes/\($0.lastPathComponent)", text: try String(contentsOf: $0, encoding: .utf8))
      })
  }

  private static func theme(_ name: String) throws -> Theme {
    try #require(try catalog().theme(named: name))
  }

  @Test("every file is a theme without problems, named as its file")
  func allLoad() throws {
    let catalog = try Self.catalog()
    #expect(catalog.problems.map(\.description) == [])
    let files = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    #expect(Set(catalog.themes.map { "\($0.name).yaml" }) == Set(files))
    #expect(catalog.themes.count >= 8)
  }

  @Test("every role can be read, on the selected row too, in 24 bits and in 256 colours")
  func contrast() throws {
    for theme in try Self.catalog().themes where !["terminal", "mono"].contains(theme.name) {
      let wanted = theme.name.hasPrefix("high-contrast") ? 7.0 : 4.5
      for shown in [theme, theme.adapted(to: .indexed256)] {
        for role in Role.allCases {
          let isLine = role == .border
          let contrast = try #require(shown.appearance(for: Style(role)).contrast)
          let enough = isLine ? 3.0 : shown.tier == .direct ? wanted : 4.5
          #expect(contrast >= enough, "\(theme.name) \(role) \(shown.tier)")
          let selected = shown.appearance(for: Style(role, selected: true))
          #expect(try #require(selected.contrast) >= 4.5, "\(theme.name) \(role) \(shown.tier)")
        }
      }
    }
  }

  @Test("the terminal theme names no fixed colour and no background")
  func terminal() throws {
    let theme = try Self.theme("terminal")
    for role in Role.allCases {
      let look = theme.appearance(for: Style(role))
      #expect(look.foreground.fixedRGB == nil)
      #expect(look.background == .standard)
    }
    #expect(theme.appearance(for: Style(.number, selected: true)).reverse)
  }

  @Test("what matters looks different from plain text, with colours and without")
  func distinct() throws {
    let marked: [Role] = [.title, .header, .selection, .match, .merged, .error, .statusBar]
    for theme in try Self.catalog().themes {
      for tier in ColorTier.allCases {
        let shown = theme.adapted(to: tier)
        let text = shown.appearance(for: Style(.text))
        for role in marked {
          #expect(shown.appearance(for: Style(role)) != text, "\(theme.name) \(role) \(tier)")
        }
        #expect(
          shown.appearance(for: Style(.match, selected: true))
            != shown.appearance(for: Style(.text, selected: true)), "\(theme.name) \(tier)")
        #expect(
          shown.appearance(for: Style(.identified)) != shown.appearance(for: Style(.anonymous)))
      }
    }
  }

  @Test("without colours there are none, and the selection is reversed")
  func mono() throws {
    for theme in try Self.catalog().themes {
      let mono = theme.adapted(to: .mono)
      for role in Role.allCases {
        for selected in [false, true] {
          let look = mono.appearance(for: Style(role, selected: selected))
          #expect(look.foreground == .standard && look.background == .standard)
        }
      }
      #expect(mono.appearance(for: Style(.text, selected: true)).reverse, "\(theme.name)")
    }
  }

  @Test("the plain theme, which needs no file, tells roles apart by attributes")
  func plain() {
    #expect(Theme.plain.appearance(for: Style(.selection)).reverse)
    #expect(
      Theme.plain.appearance(for: Style(.text, bold: true, underlined: true))
        == Appearance(bold: true, underline: true))
  }
}
