/// The client library on one browser or phone: which environment it sends to, and its state there.
///
/// State is kept per environment, as the documented cookies are: switching back and forth with
/// `setAppId` finds the same user again.
package struct Client: Hashable, Codable, Sendable {
  package let platform: Platform
  /// The environment that calls go to; nil until `setAppId` or `init`.
  package private(set) var appID: AppID?
  /// What is remembered in each environment.
  package private(set) var devices: [AppID: Device] = [:]
  private var waiting: [String] = []
  private var ids: SeededGenerator
  /// The user_id to begin with, where it is known.
  package private(set) var firstUserID: UserID?
  /// True while paired; absent otherwise, so that the store finds the few that are by this text.
  private var evPairing: Bool?

  /// - Parameters:
  ///   - seed: Decides every id that this client draws; two clients need different ones.
  ///   - userID: The user_id to begin with; drawn from the seed when nil.
  package init(_ platform: Platform, seed: UInt64, userID: UserID? = nil, appID: AppID? = nil) {
    self.platform = platform
    ids = SeededGenerator(seed: seed)
    firstUserID = userID
    if let appID { select(appID) }
  }

  /// Turns to another environment as a recorded call names it, which, unlike `setAppId`, starts no
  /// session.
  package mutating func turn(to wanted: AppID) {
    if wanted != appID { select(wanted) }
  }

  /// The state in the environment in force.
  package var device: Device? { appID.flatMap { devices[$0] } }

  /// Whether the event visualizer follows this device.
  package var isPaired: Bool { evPairing == true }

  /// Performs one call in the environment in force.
  ///
  /// - Parameter context: What became known of the visitor's surroundings; kept from here on.
  /// - Throws: `CallRejection` when the documents refuse the call, or no environment is set yet; the
  ///   client is then unchanged.
  package mutating func perform(
    _ call: ClientCall, at time: Timestamp, context: Properties = [:],
    policy: NonUniqueIdentityPolicy = .perform
  ) throws(CallRejection) -> CallOutcome {
    switch call {
    case .setAppId(let wanted): return try setAppID(wanted, at: time, context)
    case .onReady(let callback) where appID == nil:
      waiting.append(callback)
      return CallOutcome()
    case .startEVPairing, .stopEVPairing:
      evPairing = call == .startEVPairing ? true : nil
      return CallOutcome()
    default: break
    }
    guard let appID else {
      throw CallRejection("no app id is set; call setAppId or init first")
    }
    let known = devices[appID]?.context ?? [:]
    learn(context, in: appID)
    do throws(CallRejection) {
      return try devices[appID]?.perform(call, at: time, policy: policy, using: &ids)
        ?? CallOutcome()
    } catch {
      devices[appID]?.context = known
      throw error
    }
  }

  private mutating func learn(_ context: Properties, in appID: AppID) {
    if !context.isEmpty { devices[appID]?.context.merge(context) { _, new in new } }
  }

  /// The first call makes the client ready; every later one starts a new session for the user of
  /// the environment that it names.
  private mutating func setAppID(
    _ wanted: AppID, at time: Timestamp, _ context: Properties
  ) throws(CallRejection) -> CallOutcome {
    let isFirst = appID == nil
    select(wanted)
    learn(context, in: wanted)
    if isFirst {
      var outcome = CallOutcome()
      if !waiting.isEmpty { outcome.answer = .ready(waiting) }
      waiting = []
      return outcome
    }
    return try devices[wanted]?.perform(.setAppId(wanted), at: time, using: &ids) ?? CallOutcome()
  }

  private mutating func select(_ wanted: AppID) {
    appID = wanted
    guard devices[wanted] == nil else { return }
    devices[wanted] = Device(platform, userID: firstUserID ?? .random(using: &ids))
    firstUserID = nil
  }
}
