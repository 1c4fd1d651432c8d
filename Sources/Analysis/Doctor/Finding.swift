import Domain

/// Something in a store that is probably not as it was meant, with the worst cases of it.
package struct Finding: Hashable, Sendable {
  package var code: Code
  /// How many cases there are; what a case is depends on the code.
  package var count: Int
  /// The worst ones, at most ``exampleLimit``.
  package var examples: [Example]

  package static let exampleLimit = 5

  package init(_ code: Code, count: Int, examples: [Example]) {
    self.code = code
    self.count = count
    self.examples = examples
  }

  package enum Severity: String, CaseIterable, Sendable {
    /// People are mixed up: every number about them is wrong.
    case critical
    /// Some answers are wrong or will be.
    case warning
    /// Worth a look.
    case notice
  }

  /// What was found; the raw values are stable, for scripts. In order of severity.
  package enum Code: String, CaseIterable, Sendable {
    /// Profiles whose identity many people share (R-I10).
    case nonUniqueIdentity = "non_unique_identity"
    /// Groups of identities that differ only in case or in the space around them (R-I9).
    case identitySpellings = "identity_spellings"
    /// Identities that look made by a program, given up for another one on the same device.
    case generatedIdentity = "generated_identity"
    /// Profiles with unusually many users merged into them.
    case manyUsers = "many_users"
    /// Profiles with events or property writes later than now.
    case timeAhead = "time_ahead"
    /// Properties with values of several types (R-T3).
    case propertyTypes = "property_types"
    /// Properties with texts as long as texts can be (R-T2).
    case valuesCut = "values_cut"
    /// Devices on which many people were identified (R-I4, R-I12).
    case sharedDevice = "shared_device"
    /// Groups of property names that differ only in case or in the space around them (R-M4).
    case propertySpellings = "property_spellings"
    /// Identities as long as an identity can be (R-I7).
    case identityAtLimit = "identity_at_limit"
    /// Event names as long as they can be (R-T1).
    case eventNameAtLimit = "event_name_at_limit"
    /// Property names as long as they can be (R-T2).
    case propertyNameAtLimit = "property_name_at_limit"

    package var severity: Severity {
      switch self {
      case .nonUniqueIdentity: .critical
      case .identitySpellings, .generatedIdentity, .manyUsers, .timeAhead, .propertyTypes,
        .valuesCut:
        .warning
      case .sharedDevice, .propertySpellings, .identityAtLimit, .eventNameAtLimit,
        .propertyNameAtLimit:
        .notice
      }
    }
  }

  /// One case.
  package struct Example: Hashable, Sendable {
    /// Where it is; nil where the store has one environment, or all of them are meant.
    package var environment: AppID?
    package var evidence: Evidence

    package init(in environment: AppID? = nil, _ evidence: Evidence) {
      self.environment = environment
      self.evidence = evidence
    }
  }

  /// What speaks for a finding.
  package enum Evidence: Hashable, Sendable {
    /// So many users merged into a profile.
    case merged(Identity, users: Int)
    /// So many users merged, where at most `usual` are usual (``DoctorLimits``).
    case mergedUnusually(Identity, users: Int, usual: Int)
    case spellings([Identity])
    /// The device was known by `identity`, then it was `next`.
    case generated(Identity, next: Identity)
    /// The first who were identified on one device, at most ``exampleLimit``, how many there were,
    /// and how often it changed hands.
    case sharedDevice([Person], people: Int, switches: Int)
    case ahead(Person, latest: Timestamp)
    /// How many values there are of each type, and one of the type that is rarest.
    case types(Property, strings: Int, numbers: Int, booleans: Int, odd: PropertyValue)
    case names(Property.Owner, [NameUse])
    case identityLength(Identity)
    case eventName(NameUse)
    case propertyName(Property, uses: Int)
    case cutValues(Property, values: Int)
  }

  package struct Person: Hashable, Sendable {
    /// The profile's id.
    package var id: UserID
    package var identity: Identity?

    package init(_ id: UserID, _ identity: Identity?) {
      self.id = id
      self.identity = identity
    }
  }

  package struct Property: Hashable, Sendable {
    package enum Owner: String, CaseIterable, Sendable { case user, event }

    package var owner: Owner
    package var key: String

    package init(of owner: Owner, _ key: String) {
      self.owner = owner
      self.key = key
    }
  }

  /// A name and how often it was used: by events, or by writes of a user property.
  package struct NameUse: Hashable, Sendable {
    package var name: String
    package var uses: Int

    package init(_ name: String, uses: Int) {
      self.name = name
      self.uses = uses
    }
  }
}

/// From where on something is worth a finding.
package enum DoctorLimits {
  /// Up to so many users merged into a profile are usual: as many as the documented server call maps
  /// to one identity within a month.
  package static let usualUsers = 10
  /// Of profiles, one in so many may have unusually many users; at least one may.
  package static let unusualShare = 1000
  /// So many identified people on one device are more than a family has.
  package static let sharedDevicePeople = 5
  /// Shorter runs of hexadecimal digits or of decimal ones may well be chosen by people: phone
  /// numbers and numbers of customers are shorter.
  package static let generatedHexDigits = 16
  package static let generatedDigits = 15

  /// Lengths in UTF-16 units at which something was probably cut before it was sent.
  package static let identityLengths = [Limits.identity(.client), Limits.identity(.server)]
  package static let eventNameLengths = [Limits.eventName(.client), Limits.eventName(.server)]
  package static let propertyNameLengths = [
    Limits.propertyKey(.client), Limits.propertyKey(.server),
  ]
}
