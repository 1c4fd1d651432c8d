import Domain

/// Every property there is, and how it is used.
package struct PropertyCatalogue: Hashable, Sendable {
  /// User properties, most used first, with the `Initial …` ones (R-M2).
  package var user: [PropertyEntry] = []
  /// Event properties, most used first.
  package var event: [PropertyEntry] = []
  /// Properties of accounts, as far as users belong to them; counted by users (R-A14).
  package var account: [PropertyEntry] = []
  /// Users and events that could have one.
  package var users = 0
  package var events = 0

  package init() {}
}

package struct PropertyEntry: Hashable, Sendable {
  package var key: String
  /// Users or events that have it.
  package var count: Int
  /// How many of these values are texts, numbers and booleans.
  package var strings: Int
  package var numbers: Int
  package var booleans: Int
  package var distinct: Int
  /// The most frequent values, at most ten, most frequent first.
  package var topValues: [ValueCount]

  package init(
    key: String, count: Int, strings: Int, numbers: Int, booleans: Int, distinct: Int,
    topValues: [ValueCount]
  ) {
    self.key = key
    self.count = count
    self.strings = strings
    self.numbers = numbers
    self.booleans = booleans
    self.distinct = distinct
    self.topValues = topValues
  }
}
