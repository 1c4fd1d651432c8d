import CPseudoTerminal
import Foundation
import Testing

/// The helper that the end-to-end tests stand on.
@Suite("Pseudo-terminal for tests")
struct PseudoTerminalTests {
  private let patience: Int32 = 20_000

  private func withShell(
    _ script: String, _ body: (inout PseudoTerminalHandle) throws -> Void
  ) throws {
    var pty = PseudoTerminalHandle()
    var arguments = cStrings(["sh", "-c", script])
    var environment = cStrings(["PATH=/usr/bin:/bin", "GREETING=hello"])
    defer { for string in arguments + environment { free(string) } }
    try #require(pt_spawn(&pty, "/bin/sh", &arguments, &environment, "/", 33, 7))
    defer { pt_close(&pty) }
    try body(&pty)
  }

  /// Copies that end with null, as C wants them; the caller frees them.
  private func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
  }

  private func read(_ pty: inout PseudoTerminalHandle, until text: String) -> String {
    var output = ""
    var buffer = [UInt8](repeating: 0, count: 1024)
    while !output.contains(text) {
      let count = pt_read(&pty, &buffer, buffer.count, patience)
      guard count > 0 else { break }
      output += String(decoding: buffer.prefix(count), as: UTF8.self)
    }
    return output
  }

  @Test("A program gets its arguments, environment, folder and size")
  func spawn() throws {
    try withShell("echo $GREETING $PWD; stty size; echo end") { pty in
      let output = read(&pty, until: "end")
      #expect(output.contains("hello /"))
      #expect(output.contains("7 33"))
      #expect(pt_exit_code(pt_wait(&pty, patience)) == 0)
    }
  }

  @Test("What is typed is read, a new size is told, and the exit code comes back")
  func conversation() throws {
    try withShell(
      "trap 'stty size; exit 5' WINCH; read line; echo got $line; while :; do sleep 0.01; done"
    ) {
      pty in
      #expect(pt_is_cooked(&pty))
      try #require(pt_write(&pty, "abc\n", 4))
      #expect(read(&pty, until: "got abc").contains("got abc"))
      #expect(pt_resize(&pty, 44, 9))
      #expect(read(&pty, until: "9 44").contains("9 44"))
      #expect(pt_exit_code(pt_wait(&pty, patience)) == 5)
    }
  }

  @Test("No signal is blocked or ignored in the program, whatever thread starts it")
  func signals() throws {
    try withShell("echo ready; sleep 100") { pty in
      _ = read(&pty, until: "ready")
      #expect(pt_signal(&pty, SIGTERM))
      let status = pt_wait(&pty, patience)
      #expect(pt_ending_signal(status) == SIGTERM)
      #expect(pt_exit_code(status) == -1)
      #expect(!pt_signal(&pty, SIGTERM))
    }
  }

  @Test("Silence is an error in time, and a closed terminal is told from it")
  func silence() throws {
    try withShell("read line; exit 0") { pty in
      var byte: UInt8 = 0
      #expect(pt_read(&pty, &byte, 1, 0) == -1)
      #expect(pt_wait(&pty, 0) == -1)
      try #require(pt_write(&pty, "\n", 1))
      _ = read(&pty, until: "never written")
      #expect(pt_read(&pty, &byte, 1, patience) == 0)
    }
  }

  @Test("A stopped program is told from one that ended")
  func stopped() throws {
    try withShell("kill -STOP $$; exit 6") { pty in
      #expect(pt_wait_stopped(&pty, patience) == 1)
      #expect(pt_signal(&pty, SIGCONT))
      #expect(pt_exit_code(pt_wait(&pty, patience)) == 6)
    }
  }
}
