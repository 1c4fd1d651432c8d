internal import Domain

extension Cairn {
  /// Names the user of this device. The sessions and events of this device from before join those
  /// that the identity has from other devices, in one profile. If another user was identified here,
  /// a new user and a new session begin, and the two people are not merged.
  ///
  /// - Parameter identity: What no other user has, such as an account's number; at most 254
  ///   characters, case-sensitive. A longer one is refused, an empty one ignored.
  public func identify(_ identity: String) { identify(.string(identity)) }

  /// The same with a number, whose decimal digits are the identity: `identify(42)`, or
  /// `identify(.number(id))`. A boolean is refused.
  public func identify(_ identity: Value) { core.call(.identify(identity.input), "identify") }

  /// Goes on as a new anonymous user, in a new session, as after logging out. Does nothing where
  /// the user is anonymous.
  public func resetIdentity() { core.call(.resetIdentity) }

  /// Sets properties of the user, for all that the user did and will do; of each name the last
  /// value counts. The name `user_id` can't be used. `email` fills the built-in Email.
  public func addUserProperties(_ properties: Properties) {
    core.call(.addUserProperties(properties.inputs))
  }

  /// The identity of the user; nil for an anonymous one, and until the client is ready.
  public var identity: String? { core.device { device, _ in device.identity?.value } }

  /// The number of the user on this device, in decimal; nil until the client is ready.
  public var userId: String? { core.device { device, _ in device.userID.description } }

  /// The identity of the user; nil for an anonymous one, and until the client is ready.
  public func getIdentity() -> String? { identity }

  /// The number of the user on this device, in decimal; nil until the client is ready.
  public func getUserId() -> String? { userId }

  /// The number of the running session, in decimal; nil where none is running, and until the client
  /// is ready.
  public func getSessionId() -> String? {
    core.device { device, now in device.sessionID(at: now)?.description }
  }
}
