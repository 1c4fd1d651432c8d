import Analysis
import ArgumentParser
import Domain

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Find what is probably not as it was meant, and how to mend it.",
    discussion: """
      Looks for identities that many people share, spellings of one identity,
      generated ids, unusually large profiles, shared devices, clocks that are
      ahead, properties with several types or spellings, and texts that were cut.
      Nothing is changed.

      EXAMPLES
        cairn doctor --store shop.db
        cairn doctor --check --store shop.db || echo "look at the data"
        cairn doctor --json --store shop.db | jq .code
      """)

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption

  @Flag(name: .long, help: "One JSON object a line, for each finding.")
  var json = false

  @Flag(help: "Exit with status 1 when anything is found.")
  var check = false

  func run() throws {
    let findings: [Finding]
    do {
      findings = try store.withEngine(examine)
      // Commands name the store as it was named here.
      if json {
        for finding in findings {
          put(try JSONRecords.line(FindingRecord(finding: finding, store: store.store)))
        }
      } else {
        put(FindingsText.text(findings, store: store.store, width: TextOutput.width))
      }
    } catch {
      throw ShownError(error)
    }
    if check, !findings.isEmpty { throw ExitCode(1) }
  }

  private func examine(_ engine: Engine) throws -> [Finding] {
    let app = try environment.environment(of: engine)
    return try waiting { try await engine.doctor(in: app, now: .now) }
  }
}
