import Domain

/// How somebody gets to the shop.
struct Arrival: Sendable {
  /// The page that sent them; nil when they typed the address.
  var referrer: String?
  /// The query of the landing page; empty without a campaign.
  var query = ""
  var landing: (path: String, title: String)?
  /// The campaign as a user property; nil without one.
  var campaign: String?

  private static let sources: [(item: Arrival, weight: Int)] = [
    (Arrival(), 30),
    (Arrival(referrer: "https://www.search.example/"), 26),
    (Arrival(referrer: "https://news.example/item/8341"), 6),
    (Arrival(referrer: "https://social.example/"), 7),
    (
      Arrival(
        referrer: "https://www.search.example/",
        query: "?utm_source=search&utm_medium=cpc&utm_campaign=brand", campaign: "brand"), 10
    ),
    (
      Arrival(
        query: "?utm_source=newsletter&utm_medium=email&utm_campaign=spring-sale",
        landing: ("/spring", "Spring sale"), campaign: "spring-sale"), 9
    ),
    (
      Arrival(
        referrer: "https://social.example/",
        query: "?utm_source=social&utm_medium=paid&utm_campaign=freelancers",
        landing: ("/freelancers", "For freelancers"), campaign: "freelancers"), 8
    ),
    (
      Arrival(
        referrer: "https://partner.example/",
        query: "?utm_source=partner&utm_medium=referral&utm_campaign=accountants",
        landing: ("/accountants", "For accountants"), campaign: "accountants"), 4
    ),
  ]

  static func random(_ draw: inout Draw) -> Arrival { draw.pick(weighted: sources) }
}
