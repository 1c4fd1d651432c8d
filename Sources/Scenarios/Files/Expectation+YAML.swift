import Domain

extension Expectation {
  init(_ value: YAMLValue, devices known: [String]) throws(ScenarioError) {
    let fields = try value.fields("a mapping with 'users' or 'devices'")
    try fields.allow(["users", "devices"], in: "expect")
    if let list = fields["users"] {
      var users: [ExpectedUser] = []
      for item in try list.list("users") { users.append(try ExpectedUser(item)) }
      self.users = users
    }
    guard let block = fields["devices"] else { return }
    let named = try block.fields("a mapping of device names to what they must be")
    try named.allow(known, in: "the devices of expect")
    for (name, value) in named.entries {
      devices.append(try ExpectedDevice(name: name, value))
    }
  }
}

extension ExpectedUser {
  fileprivate init(_ value: YAMLValue) throws(ScenarioError) {
    self.init(line: value.line)
    let fields = try value.fields("a mapping such as { name: alice, sessions: 1 }")
    try fields.allow(
      [
        "name", "user_id", "identity", "sessions", "events", "properties", "merged", "warnings",
      ], in: "an expected user")
    name = try fields["name"]?.text("a name")
    userID = try fields["user_id"]?.userID()
    if let value = fields["identity"] { identity = .some(try value.identityOrNull()) }
    sessions = try fields["sessions"]?.count()
    events = try fields["events"]?.count()
    properties = try fields["properties"]?.storedOrAbsent() ?? [:]
    if let list = fields["merged"] {
      var ids: [UserID] = []
      for item in try list.list("user_ids") { ids.append(try item.userID()) }
      merged = ids
    }
    warnings = try fields["warnings"]?.words("warnings")
  }
}

extension ExpectedDevice {
  fileprivate init(name: String, _ value: YAMLValue) throws(ScenarioError) {
    self.init(line: value.line, name: name)
    let fields = try value.fields("a mapping such as { identity: null }")
    try fields.allow(["user_id", "identity", "session"], in: "an expected device")
    userID = try fields["user_id"]?.userID()
    if let value = fields["identity"] { identity = .some(try value.identityOrNull()) }
    if let value = fields["session"] {
      session = .some(value.isNull ? nil : try value.sessionID())
    }
  }
}

extension YAMLValue {
  fileprivate func identityOrNull() throws(ScenarioError) -> Identity? {
    try textOrNull("an identity, or null").map(Identity.init(unchecked:))
  }
}
