internal import Domain

extension Cairn {
  /// Records an event.
  ///
  /// - Parameters:
  ///   - event: What it is called: 1 to 255 characters. Anything else is refused.
  ///   - properties: What is known of it. They win over properties of the same name that were added
  ///     for all events.
  ///   - inBackground: Whether a mobile application is in the background. Such an event does not
  ///     prolong a session.
  public func track(
    _ event: String, properties: Properties = [:], inBackground: Bool = false
  ) {
    core.call(.track(event: event, properties: properties.inputs, background: inBackground))
  }

  /// Records that a page, or a screen, is viewed.
  ///
  /// - Parameters:
  ///   - title: Cut to 254 characters.
  ///   - url: An absolute address with its scheme; with any other the call is refused.
  ///   - properties: What is known of it. They also go with the events on this page, and win there
  ///     over the pageview properties that were added.
  ///   - previousPage: The path of the page before; unless given, that of the last page view of the
  ///     session.
  public func trackPageview(
    title: String? = nil, url: String? = nil, properties: Properties = [:],
    previousPage: String? = nil
  ) {
    core.call(
      .trackPageview(
        ClientCall.Pageview(
          title: title, url: url, previousPage: previousPage, properties: properties.inputs)))
  }

  // MARK: Properties of all events

  /// Attaches properties to every later event and page view, until they are removed; across
  /// sessions, users and restarts.
  public func addEventProperties(_ properties: Properties) {
    core.call(.addEventProperties(properties.inputs))
  }

  /// Later events go without this property.
  public func removeEventProperty(_ name: String) { core.call(.removeEventProperty(name)) }

  /// Later events go without any property that was added by ``addEventProperties(_:)``.
  public func clearEventProperties() { core.call(.clearEventProperties) }

  // MARK: Properties of the page

  /// Attaches properties to every later page view and event, until they are removed or the page is
  /// loaded anew.
  public func addPageviewProperties(_ properties: Properties) {
    core.call(.addPageviewProperties(properties.inputs))
  }

  /// Later page views and events go without this property.
  public func removePageviewProperty(_ name: String) { core.call(.removePageviewProperty(name)) }

  /// Later page views and events go without any property of the page.
  public func clearPageviewProperties() { core.call(.clearPageviewProperties) }

  /// The page was loaded or refreshed: properties of the page end with it. In a browser that
  /// happens by itself; a native application tells it where it has something like pages.
  public func pageLoaded() { core.call(.pageLoaded) }
}
