import Analysis
import Canvas
import Domain

extension CommandRegistry {
  /// What one does with a trend.
  static let trendsCommands: [Command] = [
    Command(
      "trends.open", "Open these users", hint: "users", keys: "enter", in: [.trends], rank: 1,
      about: "Shows exactly the users who are counted in the bucket and group under the cursor.",
      isEnabled: { $0.trends.cell == nil ? .no("there is no number to open") : .yes },
      action: { state in
        state.openTrendUsers(of: state.trends.cell)
        return []
      }),
    Command(
      "trends.open-range", "Open the users of the whole range", keys: "a", in: [.trends],
      about: "Shows the users of the group under the cursor, whenever in the range they did it.",
      isEnabled: { $0.trends.cell == nil ? .no("there is no number to open") : .yes },
      action: { state in
        state.openTrendUsers(of: state.trends.cell.map { TrendCell(group: $0.group) })
        return []
      }),
    Command(
      "trends.event", "Choose the event", hint: "event", keys: "e", in: [.trends], rank: 2,
      about: "Chooses what is counted: an event by its name, a defined event, any event, or a "
        + "text such as Purchase where revenue>50.",
      action: { $0.open(.trend(.event)) }),
    Command(
      "trends.group", "Group by", hint: "group", keys: "b", in: [.trends], rank: 3,
      about: "Splits the trend by a property of users or of the event.",
      action: { $0.open(.trend(.by)) }),
    Command(
      "trends.interval", "Interval", keys: "i", in: [.trends], rank: 4,
      about: "Chooses whether hours, days, weeks or months are counted.",
      action: { $0.open(.trend(.interval)) }),
    Command(
      "trends.finer", "Finer interval", keys: "+", in: [.trends],
      about: "Counts shorter intervals: weeks instead of months, and so on down to hours.",
      action: { state in
        state.choose(state.trends.definition.interval.stepped(-1))
        return []
      }),
    Command(
      "trends.coarser", "Coarser interval", keys: "-", in: [.trends],
      about: "Counts longer intervals: days instead of hours, and so on up to months.",
      action: { state in
        state.choose(state.trends.definition.interval.stepped(1))
        return []
      }),
    Command(
      "trends.measure", "Count events or users", hint: "events/users", keys: "m",
      in: [.trends], rank: 5,
      about: "Counts users instead of events, or events instead of users.",
      action: { state in
        state.trends.definition.showsUsers.toggle()
        return []
      }),
    Command(
      "trends.zone", "Time zone", keys: "z", in: [.trends],
      about: "Chooses the time zone in which days, weeks and months begin.",
      action: { $0.open(.trend(.zone)) }),
    Command(
      "trends.earlier", "Earlier bucket", keys: "h|left", in: [.trends],
      about: "The cursor goes back in time by one bucket and reads its values.",
      action: { state in
        state.trends.move(to: state.trends.cursor - 1)
        return []
      }),
    Command(
      "trends.later", "Later bucket", keys: "l|right", in: [.trends],
      about: "The cursor goes on in time by one bucket and reads its values.",
      action: { state in
        state.trends.move(to: state.trends.cursor + 1)
        return []
      }),
    Command(
      "trends.table", "Show or hide the table", hint: "table", keys: "p", in: [.trends], rank: 7,
      about: "Shows the numbers under the chart, the newest first.",
      isEnabled: {
        $0.layout.hasRoomForTrendTable ? .yes : .no("the window is too small for it")
      },
      action: { state in
        state.trends.wantsTable = state.trendPanes.table == nil
        return []
      }),
    Command(
      "trends.saved", "Open a saved trend", hint: "open", keys: "o", in: [.trends], rank: 8,
      about: "Chooses among the trends that are saved; there they are also renamed and deleted.",
      isEnabled: { $0.canOpenSaved(.trend) },
      action: { $0.open(.saved(.trend)) }),
    Command(
      "trends.save", "Save the trend", hint: "save", keys: "W", in: [.trends], rank: 9,
      about: "Keeps the trend under a name, for you and your team.",
      action: { state in
        let name = state.trends.saved?.name ?? ""
        let effects = state.open(.save(.trend))
        state.picker?.search.replace(with: name)
        return effects
      }),
  ]
}

extension ExplorerState {
  /// Opens the users behind a number of the trend that is shown, whatever is being typed.
  fileprivate mutating func openTrendUsers(of cell: TrendCell?) {
    guard let cell, let question = trends.answered else { return }
    var parts = [question.event.text]
    if let group = cell.group { parts.append("\(question.grouping?.title ?? "") \(group.text)") }
    if let bucket = cell.bucket {
      parts.append((question.interval == .week ? "week of " : "") + bucketText.title(bucket))
    }
    // What is on the screen may be asked already, and not be answered.
    var command = (try? trendQuestion()) == question ? TrendsScreen().command(self) : nil
    command?.add("--users-at", cell.bucket?.description ?? "all")
    if let group = cell.group { command?.add("--group", group.text) }
    show(.trend(question, cell), titled: parts.joined(separator: ", "), command: command)
  }

  mutating func choose(_ interval: TrendInterval) {
    trends.definition.interval = interval
    trends.isIntervalChosen = true
  }
}
