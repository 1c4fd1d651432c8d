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
      """)

  @Argument(help: ArgumentHelp("An identity or a user_id.", valueName: "user"))
  var user: String

  @OptionGroup var store: StoreOption
  @OptionGroup var environment: EnvironmentOption

  @Flag(name: .long, help: "One JSON object.")
  var json = false

  func run() throws {
    do {
      guard let profile = try store.withEngine(find) else {
        throw ValidationError(
          "no user '\(user)' in \(store.path); 'cairn users --where \(user)' looks for a part of "
            + "a name or id")
      }
      put(json ? try JSONRecords.line(ProfileRecord(profile: profile)) : ProfileText.text(profile))
    } catch {
      throw ShownError(error)
    }
  }

  private func find(_ engine: Engine) throws -> Profile? {
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
