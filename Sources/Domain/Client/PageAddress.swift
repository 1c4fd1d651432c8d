import Foundation

/// The absolute URL of a page, taken apart (R-T7).
package struct PageAddress: Hashable, Sendable {
  package let url: String
  package let domain: String
  package let path: String
  package let query: String?
  package let fragment: String?
  /// `utm_source` and the like, found in the query.
  package let campaign: Properties

  /// Takes an address apart; a scheme and `://` are required, since `localhost:8080/path` would
  /// otherwise pass for a path in the scheme `localhost`.
  package init(_ url: String) throws(CallRejection) {
    guard let parts = URLComponents(string: url), let scheme = parts.scheme, !scheme.isEmpty,
      url.dropFirst(scheme.count).hasPrefix("://")
    else {
      throw CallRejection(
        "'\(url.prefix(80))' is not an absolute URL; expected a scheme, such as "
          + "https://shop.example/path")
    }
    self.url = url
    domain = parts.host ?? ""
    path = parts.path.isEmpty ? "/" : parts.path
    query = parts.query
    fragment = parts.fragment
    var campaign = Properties()
    for item in parts.queryItems ?? [] where Self.campaignKeys.contains(item.name) {
      if let value = item.value, let kept = PropertyValue(cutting: value) {
        campaign[item.name] = kept
      }
    }
    self.campaign = campaign
  }

  /// What a pageview carries.
  var properties: Properties {
    var properties = Properties()
    for (key, part) in [
      ("url", url), ("domain", domain), ("path", path), ("query", query), ("hash", fragment),
    ] {
      if let part, let kept = PropertyValue(cutting: part) { properties[key] = kept }
    }
    return properties
  }

  /// What a session that begins with this page takes along.
  var sessionProperties: Properties {
    campaign.merging([
      "landing_page": .string((domain + path).prefix(utf16: Limits.propertyValue))
    ]) { _, new in new }
  }

  private static let campaignKeys: Set<String> = [
    "utm_source", "utm_medium", "utm_campaign", "utm_term", "utm_content",
  ]
}
