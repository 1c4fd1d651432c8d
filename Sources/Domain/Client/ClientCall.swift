/// Every call of the documented client API, as values.
package enum ClientCall: Hashable, Sendable {
  /// `track(event, properties)`; a mobile application may be in the background (R-S7).
  case track(event: String, properties: [String: InputValue] = [:], background: Bool = false)
  /// `identify(identity)`: a string or a number.
  case identify(InputValue)
  case resetIdentity
  case addEventProperties([String: InputValue])
  case removeEventProperty(String)
  case clearEventProperties
  case addUserProperties([String: InputValue])
  case trackPageview(Pageview = Pageview())
  case addPageviewProperties([String: InputValue])
  case removePageviewProperty(String)
  case clearPageviewProperties
  /// A page was loaded or refreshed, which clears the pageview properties (R-T6).
  case pageLoaded
  case getIdentity
  case getUserId
  case getSessionId
  /// `onReady(callback)`; the callback is known by its name.
  case onReady(callback: String)
  /// `setAppId`, and `init` on Android: the environment that calls go to from here on.
  case setAppId(AppID)
  /// `startEVPairing`: the event visualizer follows this device until `stopEVPairing`.
  case startEVPairing
  case stopEVPairing

  /// The argument of `trackPageview`.
  package struct Pageview: Hashable, Sendable {
    package var title: String?
    package var url: String?
    package var previousPage: String?
    package var properties: [String: InputValue]

    package init(
      title: String? = nil, url: String? = nil, previousPage: String? = nil,
      properties: [String: InputValue] = [:]
    ) {
      self.title = title
      self.url = url
      self.previousPage = previousPage
      self.properties = properties
    }
  }
}

/// What a call did: the facts to store, what was left out, and what the caller gets back.
package struct CallOutcome: Hashable, Sendable {
  package var facts: [Fact] = []
  package var warnings: [CallWarning] = []
  package var answer: Answer?

  package init() {}

  package enum Answer: Hashable, Sendable {
    /// `getIdentity`, `getUserId`, `getSessionId`; nil where there is none.
    case text(String?)
    /// Callbacks given to `onReady` that now run, in the order in which they were given.
    case ready([String])
  }
}
