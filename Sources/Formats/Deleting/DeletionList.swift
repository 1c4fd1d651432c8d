import Domain

/// Reads a list of users to delete: the body of a request, or one item a line.
package enum DeletionList {
  /// - Throws: what was wrong, and in which line.
  package static func read(_ text: [UInt8]) throws(DeletionListProblem) -> DeletionRequest {
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
      .enumerated().filter { !$1.allSatisfy { $0 <= 0x20 } }
    if let first = lines.first, !isItem(first.element) { return try readBody(text) }
    var users: [Subject] = []
    for (place, line) in lines {
      do {
        users.append(try DeletionRequest.user(try JSONText.value(of: line)))
      } catch let problem as JSONProblem {
        throw DeletionListProblem(line: place + 1, problem.description)
      } catch {
        throw DeletionListProblem(line: place + 1, "\(error)")
      }
    }
    do {
      return try DeletionRequest(users)
    } catch {
      throw DeletionListProblem(line: nil, error.description)
    }
  }

  /// Whether a line can stand for itself: the body of a request has the field `users`, and may take
  /// many lines.
  private static func isItem(_ line: ArraySlice<UInt8>) -> Bool {
    guard let value = try? JSONText.value(of: line) else {
      return line.contains(UInt8(ascii: "}"))
    }
    guard case .object(let fields) = value else { return false }
    return fields["users"] == nil
  }

  private static func readBody(_ text: [UInt8]) throws(DeletionListProblem) -> DeletionRequest {
    let body: InputValue
    do {
      body = try JSONText.value(of: text)
    } catch {
      let line = text.prefix(error.at).count { $0 == UInt8(ascii: "\n") } + 1
      throw DeletionListProblem(line: line, error.description)
    }
    do {
      return try DeletionRequest(body)
    } catch {
      throw DeletionListProblem(line: nil, error.description)
    }
  }
}

/// What is wrong with a list of users to delete.
package struct DeletionListProblem: Error, Hashable, CustomStringConvertible {
  /// Counted from 1; nil where it is not one line's fault.
  package let line: Int?
  private let text: String

  init(line: Int?, _ text: String) {
    self.line = line
    self.text = text
  }

  package var description: String { line.map { "line \($0) " + text } ?? text }
}
