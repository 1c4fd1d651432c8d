import Dispatch
import Foundation
import Synchronization

/// Notes ^C and termination, so that work can end where it is whole; a second one ends the process.
enum Interrupts {
  private static let count = Atomic(0)

  /// Takes both signals over for the rest of the process.
  static func listen() {
    for number in [SIGINT, SIGTERM] {
      signal(number) { _ in
        if Interrupts.count.add(1, ordering: .relaxed).newValue > 1 { _exit(130) }
      }
    }
  }

  static var wereAsked: Bool { count.load(ordering: .relaxed) > 0 }
}
