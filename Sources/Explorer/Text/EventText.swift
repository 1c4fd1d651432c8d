/// Names of events as texts that are read as just that name.
enum EventText {
  static func of(_ name: String) -> String {
    let words = name.split(whereSeparator: \.isWhitespace).map { $0.lowercased() }
    let isPlain =
      name != "*" && !name.contains("|") && !words.contains("where")
      && name.first.map { !$0.isWhitespace && $0 != "\"" } == true
      && name.last?.isWhitespace == false
    return isPlain ? name : quoted(name)
  }

  /// A text in quotes, with a backslash before quotes and backslashes in it.
  static func quoted(_ text: String) -> String {
    "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
  }
}
