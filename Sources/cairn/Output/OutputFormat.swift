import ArgumentParser

/// How an answer is printed.
struct OutputOptions: ParsableArguments {
  @Flag(name: .long, help: "One JSON object a line.")
  var json = false

  @Flag(name: .long, help: "Comma-separated values with a header.")
  var csv = false

  func validate() throws {
    if json, csv { throw ValidationError("give --json or --csv, not both") }
  }

  /// Whether a person reads it.
  var isText: Bool { !json && !csv }
}
