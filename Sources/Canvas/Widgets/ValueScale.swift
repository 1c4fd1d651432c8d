/// A scale of whole numbers from 0 up, with round numbers on it.
package struct ValueScale: Hashable, Sendable {
  /// The distance between two numbers on the scale: 1, 2 or 5 and zeros.
  package let step: Int
  /// The end of the scale, a multiple of `step`; at least 1.
  package let top: Int

  /// The shortest scale that reaches `highest` with about so many steps.
  package init(upTo highest: Int, steps: Int) {
    let highest = max(1, highest)
    let least = max(1, (highest - 1) / max(1, steps) + 1)
    var power = 1
    // A step of five times the power must not overflow.
    while least > 5 * power, power <= Int.max / 100 { power *= 10 }
    step = [1, 2, 5].map { $0 * power }.first { $0 >= least } ?? 10 * power
    let count = (highest - 1) / step + 1
    top = count.multipliedReportingOverflow(by: step).overflow ? highest : count * step
  }

  /// The numbers on the scale, 0 and `top` included.
  package var ticks: [Int] { Array(stride(from: 0, through: top, by: step)) }

  /// How many of `parts` a value fills; a value above 0 fills at least one.
  package func parts(of value: Int, outOf parts: Int) -> Int {
    guard value > 0 else { return 0 }
    let share = Double(min(value, top)) / Double(top)
    return min(parts, max(1, Int((share * Double(parts)).rounded())))
  }
}
