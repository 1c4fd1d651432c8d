import Domain

/// A short story of client and server calls with the List view it must lead to: teaching material
/// and test in one.
package struct Scenario: Hashable, Sendable {
  package var title: String
  /// What it is about, in a sentence or two; may be empty.
  package var about: String
  package var settings: Settings
  /// In the order in which the file names them.
  package var devices: [DeviceSetup]
  /// The `expect:` block at the end of a file is the last step.
  package var steps: [Step]

  package struct Settings: Hashable, Sendable {
    /// What happens to identities such as `guest` (R-I10).
    package var nonUniqueIdentities: NonUniqueIdentityPolicy = .perform
  }

  /// A browser or phone as the story begins.
  package struct DeviceSetup: Hashable, Sendable {
    package var name: String
    package var platform: Platform
    /// Nil: drawn at random, the same in every run.
    package var userID: UserID?
    /// Nil where the story itself calls `setAppId` or `init`.
    package var appID: AppID?
    /// What its sessions know from their first moment: `city`, `referrer`, `utm_source`…
    package var context: Properties
  }

  package struct Step: Hashable, Sendable {
    /// The line of the file it begins on, counted from 1.
    package var line: Int
    package var action: Action
  }

  package enum Action: Hashable, Sendable {
    case say(String)
    case call(TimedCall)
    case expect(Expectation)
  }

  package struct TimedCall: Hashable, Sendable {
    package var time: Timestamp
    package var caller: Caller
    package var expected: CallExpectation
  }

  package enum Caller: Hashable, Sendable {
    /// `context` is what changes about the device's surroundings with this call.
    case device(String, ClientCall, context: Properties)
    case server(ServerRequest, appID: AppID)
  }

  /// A server call as written: its identity is only checked when the call is made.
  package enum ServerRequest: Hashable, Sendable {
    case track(
      of: ServerSubject, event: String, properties: [String: InputValue], session: SessionID?)
    case addUserProperties(identity: InputValue, properties: [String: InputValue])
    case identify(user: UserID, identity: InputValue)
  }

  package enum ServerSubject: Hashable, Sendable {
    case identity(InputValue)
    case user(UserID)
  }

  /// How many calls the story has; `--step` counts them from 1.
  package var callCount: Int {
    steps.count { if case .call = $0.action { true } else { false } }
  }

  /// What one begins a new story with: two devices and no calls.
  package static var untitled: Scenario {
    func device(_ name: String, _ platform: Platform) -> DeviceSetup {
      DeviceSetup(name: name, platform: platform, userID: nil, appID: .main, context: [:])
    }
    return Scenario(
      title: "A new story", about: "", settings: Settings(),
      devices: [device("laptop", .web), device("phone", .mobile)], steps: [])
  }
}
