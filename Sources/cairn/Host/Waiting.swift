import Analysis
import Canvas
import Dispatch
import Domain
import Foundation
import Synchronization

/// Asks a question and waits for its answer; commands have nothing else to do meanwhile.
func waiting<Answer: Sendable>(
  _ question: @escaping @Sendable () async throws -> Answer
) throws -> Answer {
  let result = Mutex<Result<Answer, any Error>?>(nil)
  let isDone = DispatchSemaphore(value: 0)
  Task.detached {
    let answer: Result<Answer, any Error>
    do { answer = .success(try await question()) } catch { answer = .failure(error) }
    result.withLock { $0 = answer }
    isDone.signal()
  }
  isDone.wait()
  guard let answer = result.withLock({ $0 }) else { throw CancellationError() }
  return try answer.get()
}

/// A failure as it is printed: one line or a few, in which control characters are shown, not sent.
struct ShownError: Error, CustomStringConvertible {
  let description: String

  init(_ error: any Error) {
    description = "\(error)".split(separator: "\n", omittingEmptySubsequences: false)
      .map { TextWidth.shown(String($0)) }.joined(separator: "\n")
  }
}

extension Timestamp {
  static var now: Timestamp {
    Timestamp(milliseconds: Int64((Date().timeIntervalSince1970 * 1000).rounded()))
  }
}

/// Without this, writing to a closed pipe would end the process by a signal.
private let brokenPipeIsAnError: Void = { _ = signal(SIGPIPE, SIG_IGN) }()

/// Writes text to standard output; ends quietly where nobody reads it any more, as in `| head`.
func put(_ text: String) {
  _ = brokenPipeIsAnError
  var bytes = Array(text.utf8)[...]
  while !bytes.isEmpty {
    let written = bytes.withUnsafeBytes { write(1, $0.baseAddress, $0.count) }
    if written < 0 {
      if errno == EINTR { continue }
      exit(errno == EPIPE ? 0 : 1)
    }
    bytes = bytes.dropFirst(written)
  }
}

/// Writes a line to standard error.
func complain(_ text: String, terminator: String = "\n") {
  FileHandle.standardError.write(Data((text + terminator).utf8))
}
