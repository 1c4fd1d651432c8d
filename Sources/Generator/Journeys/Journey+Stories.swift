import Domain

/// What happens in a visit, by story.
extension Journey {
  mutating func play(_ visit: inout Visit) {
    switch story {
    case .visitor:
      arrive(on: 0, as: 0, &visit)
      browse(on: 0, as: 0, &visit)
    case .customer, .wrongEmailKey: customerVisit(on: 0, as: 0, &visit)
    case .twoDevices, .twoCasings:
      // The second device comes later, anonymous at first.
      customerVisit(on: visitsMade > 1 && draw.chance(0.5) ? 1 : 0, as: 0, &visit)
    case .sharedWithLogout: sharedVisit(logsOut: true, &visit)
    case .sharedWithoutLogout: sharedVisit(logsOut: false, &visit)
    case .guest:
      arrive(on: 0, as: 0, &visit)
      identify("guest", on: 0, &visit)
      browse(on: 0, as: 0, &visit)
    case .ownUUID: ownUUIDVisit(&visit)
    case .serverOnly: backfill(&visit)
    }
  }

  private mutating func customerVisit(on device: Int, as customer: Int, _ visit: inout Visit) {
    arrive(on: device, as: customer, &visit)
    if cast[customer].plan == nil {
      browse(on: device, as: customer, &visit)
      if visitsMade > 1 || draw.chance(0.55) { signUp(on: device, as: customer, &visit) }
      return
    }
    let wanted = identity(of: customer, on: device)
    if handsets[device].identifiedAs != wanted {
      if draw.chance(0.6) { browse(on: device, as: customer, &visit) }
      logIn(wanted, on: device, &visit)
    }
    work(on: device, as: customer, &visit)
    if draw.chance(0.45) { browse(on: device, as: customer, &visit) }
    if draw.chance(0.12) { changePlan(on: device, as: customer, &visit) }
    if draw.chance(0.05) { logOut(on: device, &visit) }
  }

  private mutating func sharedVisit(logsOut: Bool, _ visit: inout Visit) {
    let customer = visitsMade % 2
    arrive(on: 0, as: customer, &visit)
    browse(on: 0, as: customer, &visit)
    if cast[customer].plan == nil {
      signUp(on: 0, as: customer, &visit)
    } else if handsets[0].identifiedAs != cast[customer].identity {
      logIn(cast[customer].identity, on: 0, &visit)
    }
    work(on: 0, as: customer, &visit)
    if logsOut { logOut(on: 0, &visit) }
  }

  private mutating func ownUUIDVisit(_ visit: inout Visit) {
    arrive(on: 0, as: 0, &visit)
    if visitsMade == 0 { identify(uuid(), on: 0, &visit) }
    if cast[0].plan != nil {
      work(on: 0, as: 0, &visit)
      return
    }
    browse(on: 0, as: 0, &visit)
    if visitsMade > 0 { signUp(on: 0, as: 0, &visit) }
  }

  /// A customer whom the sales team brought in: values and invoices from a server alone.
  private mutating func backfill(_ visit: inout Visit) {
    guard visitsMade == 0 else { return }
    let plan = draw.pick(["Premium", "Enterprise"])
    cast[0].plan = plan
    visit.server(
      [
        "Name": .string(cast[0].person.name), "email": .string(cast[0].person.email),
        "plan": .string(plan), "role": .string(cast[0].person.role),
      ], of: cast[0])
    if draw.chance(0.6) {
      schedule(.renewal, at: visit.clock.advanced(seconds: 86400), for: 0)
    }
  }

  private func identity(of customer: Int, on device: Int) -> String {
    let identity = cast[customer].identity
    guard story == .twoCasings, device == 1 else { return identity }
    return identity.prefix(1).uppercased() + identity.dropFirst()
  }

  private mutating func uuid() -> String {
    func hex(_ bits: UInt64, _ digits: Int) -> String {
      let text = String(bits & ((1 << UInt64(4 * digits)) - 1), radix: 16)
      return String(repeating: "0", count: digits - text.count) + text
    }
    let (high, low) = (draw.bits(), draw.bits())
    return "\(hex(high >> 32, 8))-\(hex(high >> 16, 4))-4\(hex(high, 3))"
      + "-a\(hex(low >> 48, 3))-\(hex(low, 12))"
  }

  // MARK: Identity

  func isLoggedIn(on device: Int) -> Bool {
    cast.contains { $0.identity == handsets[device].identifiedAs?.lowercased() }
  }

  private mutating func identify(_ identity: String, on device: Int, _ visit: inout Visit) {
    visit.call(.identify(.string(identity)), on: &handsets[device])
    handsets[device].identifiedAs = identity
  }

  private mutating func signUp(on device: Int, as customer: Int, _ visit: inout Visit) {
    let person = cast[customer].person
    visit.pause(&draw)
    view("/signup", "Sign up", on: device, &visit)
    visit.pause(&draw)
    let method = draw.pick(weighted: [("Password", 6), ("Single sign-on", 3), ("Invitation", 1)])
    visit.track("Sign Up", ["method": .string(method)], on: &handsets[device])
    identify(identity(of: customer, on: device), on: device, &visit)
    cast[customer].plan = "Free"
    let key = story == .wrongEmailKey ? "Email" : "email"
    visit.call(
      .addUserProperties([
        "Name": .string(person.name), key: .string(person.email), "plan": "Free",
        "role": .string(person.role),
      ]), on: &handsets[device])
    markLoggedIn(true, on: device, &visit)
    visit.server(
      "Email Sent", of: cast[customer], ["template": "welcome"],
      at: visit.clock.advanced(seconds: Int64(draw.int(2...20))))
    schedule(
      .email(template: "tips"), at: visit.clock.advanced(seconds: 3 * 86400), for: customer)
    if draw.chance(0.7) { work(on: device, as: customer, &visit) }
  }

  private mutating func logIn(_ identity: String, on device: Int, _ visit: inout Visit) {
    visit.pause(&draw)
    view("/login", "Log in", on: device, &visit)
    visit.pause(&draw)
    visit.track("Log In", on: &handsets[device])
    identify(identity, on: device, &visit)
    markLoggedIn(true, on: device, &visit)
  }

  private mutating func logOut(on device: Int, _ visit: inout Visit) {
    visit.pause(&draw)
    visit.track("Log Out", on: &handsets[device])
    markLoggedIn(false, on: device, &visit)
    visit.call(.resetIdentity, on: &handsets[device])
    handsets[device].identifiedAs = nil
  }

  private mutating func markLoggedIn(_ isIn: Bool, on device: Int, _ visit: inout Visit) {
    visit.call(
      .addEventProperties(["Logged In": isIn ? "true" : "false"]), on: &handsets[device])
  }
}
