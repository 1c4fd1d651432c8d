internal import Domain
public import Foundation

/// Writes what users of an application do into a local store of Cairn, where the explorer shows it.
///
/// Keep one for as long as the application runs:
///
/// ```swift
/// let cairn = Cairn(store: file, appId: "main", device: "phone-1", platform: .mobile)
/// cairn.track("Purchase", properties: ["dollars": 50, "item": "Furby"])
/// ```
///
/// No call waits for the disk, throws or stops the program. What can't be done as asked is told in
/// a warning and otherwise left alone. Calls can be made from any thread; their order is that in
/// which they are made.
///
/// What the calls become is stored every 15 seconds (``changeInterval(_:)``), when ``flush()`` asks
/// for it, and at the end (``shutdown()``). While another process writes the store, it is kept in
/// memory and tried again. The device's user, session and properties are stored too: the next
/// `Cairn` of the same device goes on with them. A device belongs to one `Cairn` at a time; any
/// number of devices share a store.
public final class Cairn: Sendable {
  let core: ClientCore

  /// Makes the client of one device and begins to read what the device remembers; see
  /// ``onReady(_:)``.
  ///
  /// - Parameters:
  ///   - store: The file of the store; it is made where there is none.
  ///   - appId: The environment to send to. Nil leaves that to ``setAppId(_:)``, without which
  ///     nothing is tracked.
  ///   - device: What this installation is called in the store, such as a random text that the
  ///     application keeps. The same name later goes on as the same device.
  ///   - platform: Where the application runs. A device that the store knows keeps its own.
  ///   - strictIdentities: Whether ``identify(_:)-(String)`` refuses identities that do not tell
  ///     people apart, such as `guest` or `null`, instead of warning.
  ///   - onWarning: Takes a sentence about each call that was not done as asked, and about what
  ///     could not be stored. It is called on a queue of the client's own, one warning at a time.
  ///     Without it they go to standard error.
  public convenience init(
    store: URL, appId: String? = nil, device: String, platform: Platform,
    strictIdentities: Bool = false, onWarning: (@Sendable (String) -> Void)? = nil
  ) {
    self.init(
      store: store, appId: appId, device: device, platform: platform,
      strictIdentities: strictIdentities, in: .live, onWarning: onWarning)
  }

  init(
    store: URL, appId: String?, device: String, platform: Platform, strictIdentities: Bool = false,
    in surroundings: Surroundings, onWarning: (@Sendable (String) -> Void)?
  ) {
    core = ClientCore(
      StoreDesk(path: store.path(percentEncoded: false), device: device),
      platform: platform.platform, policy: strictIdentities ? .reject : .perform,
      in: surroundings, warn: onWarning ?? Self.complain)
    if let appId { setAppId(appId) }
    core.start()
  }

  /// What was not stored yet is stored in the background, if the process lasts so long.
  deinit { core.end() }

  /// Sets the environment that calls go to from here on. The first call makes the client ready;
  /// each later one begins a new session of the user of that environment.
  public func setAppId(_ appId: String) { core.call(.setAppId(AppID(appId))) }

  /// Runs a function once the client is ready: once it knows what its device remembers, and an app
  /// id is set. At once where it is ready already. The function runs on a queue of the client's
  /// own.
  ///
  /// Calls need not wait for this: those that are made before are done then, each at the time at
  /// which it was made.
  public func onReady(_ callback: @escaping @Sendable () -> Void) { core.onReady(callback) }

  /// Changes how often what was called is stored.
  ///
  /// - Parameter interval: Seconds, from 0.1 to a day; 15 unless changed. While the device is
  ///   paired, once a second at least.
  public func changeInterval(_ interval: Double) { core.changeInterval(interval) }

  /// Stores everything called so far. While another process writes the store, that is tried for two
  /// seconds.
  ///
  /// - Returns: Whether it was possible. What can't be stored now is kept and tried again.
  @discardableResult
  public func flush() async -> Bool { await core.flush() }

  /// Stores everything called so far and ends the client: later calls are left out. The only call
  /// that waits for the disk, and while another process writes the store for up to two seconds.
  /// What can't be stored then is lost, with a warning.
  public func shutdown() { core.shutdown() }

  private static let complain: @Sendable (String) -> Void = { warning in
    FileHandle.standardError.write(Data("cairn: \(warning)\n".utf8))
  }
}
