internal import Domain

extension Cairn {
  /// Pairs this device with the event visualizer: the explorer's Events screen marks what its user
  /// does, can follow only that, and turns any of it into a defined event. What is called is stored
  /// once a second at least, so that it can be watched.
  ///
  /// The device stays paired until ``stopEVPairing()``, also after a restart.
  public func startEVPairing() {
    core.call(.startEVPairing)
    core.pairingChanged()
  }

  /// Ends what ``startEVPairing()`` began.
  public func stopEVPairing() {
    core.call(.stopEVPairing)
    core.pairingChanged()
  }

  /// Tells that the user made the application's pairing gesture: pairs the device, unless the
  /// gesture is disabled. The client has no screen and can't see gestures itself; the application
  /// chooses one and calls this.
  public func visualizerPairingGesture() {
    if core.allowsPairingGesture { startEVPairing() }
  }

  /// Makes ``visualizerPairingGesture()`` do nothing from here on, so that users do not begin a
  /// pairing by accident. ``startEVPairing()`` still works.
  public func disableVisualizerPairingGesture() { core.disablePairingGesture() }

  /// The older name of ``disableVisualizerPairingGesture()``.
  @available(*, deprecated, renamed: "disableVisualizerPairingGesture")
  public func disableDefaultPairingGesture() { disableVisualizerPairingGesture() }
}
