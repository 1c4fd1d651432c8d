import Domain

/// Where somebody lives: the clock they live by, in hours east of UTC.
struct Place: Sendable {
  let city: String
  let country: String
  let offset: Int

  private static let all: [(item: Place, weight: Int)] = [
    (Place(city: "Berlin", country: "Germany", offset: 1), 14),
    (Place(city: "Hamburg", country: "Germany", offset: 1), 8),
    (Place(city: "München", country: "Germany", offset: 1), 7),
    (Place(city: "Wien", country: "Austria", offset: 1), 5),
    (Place(city: "Zürich", country: "Switzerland", offset: 1), 4),
    (Place(city: "Paris", country: "France", offset: 1), 6),
    (Place(city: "London", country: "United Kingdom", offset: 0), 9),
    (Place(city: "Oslo", country: "Norway", offset: 1), 3),
    (Place(city: "Kraków", country: "Poland", offset: 1), 4),
    (Place(city: "New York", country: "United States", offset: -5), 11),
    (Place(city: "Austin", country: "United States", offset: -6), 6),
    (Place(city: "San Francisco", country: "United States", offset: -8), 6),
    (Place(city: "Toronto", country: "Canada", offset: -5), 4),
    (Place(city: "São Paulo", country: "Brazil", offset: -3), 4),
    (Place(city: "大阪", country: "Japan", offset: 9), 3),
    (Place(city: "Sydney", country: "Australia", offset: 11), 3),
  ]

  static func random(_ draw: inout Draw) -> Place { draw.pick(weighted: all) }
}

/// Somebody with a name; invented, at domains that are reserved for examples.
struct Person: Sendable {
  let name: String
  /// Lower case, unique by the number in it.
  let email: String
  let place: Place
  let role: String

  init(number: Int, _ draw: inout Draw) {
    let first = draw.pick(Self.firstNames)
    let last = draw.pick(Self.lastNames)
    let domain = draw.pick(["example.com", "example.org", "example.net", "mail.example"])
    name = "\(first) \(last)"
    email = "\(Self.plain(first)).\(Self.plain(last))\(number)@\(domain)"
    place = .random(&draw)
    role = draw.pick(["Owner", "Owner", "Freelancer", "Freelancer", "Accountant", "Manager"])
  }

  /// A name as addresses write it: `Zoë` → `zoe`.
  private static func plain(_ name: String) -> String {
    let spelled: [Character: String] = [
      "ä": "ae", "ö": "oe", "ü": "ue", "ß": "ss", "ë": "e", "é": "e", "ø": "o", "ł": "l",
      "á": "a", "ç": "c",
    ]
    return name.lowercased().map { spelled[$0] ?? String($0) }.joined()
  }

  private static let firstNames = [
    "Anna", "Ben", "Carla", "Daniel", "Emma", "Finn", "Greta", "Hannah", "Ida", "Jonas", "Kaja",
    "Lena", "Malik", "Nora", "Oskar", "Paula", "Quentin", "Rosa", "Søren", "Theo", "Uma",
    "Victor", "Wanda", "Xenia", "Yuki", "Zoë", "Amélie", "Bjørn", "Chidi", "Mehmet",
  ]

  private static let lastNames = [
    "Adler", "Baker", "Costa", "Dietz", "Evans", "Fuchs", "Garcia", "Huber", "Ivanov", "Jansen",
    "Kowalski", "Lindt", "Müller", "Novak", "Okafor", "Pérez", "Quinn", "Richter", "Schäfer",
    "Tanaka", "Ullmann", "Vogel", "Weiß", "Young", "Ziegler", "Łukasz",
  ]
}

/// What somebody uses the shop with.
struct Machine: Sendable {
  let platform: Platform
  let context: [String: InputValue]

  private static let browsers: [(item: (String, String), weight: Int)] = [
    (("Chrome", "Desktop"), 40), (("Firefox", "Desktop"), 16), (("Safari", "Desktop"), 14),
    (("Edge", "Desktop"), 12), (("Safari", "Mobile"), 10), (("Chrome", "Mobile"), 8),
  ]

  private static let phones: [(item: (String, String), weight: Int)] = [
    (("iOS", "iPhone"), 50), (("iOS", "iPad"), 6), (("Android", "Pixel"), 18),
    (("Android", "Galaxy"), 26),
  ]

  static func browser(_ draw: inout Draw) -> Machine {
    let (browser, type) = draw.pick(weighted: browsers)
    return Machine(
      platform: .web,
      context: [
        "platform": "Web", "browser": .string(browser), "device_type": .string(type),
      ])
  }

  static func phone(_ draw: inout Draw) -> Machine {
    let (system, device) = draw.pick(weighted: phones)
    return Machine(
      platform: .mobile, context: ["platform": .string(system), "device": .string(device)])
  }

  static func any(_ draw: inout Draw) -> Machine {
    draw.chance(0.72) ? browser(&draw) : phone(&draw)
  }
}
