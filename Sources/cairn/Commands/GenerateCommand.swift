import ArgumentParser
import Generator

struct GenerateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "generate",
    abstract: "Write the calls of a made-up shop, the same for the same seed.",
    discussion: """
      EXAMPLES
        cairn generate --users 600 --seed 1 > shop.jsonl
        cairn generate --users 50000 --seed 7 | cairn import - --store big.db
      """)

  @Option(help: "How many people.")
  var users = 600

  @Option(help: "Decides everything that is left to chance.")
  var seed: UInt64 = 1

  @Option(help: "How many days the data reach back from 31 March 2026.")
  var days = 90

  @Option(help: "About how many events. Default: twenty a person.")
  var events: Int?

  func validate() throws {
    if users < 1 { throw ValidationError("--users is \(users); expected 1 or more") }
    if days < 1 || days > 3650 { throw ValidationError("--days is \(days); expected 1 to 3650") }
    if let events, events < 1 { throw ValidationError("--events is \(events); expected 1 or more") }
  }

  func run() {
    SampleShop.write(ShopOptions(people: users, seed: seed, days: days, events: events)) { bytes in
      put(String(decoding: bytes, as: UTF8.self))
    }
  }
}
