import Domain

/// What people do once they are there.
extension Journey {
  mutating func arrive(on device: Int, as customer: Int, _ visit: inout Visit) {
    let place = cast[customer].person.place
    var context: [String: InputValue] = [
      "city": .string(place.city), "country": .string(place.country),
    ]
    guard handsets[device].machine.platform == .web else {
      visit.call(
        .track(event: "Open App", properties: [:]), on: &handsets[device], context: context)
      return
    }
    let arrival = isLoggedIn(on: device) ? Arrival() : Arrival.random(&draw)
    context["referrer"] = .string(arrival.referrer ?? "direct")
    let usual = draw.pick(weighted: Shop.pages)
    let (path, title) =
      arrival.landing ?? (isLoggedIn(on: device) ? ("/app", "Dashboard") : usual)
    visit.call(
      .trackPageview(
        ClientCall.Pageview(title: title, url: Shop.address + path + arrival.query)),
      on: &handsets[device], context: context)
    if let variation = cast[customer].variation, !isLoggedIn(on: device) {
      visit.call(
        .addUserProperties(["Pricing Page Test": .string(variation)]), on: &handsets[device])
    }
    if let campaign = arrival.campaign {
      visit.call(.addUserProperties(["campaign": .string(campaign)]), on: &handsets[device])
    }
  }

  mutating func view(_ path: String, _ title: String, on device: Int, _ visit: inout Visit) {
    let isWeb = handsets[device].machine.platform == .web
    let page = ClientCall.Pageview(title: title, url: isWeb ? Shop.address + path : nil)
    visit.call(.trackPageview(page), on: &handsets[device])
  }

  mutating func browse(on device: Int, as customer: Int, _ visit: inout Visit) {
    let steps = draw.pick(weighted: [(0, 14), (1, 24), (2, 24), (3, 18), (5, 14), (8, 6)])
    for _ in 0..<steps {
      visit.pause(&draw)
      switch draw.int(0...9) {
      case 0...3:
        let (path, title) = draw.pick(weighted: Shop.pages)
        view(path, title, on: device, &visit)
      case 4:
        visit.track(
          "Search",
          ["term": .string(draw.pick(weighted: Shop.terms)), "results": .number(results())],
          on: &handsets[device])
      default: shop(on: device, as: customer, &visit)
      }
    }
  }

  private mutating func results() -> Double { Double(draw.pick([0, 1, 2, 3, 3, 5, 8, 12])) }

  /// View Product, then perhaps Add to Cart, then perhaps Purchase.
  private mutating func shop(on device: Int, as customer: Int, _ visit: inout Visit) {
    let product = draw.pick(weighted: Shop.products)
    view(product.path, product.name, on: device, &visit)
    visit.track("View Product", product.properties, on: &handsets[device])
    let isPersuaded = cast[customer].variation == "Variation A"
    guard draw.chance(isPersuaded ? 0.42 : 0.31) else { return }
    visit.pause(&draw)
    let quantity = Double(draw.pick(weighted: [(1, 14), (2, 4), (5, 1)]))
    visit.track(
      "Add to Cart", product.properties.merging(["quantity": .number(quantity)]) { $1 },
      on: &handsets[device])
    let isKnown = isLoggedIn(on: device)
    guard draw.chance(isKnown ? 0.52 : 0.2) else { return }
    visit.pause(&draw)
    view("/checkout", "Checkout", on: device, &visit)
    visit.pause(&draw)
    visit.track(
      "Purchase",
      [
        "revenue": .number(product.price * quantity), "quantity": .number(quantity),
        "product": .string(product.name), "category": .string(product.category),
        "gift": .boolean(draw.chance(0.05)),
      ], on: &handsets[device])
    if isKnown {
      visit.server(
        "Email Sent", of: cast[customer], ["template": "receipt"],
        at: visit.clock.advanced(seconds: Int64(draw.int(1...9))))
    }
  }

  /// Using what they have signed up for.
  mutating func work(on device: Int, as customer: Int, _ visit: inout Visit) {
    let steps = draw.pick(weighted: [(1, 22), (2, 30), (3, 22), (5, 16), (9, 8), (16, 2)])
    for _ in 0..<(isWhale ? steps + 3 : steps) {
      visit.pause(&draw)
      workStep(on: device, as: customer, &visit)
    }
    guard handsets[device].machine.platform == .mobile, draw.chance(0.35) else { return }
    visit.wait(seconds: draw.int(60...1500))
    visit.call(.track(event: "Sync", background: true), on: &handsets[device])
  }

  private mutating func workStep(on device: Int, as customer: Int, _ visit: inout Visit) {
    switch draw.int(0...11) {
    case 0...4:
      let (path, title) = draw.pick([
        ("/app", "Dashboard"), ("/app/projects", "Projects"), ("/app/invoices", "Invoices"),
        ("/app/reports", "Reports"),
      ])
      view(path, title, on: device, &visit)
    case 5, 6:
      cast[customer].projects += 1
      visit.track(
        "Create Project",
        [
          "template": .string(draw.pick(["Blank", "Client work", "Retainer"])),
          "projects": .number(Double(cast[customer].projects)),
        ], on: &handsets[device])
    case 7, 8:
      visit.track(
        "Send Invoice",
        ["amount": .number(Double(draw.int(5...240) * 10)), "currency": "EUR"],
        on: &handsets[device])
    case 9:
      visit.track(
        "Export Report", ["format": .string(draw.pick(["PDF", "PDF", "CSV", "XLSX"]))],
        on: &handsets[device])
    case 10:
      visit.track(
        "Invite Teammate", ["seats": .number(Double(draw.int(1...4)))],
        on: &handsets[device])
    default:
      visit.track(
        "Contact Support",
        ["topic": .string(draw.pick(["Billing", "Import", "Bug", "Question"]))],
        on: &handsets[device])
    }
  }

  /// One tier up, seldom one down; what is paid for is told by the billing server.
  mutating func changePlan(on device: Int, as customer: Int, _ visit: inout Visit) {
    let plans = Shop.plans.map(\.name)
    guard let plan = cast[customer].plan, let tier = plans.firstIndex(of: plan) else { return }
    let wanted = draw.chance(0.82) ? tier + 1 : tier - 1
    guard plans.indices.contains(wanted) else { return }
    visit.pause(&draw)
    view("/app/billing", "Billing", on: device, &visit)
    visit.pause(&draw)
    visit.track(
      "Change Plan", ["from": .string(plan), "to": .string(plans[wanted])],
      on: &handsets[device])
    visit.call(
      .addUserProperties(["plan": .string(plans[wanted])]), on: &handsets[device])
    cast[customer].plan = plans[wanted]
    guard wanted > tier else { return }
    visit.server(
      "Invoice Paid", of: cast[customer],
      [
        "plan": .string(plans[wanted]), "amount": .number(Shop.price(ofPlan: plans[wanted])),
      ], at: visit.clock.advanced(seconds: 2))
    errands.removeAll { if case .renewal = $0.kind { $0.customer == customer } else { false } }
    schedule(.renewal, at: visit.clock.advanced(seconds: 30 * 86400), for: customer)
  }
}
