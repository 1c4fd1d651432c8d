// swift-tools-version:6.1
// Targets stand in the order in which data flows (docs/architecture.md): each may import only what
// stands above it. C targets come first; tests mirror the modules and come last.
import PackageDescription

let strict: [SwiftSetting] = [
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
  name: "cairn",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "cairn", targets: ["cairn"]),
    .library(name: "CairnClient", targets: ["CairnClient"]),
  ],
  dependencies: [
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
  ],
  targets: [
    .target(
      name: "CTerminal",
      linkerSettings: [
        .linkedLibrary("ncursesw", .when(platforms: [.linux])),
        .linkedLibrary("tinfo", .when(platforms: [.linux])),
        .linkedLibrary("ncurses", .when(platforms: [.macOS])),
      ]),
    .target(name: "CAssets"),
    .target(name: "CBytes"),
    .target(name: "CZlib", linkerSettings: [.linkedLibrary("z")]),

    .target(name: "Domain", swiftSettings: strict),
    .target(
      name: "Store",
      dependencies: [
        "CBytes", "Domain",
        .product(name: "GRDB", package: "GRDB.swift"),
        .product(name: "GRDBSQLite", package: "GRDB.swift"),
      ],
      swiftSettings: strict),
    .target(name: "Analysis", dependencies: ["Domain", "Store"], swiftSettings: strict),
    .target(name: "Formats", dependencies: ["CBytes", "CZlib", "Domain"], swiftSettings: strict),
    .target(name: "Ingest", dependencies: ["Domain", "Formats", "Store"], swiftSettings: strict),
    .target(name: "CairnClient", dependencies: ["Domain", "Store"], swiftSettings: strict),
    .target(name: "Generator", dependencies: ["Domain", "Formats"], swiftSettings: strict),
    .target(
      name: "Scenarios",
      dependencies: ["Domain", "Store", "Analysis", "Formats", "Yams"], swiftSettings: strict),
    .target(name: "Library", dependencies: ["Analysis", "Domain", "Yams"], swiftSettings: strict),
    .target(name: "Canvas", dependencies: ["Yams"], swiftSettings: strict),
    .target(name: "Terminal", dependencies: ["Canvas", "CTerminal"], swiftSettings: strict),
    .target(
      name: "Explorer", dependencies: ["Domain", "Analysis", "Canvas", "Scenarios"],
      swiftSettings: strict),
    .executableTarget(
      name: "cairn",
      dependencies: [
        "Analysis", "CAssets", "Canvas", "Domain", "Explorer", "Formats", "Generator", "Ingest",
        "Library", "Scenarios", "Store", "Terminal", "Yams",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: strict),
    .executableTarget(
      name: "cairn-alone", dependencies: ["Analysis", "Domain", "Formats", "Ingest", "Store"],
      path: "Benchmarks/Alone", swiftSettings: strict),

    .target(
      name: "CPseudoTerminal", path: "Tests/CPseudoTerminal",
      linkerSettings: [.linkedLibrary("util", .when(platforms: [.linux]))]),
    .target(
      name: "TestSupport", dependencies: ["Domain", "Analysis"], path: "Tests/TestSupport",
      swiftSettings: strict),
    .testTarget(name: "DomainTests", dependencies: ["Domain", "TestSupport"]),
    .testTarget(
      name: "StoreTests",
      dependencies: [
        "Store", "Analysis", "Domain", "TestSupport", .product(name: "GRDB", package: "GRDB.swift"),
      ]),
    .testTarget(
      name: "AnalysisTests", dependencies: ["Analysis", "Store", "Domain", "TestSupport"]),
    .testTarget(
      name: "FormatsTests", dependencies: ["CBytes", "Formats", "Domain", "TestSupport"]),
    .testTarget(
      name: "IngestTests",
      dependencies: ["Ingest", "Formats", "Store", "Analysis", "Domain", "TestSupport"]),
    .testTarget(
      name: "CairnClientTests",
      dependencies: ["CairnClient", "Analysis", "Store", "Domain", "TestSupport"]),
    .testTarget(name: "GeneratorTests", dependencies: ["Generator", "Formats", "Domain"]),
    .testTarget(
      name: "ScenariosTests", dependencies: ["Scenarios", "Domain", "TestSupport"]),
    .testTarget(
      name: "LibraryTests", dependencies: ["Library", "Analysis", "Domain", "TestSupport"]),
    .testTarget(name: "CanvasTests", dependencies: ["Canvas", "TestSupport"]),
    .testTarget(name: "TerminalTests", dependencies: ["Terminal", "Canvas", "CPseudoTerminal"]),
    .testTarget(
      name: "ExplorerTests",
      dependencies: ["Explorer", "Analysis", "Canvas", "Domain", "Scenarios", "TestSupport"],
      exclude: ["Golden"]),
    .testTarget(
      name: "EndToEndTests",
      dependencies: [
        "cairn", "CPseudoTerminal", "CAssets", "Analysis", "Store", "Domain", "TestSupport",
      ]),
  ],
  swiftLanguageModes: [.v6],
  cLanguageStandard: .gnu2x
)
