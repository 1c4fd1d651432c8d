import Analysis

/// What findings are called and mean, and what to do about them.
extension Finding {
  /// `2 profiles`.
  package var countText: String { count.counted(code.unit.one, code.unit.many) }
}

extension Finding.Severity {
  package var title: String {
    switch self {
    case .critical: "Critical"
    case .warning: "Warnings"
    case .notice: "Notices"
    }
  }
}

extension Finding.Code {
  package var title: String {
    switch self {
    case .nonUniqueIdentity: "Identities that many people share"
    case .identitySpellings: "Identities that differ only in case or space"
    case .generatedIdentity: "Generated ids as identity"
    case .manyUsers: "Profiles with unusually many users"
    case .timeAhead: "Users from the future"
    case .propertyTypes: "Properties with values of several types"
    case .valuesCut: "Values that were cut"
    case .sharedDevice: "Devices that many people use"
    case .propertySpellings: "Property names that differ only in case or space"
    case .identityAtLimit: "Identities as long as they can be"
    case .eventNameAtLimit: "Event names as long as they can be"
    case .propertyNameAtLimit: "Property names as long as they can be"
    }
  }

  /// What is counted.
  fileprivate var unit: (one: String, many: String) {
    switch self {
    case .nonUniqueIdentity, .manyUsers, .timeAhead: ("profile", "profiles")
    case .identitySpellings, .propertySpellings: ("group", "groups")
    case .generatedIdentity, .identityAtLimit: ("identity", "identities")
    case .propertyTypes, .valuesCut: ("property", "properties")
    case .sharedDevice: ("device", "devices")
    case .eventNameAtLimit, .propertyNameAtLimit: ("name", "names")
    }
  }

  /// What it does to answers.
  package var meaning: String {
    switch self {
    case .nonUniqueIdentity:
      "The identity is a placeholder such as guest or null. Whoever is identified by it is merged "
        + "into this one profile, so that histories, properties and funnels of strangers are mixed."
    case .identitySpellings:
      "Identities are case-sensitive and kept with the space around them, so each spelling is a "
        + "profile of its own, with a part of the person's history."
    case .generatedIdentity:
      "The device was identified by what looks like a random id, and then by another identity. An "
        + "identity that was given is never changed, so what came before stays with the random id "
        + "and doesn't join the person's history."
    case .manyUsers:
      "Every device, every cleared cookie and every login after a logout adds a user to a profile. "
        + "More than ten, and more than all but one in a thousand profiles have, is rarely one "
        + "person: rather a shared login, an account for tests, or an identity that is none."
    case .timeAhead:
      "Events or properties carry a time that is still to come, as of a clock that is ahead. Ranges "
        + "count back from the newest event, and a property that was written in the future hides "
        + "what is written until then."
    case .propertyTypes:
      "Under one name there are texts as well as numbers or booleans. Comparisons such as price>10 "
        + "leave out booleans and the texts that aren't numbers."
    case .valuesCut:
      "A text keeps at most 1023 characters. These are as long, so what followed is most likely "
        + "gone, and different values may look alike."
    case .sharedDevice:
      "Five people or more were identified on one device: a kiosk, a desk where staff log in as "
        + "customers, a machine for tests, or a page that passes something else than the person. "
        + "What happens between two logins belongs to who was there before."
    case .propertySpellings:
      "Names of properties are case-sensitive, so the values of one thing are spread over several "
        + "properties. Only email in lower case fills the built-in Email."
    case .identityAtLimit:
      "A longer identity is refused. One of exactly this length was perhaps cut before it was sent, "
        + "and people whose identities begin alike are merged."
    case .eventNameAtLimit:
      "A longer name is refused. One of exactly this length was perhaps cut before it was sent."
    case .propertyNameAtLimit:
      "A property with a longer name is left out. A name of exactly this length was perhaps cut "
        + "before it was sent."
    }
  }

  /// What to do, after the documents of the API.
  package var advice: String {
    switch self {
    case .nonUniqueIdentity:
      "Leave visitors anonymous until it is known who they are, and look at the value before it is "
        + "passed to identify. Take the merges back; an import with --strict-identities refuses "
        + "placeholders."
    case .identitySpellings:
      "Trim an identity and write it in lower case before it is passed to identify, an email "
        + "address above all."
    case .generatedIdentity:
      "Don't call identify before somebody logs in. The anonymous user_id follows a visitor by "
        + "itself, and the first identify takes the whole past along."
    case .manyUsers:
      "An identity must belong to one person in an environment. Look at who was merged and when, "
        + "and take back what doesn't belong there."
    case .timeAhead:
      "Send times in UTC, in seconds or milliseconds as the API expects them, or none: then the "
        + "time of arrival counts."
    case .propertyTypes: "Send one type under a name: numbers as numbers, without units."
    case .valuesCut:
      "Send fewer than 1024 characters: an id or a short code in place of a whole text."
    case .sharedDevice:
      "Call resetIdentity when somebody logs out or staff change to another account; what follows "
        + "is anonymous until the next identify."
    case .propertySpellings: "Agree on one spelling. For addresses, that is email."
    case .identityAtLimit: "Identify people by a short key that doesn't change, whole."
    case .eventNameAtLimit:
      "Name what happened in a few words, and put what differs from time to time into properties."
    case .propertyNameAtLimit: "Use short names, and put what differs into the values."
    }
  }
}
