import Analysis
import Canvas
import Domain

/// What is chosen for a trend.
enum TrendPicker: Hashable, Sendable {
  case event, by, interval, zone

  var title: String {
    switch self {
    case .event: "Event"
    case .by: "Group by"
    case .interval: "Interval"
    case .zone: "Time zone"
    }
  }

  var takesText: Bool { self != .interval }

  var placeholder: String {
    switch self {
    case .event: "an event, or: Purchase where revenue>50"
    case .by, .interval: "type to search"
    case .zone: "a name, such as Europe/Paris"
    }
  }
}

extension ExplorerState {
  func trendEntries(_ picker: TrendPicker) -> [PickerEntry] {
    switch picker {
    case .event: trendEventEntries
    case .by: trendGroupEntries
    case .interval:
      TrendInterval.allCases.map { trendEntry(.interval, $0.rawValue, $0.rawValue) }
    case .zone: zoneEntries
    }
  }

  mutating func choose(_ text: String, for picker: TrendPicker) {
    switch picker {
    case .event: trends.definition.event = text
    case .by: trends.definition.by = text
    case .interval: TrendInterval(rawValue: text).map { choose($0) }
    case .zone: trends.definition.timeZone = text
    }
  }

  /// What is typed, as an entry.
  func typedTrendEntry(_ picker: TrendPicker, _ text: String) -> [PickerEntry] {
    var entry = PickerEntry(choice: .trend(picker, text), title: text, note: "as typed")
    switch picker {
    case .by, .interval: return []
    case .event, .zone:
      do throws(TrendProblem) {
        if picker == .event {
          _ = try Self.event(text, glossary)
          entry.about = "These events, though they are none of those proposed."
        } else {
          _ = try Self.zone(text)
          entry.about = "A name of the time zone database."
        }
      } catch {
        entry.disabled = error.message
        entry.about = error.message
      }
    }
    return [entry]
  }

  private func trendEntry(
    _ picker: TrendPicker, _ text: String, _ title: String, _ note: String = "", about: String = ""
  ) -> PickerEntry {
    let definition = trends.definition
    let current =
      switch picker {
      case .event: definition.event
      case .by: definition.by
      case .interval: definition.interval.rawValue
      case .zone: definition.timeZone
      }
    return PickerEntry(
      choice: .trend(picker, text), title: title, note: note, about: about, isOn: text == current)
  }

  /// Any event, defined events, and all names that occur, the most frequent first.
  private var trendEventEntries: [PickerEntry] {
    let current = trends.definition.event
    var entries = [trendEntry(.event, "*", "any event")]
    entries += saved(.event).map {
      trendEntry(.event, StepText.of($0.name), $0.name, "defined", about: $0.about)
    }
    entries += (events.catalogue ?? []).map { use in
      trendEntry(
        .event, StepText.of(use.name), use.name, use.count.grouped,
        about: "\(use.count.counted("event")) of \(use.users.counted("user")). Tab takes the "
          + "name, to go on with where.")
    }
    let isListed = entries.contains { $0.isOn == true }
    return isListed ? entries : [trendEntry(.event, current, current, "in force")] + entries
  }

  private var trendGroupEntries: [PickerEntry] {
    [trendEntry(.by, "", "nothing", about: "One line for all.")]
      + groupings.map {
        trendEntry(.by, $0.text, $0.key, Self.note(of: $0), about: Self.about($0))
      }
  }

  private var zoneEntries: [PickerEntry] {
    let current = trends.definition.timeZone
    let zones = [
      "UTC", "Europe/London", "Europe/Berlin", "Europe/Athens", "America/New_York",
      "America/Chicago", "America/Los_Angeles", "America/Sao_Paulo", "Africa/Nairobi",
      "Asia/Dubai", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney",
    ]
    return (zones.contains(current) ? zones : [current] + zones).map { trendEntry(.zone, $0, $0) }
  }
}
