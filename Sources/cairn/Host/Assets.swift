import CAssets
import Foundation

/// A file of the repository that travels inside the program.
struct Asset {
  /// Its path within the repository.
  let path: String
  let data: Data

  var text: String { String(decoding: data, as: UTF8.self) }

  /// The file's name without folder and ending.
  var name: String {
    URL(filePath: path).deletingPathExtension().lastPathComponent
  }
}

enum Assets {
  static let all: [Asset] = (0..<cairn_asset_count()).map { index in
    let asset = cairn_asset(index)
    return Asset(
      path: String(cString: asset.path), data: Data(bytes: asset.bytes, count: asset.size))
  }

  static var themes: [Asset] { all.filter { $0.path.hasPrefix("Themes/") } }

  static var scenarios: [Asset] { all.filter { $0.path.hasPrefix("sample-data/scenarios/") } }

  static var definitions: [Asset] {
    all.filter { $0.path.hasPrefix("sample-data/definitions/") }
  }

  /// The calls of the sample shop.
  static var sampleCalls: Data {
    all.first { $0.path == "sample-data/shop.jsonl" }?.data ?? Data()
  }
}
