/// Something a call asked for that was done differently or left out; the call itself went through.
package struct CallWarning: Hashable, Sendable {
  package enum Code: String, Comparable, Sendable {
    case alreadyIdentified = "already_identified"
    case emptyIdentity = "empty_identity"
    case nonUniqueIdentity = "non_unique_identity"
    case identityConflict = "identity_conflict"
    case identityLimit = "identity_limit"
    case aliasRefused = "alias_refused"
    case keyEmpty = "key_empty"
    case keyTooLong = "key_too_long"
    case keyForbidden = "key_forbidden"
    case valueEmpty = "value_empty"
    case valueNull = "value_null"
    case valueNotFinite = "value_not_finite"
    case valueNested = "value_nested"
    case valueTruncated = "value_truncated"
    case titleTruncated = "title_truncated"

    package static func < (left: Code, right: Code) -> Bool { left.rawValue < right.rawValue }
  }

  package let code: Code
  /// The property key, identity or title that the warning is about.
  package let subject: String

  package init(_ code: Code, subject: String) {
    self.code = code
    self.subject = subject
  }
}

extension CallWarning: CustomStringConvertible {
  package var description: String {
    switch code {
    case .alreadyIdentified: "already identified as '\(subject)': nothing changes"
    case .emptyIdentity: "an empty identity is ignored"
    case .nonUniqueIdentity:
      "'\(subject)' does not tell one person from another: every visitor identified so is merged "
        + "into one profile"
    case .identityConflict: "user \(subject) already belongs to another identity: not merged"
    case .identityLimit:
      "'\(subject)' was given \(IdentifyLimit.users) user_ids by servers within 30 days: another one "
        + "is ignored"
    case .aliasRefused:
      "alias names '\(subject)', which is an identity itself; two identities are never merged"
    case .keyEmpty: "a property without a name is left out"
    case .keyTooLong: "the property name '\(subject.prefix(40))…' is too long: left out"
    case .keyForbidden: "'\(subject)' can't be used as a property name here: left out"
    case .valueEmpty: "the value of '\(subject)' is empty: left out"
    case .valueNull: "the value of '\(subject)' is null: left out"
    case .valueNotFinite: "the value of '\(subject)' is not a finite number: left out"
    case .valueNested:
      "the value of '\(subject)' is an object or array; only strings, numbers and booleans are "
        + "stored: left out"
    case .valueTruncated:
      "the value of '\(subject)' is cut to \(Limits.propertyValue) characters"
    case .titleTruncated: "the page title is cut to \(Limits.pageTitle) characters"
    }
  }
}

/// A call that was refused whole: nothing of it is stored and no state changed.
package struct CallRejection: Error, Equatable, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
