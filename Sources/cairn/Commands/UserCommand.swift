import Analysis
import ArgumentParser
import Domain

struct UserCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "user",
    abstract: "One profile: its properties, merged ids and sessions.",
    discussion: """
      A user_id that was merged gives the profile it belongs to. Digits are
      first looked up as an identity, then as a user_id.

      EXAMPLES
        cairn user alice@example.com --store shop.db
        cairn user 1565941335949135 --store shop.db --json
        cairn user alice@example.com --store shop.db --as-of 2026-01-31
      """)

  @Argument(help: ArgumentHelp("An identity or a user_id.", valueName: "user"))
  var user: String

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption
  @OptionGroup var past: AsOfOption

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    do {
      try store.withEngine { engine in
        let moment = try past.moment(engine)
        guard let profile = try find(engine.asOf(moment)) else {
          let then = moment.map { " as of \($0)" } ?? ""
          throw ValidationError(
            "no user '\(user)' in \(store.path)\(then); 'cairn users --where \(user)' looks for a "
              + "part of a name or id")
        }
        if json { return put(try JSONRecords.line(ProfileRecord(profile: profile))) }
        if let moment { AsOfOption.announce(moment) }
        put(ProfileText.text(profile))
      }
    } catch {
      throw ShownError(error)
    }
  }

  private func find(_ engine: any Questions) throws -> Profile? {
    let (user, app) = (user, try environment.environment(of: engine))
    return try waiting {
      if let profile = try await engine.profile(Identity(unchecked: user), in: app) {
        return profile
      }
      guard let id = UserID(decimal: user.utf8) else { return nil }
      return try await engine.profile(id, in: app)
    }
  }
}
