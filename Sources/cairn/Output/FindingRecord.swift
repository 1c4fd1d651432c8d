import Analysis
import Domain
import Explorer

/// A finding as JSON; the fields of an example depend on the code (docs/doctor.md).
struct FindingRecord: Encodable {
  let finding: Finding
  /// How commands name the store; nil where they find it by themselves.
  let store: String?

  enum Key: String, CodingKey {
    case code, severity, count, title, meaning, advice, examples
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encode(finding.code.rawValue, forKey: .code)
    try fields.encode(finding.code.severity.rawValue, forKey: .severity)
    try fields.encode(finding.count, forKey: .count)
    try fields.encode(finding.code.title, forKey: .title)
    try fields.encode(finding.code.meaning, forKey: .meaning)
    try fields.encode(finding.code.advice, forKey: .advice)
    try fields.encode(
      finding.examples.map { ExampleRecord(example: $0, store: store) }, forKey: .examples)
  }
}

private struct ExampleRecord: Encodable {
  let example: Finding.Example
  let store: String?

  enum Key: String, CodingKey {
    case appID = "app_id"
    case command, identity, identities, users, usual
    case nextIdentity = "next_identity"
    case userID = "user_id"
    case userIDs = "user_ids"
    case people, switches, latest, of, property, properties, strings, numbers, booleans, value
    case event, events, uses, values
  }

  private struct Name: Encodable {
    let property: String
    let uses: Int
  }

  func encode(to encoder: any Encoder) throws {
    var fields = encoder.container(keyedBy: Key.self)
    try fields.encodeIfPresent(example.environment?.value, forKey: .appID)
    try fields.encode(example.command(store: store).text, forKey: .command)
    switch example.evidence {
    case .merged(let identity, let users):
      try fields.encode(identity.value, forKey: .identity)
      try fields.encode(users, forKey: .users)
    case .mergedUnusually(let identity, let users, let usual):
      try fields.encode(identity.value, forKey: .identity)
      try fields.encode(users, forKey: .users)
      try fields.encode(usual, forKey: .usual)
    case .spellings(let identities):
      try fields.encode(identities.map(\.value), forKey: .identities)
    case .generated(let identity, let next):
      try fields.encode(identity.value, forKey: .identity)
      try fields.encode(next.value, forKey: .nextIdentity)
    case .sharedDevice(let first, let people, let switches):
      try fields.encode(first.map(\.id.description), forKey: .userIDs)
      try fields.encode(people, forKey: .people)
      try fields.encode(switches, forKey: .switches)
    case .ahead(let person, let latest):
      try fields.encode(person.id.description, forKey: .userID)
      try fields.encode(person.identity?.value, forKey: .identity)
      try fields.encode(latest.description, forKey: .latest)
    case .types(let property, let strings, let numbers, let booleans, let odd):
      try encode(property, &fields)
      try fields.encode(strings, forKey: .strings)
      try fields.encode(numbers, forKey: .numbers)
      try fields.encode(booleans, forKey: .booleans)
      try fields.encode(ValueRecord(value: odd), forKey: .value)
    case .names(let owner, let uses):
      try fields.encode(owner.rawValue, forKey: .of)
      try fields.encode(
        uses.map { Name(property: $0.name, uses: $0.uses) }, forKey: .properties)
    case .identityLength(let identity): try fields.encode(identity.value, forKey: .identity)
    case .eventName(let use):
      try fields.encode(use.name, forKey: .event)
      try fields.encode(use.uses, forKey: .events)
    case .propertyName(let property, let uses):
      try encode(property, &fields)
      try fields.encode(uses, forKey: .uses)
    case .cutValues(let property, let values):
      try encode(property, &fields)
      try fields.encode(values, forKey: .values)
    }
  }

  private func encode(
    _ property: Finding.Property, _ fields: inout KeyedEncodingContainer<Key>
  ) throws {
    try fields.encode(property.owner.rawValue, forKey: .of)
    try fields.encode(property.key, forKey: .property)
  }
}
