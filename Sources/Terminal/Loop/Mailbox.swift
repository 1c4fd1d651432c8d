import CTerminal
import Foundation
import Synchronization

/// Messages from any thread to the event loop.
///
/// While the loop waits for keys it serves neither the main actor nor the main queue: answers of
/// background work come through a mailbox.
package final class Mailbox<Message: Sendable>: Sendable {
  private let messages = Mutex<[Message]>([])
  private let writeEnd: Int32
  /// Can be read while messages wait.
  let descriptor: Int32

  /// - Throws: `TerminalError.system` when the process has no descriptors left.
  package init() throws(TerminalError) {
    var ends: (read: Int32, write: Int32) = (-1, -1)
    guard ct_pipe(&ends.read, &ends.write) else {
      throw .system("no pipe for messages: \(String(cString: strerror(errno)))")
    }
    descriptor = ends.read
    writeEnd = ends.write
  }

  deinit {
    close(descriptor)
    close(writeEnd)
  }

  /// Adds a message and wakes the loop; messages of one thread arrive in their order.
  package func post(_ message: Message) {
    let wasEmpty = messages.withLock { messages in
      messages.append(message)
      return messages.count == 1
    }
    if wasEmpty { _ = ct_write_all(writeEnd, "m", 1) }
  }

  /// Takes all messages, the oldest first.
  package func drain() -> [Message] {
    // The pipe first: a message that comes in between then leaves a byte too many, never too few.
    var bytes: [UInt8] = Array(repeating: 0, count: 64)
    while read(descriptor, &bytes, bytes.count) > 0 {}
    return messages.withLock { messages in
      defer { messages = [] }
      return messages
    }
  }
}
