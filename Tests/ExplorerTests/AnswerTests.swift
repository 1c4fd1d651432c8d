import Analysis
import Canvas
import Domain
import Testing

@testable import Explorer

@Suite("Waiting for answers")
struct AnswerTests {
  @Test("An answer that is out of date is dropped")
  func staleAnswers() throws {
    var explorer = Driver()
    explorer.holdsAnswers = true
    try explorer.press("/ k")
    let late = try #require(explorer.waiting.first { $0.lane == .users })
    try explorer.press("a t e")
    #expect(explorer.waiting.count { $0.lane == .users } == 1)
    explorer.answer(late)
    #expect(explorer.state.users.page?.matching == 60)
    explorer.answer()
    #expect(explorer.state.users.page?.matching == 1)
  }

  @Test("Old rows stay while an answer is late, dim after 200 ms, with a sign of life")
  func lateness() throws {
    var explorer = Driver()
    let column = 5
    explorer.holdsAnswers = true
    try explorer.press("]")
    explorer.passTime(milliseconds: 150)
    #expect(explorer.frame[column: column, row: 4].style.role == .identified)
    #expect(!Self.hasSpinner(explorer))
    explorer.passTime(milliseconds: 100)
    #expect(explorer.frame[column: column, row: 4].style.role == .dim)
    #expect(Self.hasSpinner(explorer))
    explorer.expect(contains: "kate@example.com")
    explorer.answer()
    #expect(!Self.hasSpinner(explorer))
  }

  private static func hasSpinner(_ explorer: Driver) -> Bool {
    explorer.lines[1].unicodeScalars.contains { Glyphs.unicode.spinner.contains($0) }
  }

  @Test("Before the first answer the screen is there, and keys work")
  func firstPaint() throws {
    var explorer = Driver(holdsAnswers: true)
    explorer.expect(contains: "1 Users  2 Events")
    explorer.expect(contains: "range: all time")
    try explorer.press("j G enter s c")
    explorer.passTime(milliseconds: 300)
    explorer.expect(contains: "Reading the store")
    explorer.answer()
    explorer.expect(contains: "60 users")
  }

  @Test("What fails is said in one line; what was shown stays; R asks again")
  func failures() throws {
    let store = SampleStore()
    var explorer = Driver(store)
    explorer.answers = { _ in .failure(QuestionFailure("the store is locked")) }
    try explorer.press("]")
    explorer.expect(contains: "the store is locked — R asks again")
    explorer.expect(contains: "kate@example.com")
    try explorer.press("j k")
    #expect(explorer.waiting.isEmpty)
    explorer.answers = { .success(store.answer($0)) }
    try explorer.press("R")
    explorer.expect(lacks: "the store is locked")
  }

  @Test("A notice goes away after four seconds or at the next key")
  func notices() throws {
    var explorer = Driver()
    explorer.send(.notice("Copied by the terminal", isProblem: false))
    explorer.expect(contains: "Copied by the terminal")
    explorer.passTime(milliseconds: 4_000)
    explorer.expect(lacks: "Copied by the terminal")
    #expect(!explorer.state.needsClock)
  }

  @Test("Relative times follow the clock")
  func relativeTimes() {
    var explorer = Driver()
    explorer.expect(contains: "53 minutes ago")
    explorer.passTime(milliseconds: 120_000)
    explorer.expect(contains: "55 minutes ago")
    explorer.expect(lacks: "53 minutes ago")
  }
}

@Suite("The runner of questions")
struct EffectRunnerTests {
  /// Takes the messages of a runner.
  private actor Inbox {
    private(set) var messages: [Message] = []
    func put(_ message: Message) { messages.append(message) }
  }

  /// A store whose users are only found when the gate opens, and never if it is cancelled first.
  private struct SlowStore: Questions {
    let gate: AsyncStream<Void>

    func users(_ question: UsersQuestion) async throws -> UsersPage {
      for await _ in gate { break }
      try Task.checkCancellation()
      return UsersPage()
    }

    struct Broken: Error, CustomStringConvertible {
      var description: String { "the disk is gone" }
    }

    func overview() async throws -> Overview { Overview() }
    func profile(_ id: UserID, in environment: AppID?) async throws -> Profile? { nil }
    func profile(_ identity: Identity, in environment: AppID?) async throws -> Profile? { nil }
    func history(_ question: HistoryQuestion) async throws -> HistoryPage { HistoryPage() }
    func events(_ question: EventsQuestion) async throws -> EventsPage {
      throw CancellationError()
    }
    func catalogue(in environment: AppID?) async throws -> [EventUse] { throw Broken() }
    func properties(ofEvent name: String, in environment: AppID?) async throws -> [PropertyUse] {
      []
    }
    func asOf(_ moment: Timestamp?) -> any Questions { self }
    func identityMoment(
      _ place: IdentityPlace, in environment: AppID?
    ) async throws -> IdentityMoment? { nil }
    func revision() async throws -> Int { 7 }
    func accounts(in environment: AppID?) async throws -> [AccountRow] { [] }
    func funnel(_ question: FunnelQuestion) async throws -> FunnelAnswer { throw Broken() }
    func trend(_ question: TrendQuestion) async throws -> TrendAnswer { throw Broken() }
    func cohortSizes(_ question: CohortSizeQuestion) async throws -> [CohortSize] { [] }
    func propertyCatalogue(in environment: AppID?) async throws -> PropertyCatalogue {
      PropertyCatalogue()
    }
    func merges(_ question: MergesQuestion) async throws -> MergesPage { MergesPage() }
    func mergePreview(_ change: MergeChange) async throws -> MergePreview { throw Broken() }
    func why(_ question: WhyQuestion) async throws -> IdentityFacts? { nil }
    func doctor(in environment: AppID?, now: Timestamp) async throws -> [Finding] { [] }
  }

  private func runner(
    _ questions: any Questions
  ) -> (EffectRunner, AsyncStream<Message>) {
    let (stream, continuation) = AsyncStream.makeStream(of: Message.self)
    return (EffectRunner(questions: questions) { continuation.yield($0) }, stream)
  }

  @Test("Questions are answered with their lane and generation, other effects handed back")
  func answers() async throws {
    let (runner, messages) = runner(SampleStore())
    let rest = runner.run([.ask(.revision, generation: 5, .revision), .copy("x"), .quit])
    #expect(rest == [.copy("x"), .quit])
    await runner.idle()
    #expect(runner.busy == 0)
    var iterator = messages.makeAsyncIterator()
    guard case .answer(.revision, 5, .success(.revision(1))) = await iterator.next() else {
      Issue.record("no answer")
      return
    }
  }

  @Test("A newer question in a lane cancels the older one, which is not answered")
  func newestWins() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let (runner, messages) = runner(SlowStore(gate: gate))
    _ = runner.run([.ask(.users, generation: 1, .users(UsersQuestion()))])
    #expect(runner.busy == 1)
    _ = runner.run([.ask(.users, generation: 2, .revision)])
    await runner.idle()
    open.finish()
    var iterator = messages.makeAsyncIterator()
    guard case .answer(.users, 2, .success(.revision(7))) = await iterator.next() else {
      Issue.record("the first message is not the newer answer")
      return
    }
  }

  @Test("A cancelled lane is quiet")
  func cancelling() async throws {
    let (gate, open) = AsyncStream.makeStream(of: Void.self)
    let (runner, _) = runner(SlowStore(gate: gate))
    _ = runner.run([.ask(.users, generation: 1, .users(UsersQuestion()))])
    _ = runner.run([.cancel(.users)])
    await runner.idle()
    open.finish()
    #expect(runner.busy == 0)
  }

  @Test("An error becomes one line; a deadline says that it took too long")
  func errors() async throws {
    let (gate, _) = AsyncStream.makeStream(of: Void.self)
    let (runner, messages) = runner(SlowStore(gate: gate))
    var iterator = messages.makeAsyncIterator()
    _ = runner.run([.ask(.catalogue, generation: 1, .catalogue(nil))])
    guard case .answer(_, _, .failure(let failure)) = await iterator.next() else {
      Issue.record("no failure")
      return
    }
    #expect(failure.message == "the disk is gone")
    _ = runner.run([.ask(.events, generation: 2, .events(EventsQuestion()))])
    guard case .answer(_, _, .failure(let late)) = await iterator.next() else {
      Issue.record("no failure")
      return
    }
    #expect(late.message.contains("took too long"))
  }

  @Test("The program asks, takes answers, paints and quits")
  func program() async throws {
    let (runner, messages) = runner(SampleStore())
    var asked: [Effect] = []
    let host = ExplorerProgram.Host(now: { SampleStore.now }, theme: { _ in .plain }) { effect in
      asked.append(effect)
      return effect == .suspend ? [.notice("back again", isProblem: false)] : []
    }
    let state = ExplorerState(
      storeName: "shop.db", size: Size(columns: 80, rows: 24), now: SampleStore.now,
      settings: Settings(theme: "default"))
    var program = ExplorerProgram(state: state, runner: runner, host: host)
    await runner.idle()
    var iterator = messages.makeAsyncIterator()
    for _ in 0..<3 { program.receive(try #require(await iterator.next())) }
    let size = Size(columns: 100, rows: 30)
    #expect(program.frame(size: size).size == size)
    #expect(program.frame(size: size).textLines[1].contains("60 users"))
    program.handle(.key(Key(.character("z"), control: true)))
    #expect(asked == [.suspend])
    #expect(program.frame(size: size).textLines.last?.contains("back again") == true)
    program.didPaint(after: .milliseconds(3))
    #expect(program.theme == .plain)
    #expect(!program.shouldQuit)
    program.handle(.key(Key(.character("q"))))
    #expect(program.shouldQuit)
  }

  @Test("Percentiles of the last paints")
  func latencies() {
    var latencies = Latencies()
    for value in 1...100 { latencies.add(.milliseconds(value)) }
    #expect(latencies.performance.median == 51)
    #expect(latencies.performance.percentile95 == 95)
  }
}
