import Domain
import Formats

/// What an import did, and what it left out and why.
package struct ImportSummary: Sendable {
  /// Lines read, good or bad.
  package internal(set) var lines = 0
  package internal(set) var events = 0
  /// Calls that aren't events: identities, properties and the like.
  package internal(set) var otherCalls = 0
  /// Lines whose idempotency key was known (R-A6).
  package internal(set) var duplicates = 0
  /// Lines that could not be used.
  package internal(set) var problemCount = 0
  /// The first hundred of them.
  package internal(set) var problems: [LineProblem] = []
  /// What was done differently or left out of calls that were stored, by kind.
  package internal(set) var warnings: [CallWarning.Code: Noted] = [:]
  package internal(set) var bytes = 0
  /// Whether the import was stopped before the end of the file.
  package internal(set) var isInterrupted = false

  /// How often a warning was given, and its first case.
  package struct Noted: Sendable {
    package var count: Int
    package var line: Int
    package var first: CallWarning
  }

  static let keptProblems = 100

  mutating func report(_ problem: LineProblem) {
    problemCount += 1
    if problems.count < Self.keptProblems { problems.append(problem) }
  }

  mutating func warn(_ warnings: [CallWarning], line: Int) {
    for warning in warnings where warning.code != .alreadyIdentified {
      self.warnings[warning.code, default: Noted(count: 0, line: line, first: warning)].count += 1
    }
  }

  /// The same of many warnings at once, after all of earlier lines.
  ///
  /// - Parameter first: asked for where it is the first of its kind.
  mutating func warn(
    _ code: CallWarning.Code, count: Int, first: () -> (line: Int, subject: String)
  ) {
    if warnings[code] == nil {
      let (line, subject) = first()
      warnings[code] = Noted(count: 0, line: line, first: CallWarning(code, subject: subject))
    }
    warnings[code]?.count += count
  }
}

/// How far an import is; given after each commit.
package struct ImportProgress: Sendable {
  /// Whether the lines are safe: those of a strict import only are when all of it is.
  package var isCommitted: Bool
  package var lines: Int
  package var events: Int
  /// Bytes of the file read, packed where it is packed.
  package var bytes: Int
  /// Bytes of the whole file; nil for a pipe.
  package var totalBytes: Int?
}

/// An import that stored nothing, or stopped.
package struct ImportError: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
