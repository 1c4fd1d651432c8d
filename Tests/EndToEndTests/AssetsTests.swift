import CAssets
import Foundation
import Testing

@Suite("Files inside the program")
struct AssetsTests {
  @Test("They are the files of the repository, each with its bytes")
  func same() throws {
    let definitions = ["cohorts", "events", "funnels", "trends"].map {
      "sample-data/definitions/\($0)"
    }
    var folders = (["Themes", "sample-data/scenarios"] + definitions).flatMap { folder in
      let url = Program.repository.appending(path: folder)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path())) ?? []
      return names.filter { $0.hasSuffix(".yaml") }.map { "\(folder)/\($0)" }
    }
    folders.append("sample-data/shop.jsonl")
    let assets = (0..<cairn_asset_count()).map { cairn_asset($0) }
    #expect(assets.map { String(cString: $0.path) }.sorted() == folders.sorted())
    for asset in assets {
      let path = String(cString: asset.path)
      let bytes = try Data(contentsOf: Program.repository.appending(path: path))
      #expect(Data(bytes: asset.bytes, count: asset.size) == bytes, "\(path)")
    }
  }

  @Test("Past the last there is none")
  func past() {
    #expect(cairn_asset(cairn_asset_count()).size == 0)
  }
}
