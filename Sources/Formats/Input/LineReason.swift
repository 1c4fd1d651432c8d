/// Why a line can't be used, without its place.
struct LineReason: Error, Equatable {
  let text: String
  /// Whether the line isn't JSON at all.
  private(set) var isNotJSON = false

  init(_ text: String) {
    self.text = text
  }

  /// A line that is not JSON; the place in it is counted in bytes from 1.
  init(_ problem: JSONProblem, in line: UnsafeBufferPointer<UInt8>, from start: Int) {
    if let zero = RecordCut.index(of: 0, in: line, from: 0) {
      self.init("holds a zero byte at byte \(zero + 1), as binary data do; expected text")
    } else if let bad = UTF8Check.firstProblem(in: line) {
      self.init("is not UTF-8 at byte \(bad + 1)")
    } else if problem.at <= start, problem.reason == .value {
      self.init("expected a JSON object, which begins with '{'")
    } else {
      self.init("is not JSON at byte \(problem.at - start + 1): \(problem.text)")
    }
    isNotJSON = true
  }
}

/// The word that someone may have meant.
enum Suggestion {
  /// `; did you mean 'x'?`, or nothing where no candidate is near.
  static func text(for word: String, among candidates: some Sequence<String>) -> String {
    let near =
      candidates
      .map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
      .filter { $0.distance <= max(1, min($0.word.count, word.count) / 3) }
      .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    return near.map { "; did you mean '\($0.word)'?" } ?? ""
  }

  /// Letters added, dropped, changed or swapped with their neighbour; `_` costs nothing.
  private static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.prefix(60)).filter { $0 != "_" }
    let right = Array(right.prefix(60)).filter { $0 != "_" }
    var before: [Int] = []
    var last = Array(0...right.count)
    for (row, letter) in left.enumerated() {
      var next = [row + 1]
      for (column, other) in right.enumerated() {
        var best = min(
          last[column + 1] + 1, next[column] + 1, last[column] + (letter == other ? 0 : 1))
        if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
          best = min(best, before[column - 1] + 1)
        }
        next.append(best)
      }
      (before, last) = (last, next)
    }
    return last[right.count]
  }
}
