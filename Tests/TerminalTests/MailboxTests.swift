import CTerminal
import Testing

@testable import Terminal

@Suite("Mailbox")
struct MailboxTests {
  private func isReadable(_ mailbox: Mailbox<Int>) -> Bool {
    ct_wait(mailbox.descriptor, -1, -1, 0) == 1
  }

  @Test("Messages come out in the order in which they were posted")
  func order() throws {
    let mailbox = try Mailbox<Int>()
    for message in 0..<100 { mailbox.post(message) }
    #expect(mailbox.drain() == Array(0..<100))
    #expect(mailbox.drain().isEmpty)
  }

  @Test("The descriptor can be read exactly while messages wait")
  func wake() throws {
    let mailbox = try Mailbox<Int>()
    #expect(!isReadable(mailbox))
    mailbox.post(1)
    mailbox.post(2)
    #expect(isReadable(mailbox))
    _ = mailbox.drain()
    #expect(!isReadable(mailbox))
    mailbox.post(3)
    #expect(isReadable(mailbox))
  }

  @Test("More messages than a pipe holds bytes do not block the poster")
  func flood() throws {
    let mailbox = try Mailbox<Int>()
    for message in 0..<200_000 { mailbox.post(message) }
    #expect(mailbox.drain().count == 200_000)
  }

  @Test("Nothing is lost when many threads post while one drains")
  func threads() async throws {
    let mailbox = try Mailbox<Int>()
    let writers = 8
    let each = 1000
    let received = await withTaskGroup(of: [Int].self) { group in
      for writer in 0..<writers {
        group.addTask {
          for number in 0..<each { mailbox.post(writer * each + number) }
          return []
        }
      }
      group.addTask {
        var all: [Int] = []
        while all.count < writers * each {
          guard ct_wait(mailbox.descriptor, -1, -1, 10_000) == 1 else { break }
          all += mailbox.drain()
        }
        return all
      }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(received.sorted() == Array(0..<writers * each))
    for writer in 0..<writers {
      let own = received.filter { $0 / each == writer }
      #expect(own == own.sorted(), "messages of one thread keep their order")
    }
  }
}
