import Domain
import Store

/// What an examination looks at: one snapshot, all of it or one environment.
struct DoctorScope {
  let reader: Reader
  let population: Population
  /// The code of the environment; nil for all.
  let environment: Int?
  /// By user ordinal; nil where everybody is meant.
  let isInside: [Bool]?

  init(_ reader: Reader, _ population: Population, in environment: Int?) {
    self.reader = reader
    self.population = population
    self.environment = environment
    isInside =
      population.map.isDivided(by: environment)
      ? (0..<population.count).map { Int(population.environment[$0]) == environment } : nil
  }

  func includes(_ user: Int) -> Bool { isInside?[user] ?? true }

  /// Where a user is; nil where that goes without saying.
  func place(of user: Int) -> AppID? {
    population.environments.count > 1
      ? population.environments[Int(population.environment[user])] : nil
  }

  func person(_ profile: Int) -> Finding.Person {
    Finding.Person(population.id(profile), population.identity(profile))
  }

  /// Goes through the users inside, by ordinal.
  func eachUser(_ body: (Int) throws -> Void) throws {
    for user in 0..<population.count where includes(user) {
      if user.isMultiple(of: 1 << 14) { try reader.checkCancellation() }
      try body(user)
    }
  }

  /// A finding of some cases, of which the first in order are examples; nil where there are none.
  func finding<Case>(
    _ code: Finding.Code, _ cases: [Case], by isWorse: (Case, Case) -> Bool,
    _ example: (Case) -> Finding.Example
  ) -> Finding? {
    cases.isEmpty
      ? nil
      : Finding(
        code, count: cases.count,
        examples: cases.smallest(Finding.exampleLimit, by: isWorse).map(example))
  }
}
