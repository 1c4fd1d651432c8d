import Analysis
import Testing

@testable import Library

@Suite("Files of definitions")
struct DefinitionFileTests {
  private func read(_ kind: Definition.Kind, _ yaml: String) throws -> Definition {
    try DefinitionFile(yaml: yaml, file: "x.yaml", kind: kind).definition
  }

  private func problem(_ kind: Definition.Kind, _ yaml: String) -> String? {
    message { _ = try DefinitionFile(yaml: yaml, file: "x.yaml", kind: kind) }
  }

  @Test("A funnel is read with all its fields")
  func funnel() throws {
    let definition = try read(
      .funnel,
      """
      funnel: Checkout            # kind: name
      about: From looking to paying.
      steps: [View Product, Add to Cart, "Purchase where revenue>=50"]
      by: plan
      within: 7d
      per: account:company
      where: not identified
      range: 2026-01-01..
      """)
    var funnel = FunnelDefinition(
      steps: ["View Product", "Add to Cart", "Purchase where revenue>=50"])
    funnel.by = "plan"
    funnel.within = "7d"
    funnel.per = "account:company"
    funnel.filter = "not identified"
    funnel.range = "2026-01-01.."
    #expect(
      definition
        == Definition(
          name: "Checkout", about: "From looking to paying.", content: .funnel(funnel)))
  }

  @Test("A trend is read with all its fields")
  func trend() throws {
    let definition = try read(
      .trend,
      """
      trend: Sign-ups
      event: Sign Up
      count: users
      interval: week
      by: plan
      where: identified
      range: 90d
      time_zone: Europe/Berlin
      """)
    var trend = TrendDefinition(event: "Sign Up")
    trend.showsUsers = true
    trend.interval = .week
    trend.by = "plan"
    trend.filter = "identified"
    trend.range = "90d"
    trend.timeZone = "Europe/Berlin"
    #expect(definition == Definition(name: "Sign-ups", content: .trend(trend)))
  }

  @Test("What isn't said is as it usually is")
  func usual() throws {
    #expect(try read(.funnel, "funnel: F\nsteps: [A]") == .funnel("F", "A"))
    #expect(
      try read(.trend, "trend: T") == Definition(name: "T", content: .trend(TrendDefinition())))
    #expect(try read(.cohort, "cohort: C\nwhere: plan=Pro") == .cohort("C", "plan=Pro"))
    #expect(try read(.event, "event: E\nis: A or B") == .event("E", "A or B"))
  }

  @Test("Texts that YAML takes for numbers, dates or booleans stay as they are written")
  func words() throws {
    #expect(try read(.cohort, "cohort: 2026-01-05\nwhere: 0x10").name == "2026-01-05")
    #expect(try read(.funnel, "funnel: yes\nsteps: [12, no]") == .funnel("yes", "12", "no"))
  }

  @Test("Every definition is written so that it reads as itself")
  func roundTrips() throws {
    var funnel = FunnelDefinition(steps: ["View Product", "\"Añadir\" where x='1'", "- a: b # c"])
    funnel.by = "event:category"
    funnel.within = "30m"
    funnel.per = "session"
    funnel.filter = "plan=\"Startup\" and not name~'#'"
    funnel.range = "30d"
    var trend = TrendDefinition(event: "*")
    trend.interval = .month
    trend.showsUsers = true
    trend.timeZone = "Asia/Tokyo"
    trend.by = "null"
    let names = [
      "Checkout", "no", "~", "007", "2026-01-05", "a: b", "# 1", "'quoted' \"twice\"", "日本語 👍🏽",
      " spaces ", "back\\slash", "[x]", "@at", "%d", "e\u{301}", "|", "> y", "!tag", "&a", "*a",
    ]
    let abouts = [
      "", "One line.", "Two\nlines.\n", " indented\n\n  more ", "tab\there", "\u{1b}[1m",
    ]
    for name in names {
      for about in abouts {
        let contents: [Definition.Content] = [
          .funnel(funnel), .trend(trend), .cohort(name), .event(name), .trend(TrendDefinition()),
        ]
        for content in contents {
          let definition = Definition(name: name, about: about, content: content)
          let yaml = try definition.yaml()
          #expect(try read(definition.kind, yaml) == definition, "\(yaml)")
        }
      }
    }
  }

  @Test("A written file looks like one that a person writes")
  func looks() throws {
    var definition = Definition.funnel("Checkout", "View Product", "Purchase where revenue>=50")
    definition.about = "From looking to paying."
    #expect(
      try definition.yaml() == """
        funnel: Checkout
        about: From looking to paying.
        steps:
        - View Product
        - Purchase where revenue>=50

        """)
  }

  @Test("A definition that a file couldn't hold is refused")
  func unwritable() {
    #expect(
      message { _ = try Definition.funnel("F").yaml() }
        == "'steps': expected 1 to 32 steps, found 0")
    #expect(
      message { _ = try Definition.cohort("C", "  ").yaml() }
        == "'where': expected a filter of users, found nothing")
    #expect(message { _ = try Definition.cohort("", "x").yaml() } != nil)
  }

  @Test("Every mistake is told with its line, what was found and what was expected")
  func mistakes() {
    let cases: [(Definition.Kind, String, String)] = [
      (.funnel, "", "x.yaml: the file is empty; expected a funnel, such as 'funnel: Checkout'"),
      (
        .funnel, "funnel: F\nsteps: [a]\nby: 'event:'",
        "x.yaml:3: 'by': expected a property such as plan, account.plan or event:category, found "
          + "'event:'"
      ),
      (
        .trend, "trend: T\nby: account.",
        "x.yaml:2: 'by': expected a property such as plan, account.plan or event:category, found "
          + "'account.'"
      ),
      (
        .funnel, "funnel: F\nsteps: [a]\nper: household",
        "x.yaml:3: 'per': expected user, session, user-in-session, account or account:PROPERTY, "
          + "found 'household'"
      ),
      (
        .funnel, "funnel: F\nrange: soon\nsteps: [a]",
        "x.yaml:2: 'range': expected all, hours such as 24h, days such as 7d, or FROM..TO, found "
          + "'soon'"
      ),
      (.funnel, "- a", "x.yaml:1: expected a funnel, such as 'funnel: Checkout', found a list"),
      (
        .trend, "hello",
        "x.yaml:1: expected a trend, such as 'trend: Sign-ups by plan', found 'hello'"
      ),
      (
        .funnel, "funnel: A\nsteps: [a]\nwithn: 7d",
        "x.yaml:3: 'withn' means nothing in a funnel; did you mean 'within'?"
      ),
      (
        .cohort, "cohort: A\n\nplan: Pro",
        "x.yaml:3: 'plan' means nothing in a cohort; expected one of: cohort, about, where"
      ),
      (
        .event, "event: A\nis: B\ninto: 1",
        "x.yaml:3: 'into' means nothing in a defined event; expected one of: event, about, is"
      ),
      (
        .funnel, "funnel: A",
        "x.yaml:1: a funnel needs 'steps', such as "
          + "'steps: [View Product, Purchase]'"
      ),
      (
        .funnel, "about: A\nsteps: [a]",
        "x.yaml:1: a funnel needs 'funnel', such as "
          + "'funnel: Checkout'"
      ),
      (.cohort, "cohort: A", "x.yaml:1: a cohort needs 'where', such as 'where: plan=Startup'"),
      (
        .event, "event: A",
        "x.yaml:1: a defined event needs 'is', such as 'is: Video Interaction where action=play'"
      ),
      (
        .funnel, "# mine\ncohort: A\nwhere: x",
        "x.yaml:2: found a cohort, expected a funnel; files of that kind lie in cohorts/"
      ),
      (
        .funnel, "funnel: A\nsteps: Purchase",
        "x.yaml:2: 'steps': expected a list of events, "
          + "found 'Purchase'"
      ),
      (.funnel, "funnel: A\nsteps: []", "x.yaml:2: 'steps': expected 1 to 32 steps, found 0"),
      (
        .funnel, "funnel: A\nsteps:\n- a\n- [b]",
        "x.yaml:4: 'steps': expected an event, "
          + "found a list"
      ),
      (.funnel, "funnel: A\nsteps:\n- a\n-", "x.yaml:4: 'steps': expected an event, found nothing"),
      (.funnel, "funnel:\nsteps: [a]", "x.yaml:1: 'funnel': expected a name, found nothing"),
      (
        .funnel, "funnel: {a: b}\nsteps: [a]",
        "x.yaml:1: 'funnel': expected a name, "
          + "found a mapping"
      ),
      (
        .funnel, "funnel: A\nsteps: [a]\nwithin: soon",
        "x.yaml:3: 'within': expected a duration "
          + "such as 30m, 24h or 7d, found 'soon'"
      ),
      (
        .funnel, "funnel: A\nsteps: [a]\nwithin: 0d",
        "x.yaml:3: 'within': expected a duration "
          + "such as 30m, 24h or 7d, found '0d'"
      ),
      (
        .funnel, "funnel: A\nsteps: [a]\nper: users",
        "x.yaml:3: 'per': expected user, session, "
          + "user-in-session, account or account:PROPERTY, found 'users'"
      ),
      (
        .funnel, "funnel: A\nsteps: [a]\nrange: 2026-02-01..2026-01-01",
        "x.yaml:3: 'range': "
          + "expected all, hours such as 24h, days such as 7d, or FROM..TO, "
          + "found '2026-02-01..2026-01-01'"
      ),
      (
        .trend, "trend: A\ninterval: year",
        "x.yaml:2: 'interval': expected hour, day, week or "
          + "month, found 'year'"
      ),
      (.trend, "trend: A\ncount: 3", "x.yaml:2: 'count': expected events or users, found '3'"),
      (
        .trend, "trend: A\ntime_zone: Nowhere/At All",
        "x.yaml:2: 'time_zone': expected a time "
          + "zone such as Europe/Berlin, found 'Nowhere/At All'"
      ),
      (.trend, "trend: A\ntrend: B", "x.yaml:1: written twice: 'trend'"),
      (.trend, "trend: \"A\\u0007\"", "x.yaml:1: a name can't have control characters in it"),
      (
        .trend, "trend: " + String(repeating: "x", count: 101),
        "x.yaml:1: a name of 101 characters is too long; at most 100 are possible"
      ),
      (
        .trend, "trend: A\nabout: " + String(repeating: "x", count: 70_000),
        "x.yaml: longer than 64 kB; expected a trend, such as 'trend: Sign-ups by plan'"
      ),
    ]
    for (kind, yaml, expected) in cases {
      #expect(problem(kind, yaml) == expected)
    }
    for broken in [
      "trend: [", "trend: \"", "\ttrend: x", "a: 1\n---\nb: 2", "trend: \u{1}", "? [a]",
    ] {
      let told = problem(.trend, broken)
      #expect(told?.hasPrefix("x.yaml:") == true, "\(broken): \(told ?? "read")")
    }
  }

  @Test("Control characters of a file are shown in messages")
  func shown() {
    let told = problem(.trend, "trend: A\n\"\\e[31m\": 1")
    #expect(told?.contains("'\\u{1b}[31m' means nothing") == true)
  }

  @Test("A file may be cut off anywhere, or nest deeply, without harm")
  func garbage() throws {
    let yaml = try Definition.funnel("Checkout", "A", "\"B\" where x>1").yaml()
    for length in 0...yaml.count {
      _ = problem(.funnel, String(yaml.prefix(length)))
    }
    #expect(problem(.funnel, String(repeating: "[", count: 60_000)) != nil)
    #expect(problem(.funnel, String(repeating: "{a: ", count: 15_000)) != nil)
  }
}
