import Domain

/// What the shop sells and what its pages are called.
enum Shop {
  static let address = "https://shop.example"

  struct Product: Sendable {
    let name: String
    let category: String
    let path: String
    /// In dollars.
    let price: Double
  }

  static let products: [(item: Product, weight: Int)] = [
    (Product("Invoice Templates", "Templates", "invoice-templates", 19), 18),
    (Product("Report Templates", "Templates", "report-templates", 29), 14),
    (Product("Brand Kit", "Templates", "brand-kit", 49), 9),
    (Product("Time Tracking", "Add-ons", "time-tracking", 9), 20),
    (Product("Calendar Sync", "Add-ons", "calendar-sync", 5), 16),
    (Product("Extra Storage", "Add-ons", "extra-storage", 12), 12),
    (Product("Team Training", "Services", "team-training", 390), 4),
    (Product("Data Migration", "Services", "data-migration", 250), 3),
    (Product("Onboarding Call", "Services", "onboarding-call", 79), 6),
  ]

  static let terms: [(item: String, weight: Int)] = [
    ("invoice", 20), ("template", 14), ("calendar", 11), ("export", 9), ("import csv", 7),
    ("team", 7), ("storage", 6), ("refund", 3), ("dark mode", 3), ("zeiterfassung", 2),
    ("日本語", 1),
  ]

  /// Pages that one may land on or wander to: path, title, how often.
  static let pages: [(item: (path: String, title: String), weight: Int)] = [
    (("/", "Home"), 34), (("/pricing", "Pricing"), 18), (("/features", "Features"), 14),
    (("/blog/getting-paid-faster", "Getting paid faster"), 8),
    (("/blog/time-well-tracked", "Time well tracked"), 6), (("/customers", "Customers"), 5),
    (("/help", "Help"), 6), (("/about", "About us"), 4),
  ]

  /// Dollars a month.
  static let plans: [(name: String, price: Double)] = [
    ("Free", 0), ("Startup", 29), ("Premium", 99), ("Enterprise", 499),
  ]

  static func price(ofPlan plan: String) -> Double {
    plans.first { $0.name == plan }?.price ?? 0
  }
}

extension Shop.Product {
  fileprivate init(_ name: String, _ category: String, _ path: String, _ price: Double) {
    self.init(name: name, category: category, path: "/product/" + path, price: price)
  }

  var properties: [String: InputValue] {
    ["product": .string(name), "category": .string(category), "price": .number(price)]
  }
}
