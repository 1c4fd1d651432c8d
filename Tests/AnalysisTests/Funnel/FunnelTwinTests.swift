import Analysis
import Domain
import Foundation
import Store
import TestSupport
import Testing

/// Funnels over column segments are those of the plain twin, whatever was called and however it was
/// committed (R-F1 to R-F13).
@Suite("Funnels and their plain twin")
struct FunnelTwinTests {
  @Test("R-F1 to R-F11: random funnels over random stores give the same counts", arguments: 1...24)
  func sameCounts(seed: Int) async throws {
    let (engine, plain) = try RandomStore(seed: UInt64(seed), calls: 220).open()
    var questions = RandomFunnels(seed: UInt64(seed), newest: try await newest(of: plain))
    for _ in 0..<60 {
      let question = questions.next()
      let answer = try await engine.funnel(question)
      #expect(answer == (try await plain.funnel(question)), "\(question)")
    }
  }

  @Test("R-F8: the users behind each number are those that were counted", arguments: 1...10)
  func sameMembers(seed: Int) async throws {
    let (engine, plain) = try RandomStore(seed: UInt64(seed), calls: 180).open()
    var questions = RandomFunnels(seed: UInt64(seed), newest: try await newest(of: plain))
    for _ in 0..<8 {
      let question = questions.next()
      let answer = try await engine.funnel(question)
      for (cell, count) in cells(of: answer, question) {
        var users = UsersQuestion(limit: 100)
        users.members = .funnel(question, cell)
        let page = try await engine.users(users)
        #expect(page == (try await plain.users(users)), "\(question) \(cell)")
        switch question.unit {
        case .user, .userInSession: #expect(page.matching == count, "\(question) \(cell)")
        case .session: #expect(page.matching <= count)
        case .account: #expect((page.matching == 0) == (count == 0))
        }
      }
    }
  }

  @Test(
    "R-F6, R-F7, R-F9: steps never increase, groups sum to the total, nobody is lost",
    arguments: 30...42)
  func sums(seed: Int) async throws {
    let (engine, plain) = try RandomStore(seed: UInt64(seed), calls: 220).open()
    var questions = RandomFunnels(seed: UInt64(seed), newest: try await newest(of: plain))
    for _ in 0..<40 {
      let question = questions.next()
      let answer = try await engine.funnel(question)
      for row in [answer.total] + answer.groups {
        #expect(zip(row.counts, row.counts.dropFirst()).allSatisfy { $0 >= $1 })
        #expect(row.counts.indices.allSatisfy { row.dropped(after: $0) >= 0 })
        #expect(row.times.reduce(0, +) == row.counts.last)
        #expect((row.medianTime == nil) == (row.counts.last == 0))
      }
      if question.grouping == nil {
        #expect(answer.groups.isEmpty)
        continue
      }
      for step in question.steps.indices {
        #expect(answer.groups.reduce(0) { $0 + $1.counts[step] } == answer.total.counts[step])
        #expect(
          answer.groups.reduce(0) { $0 + $1.stillInTime[step] } == answer.total.stillInTime[step])
      }
    }
  }

  private func newest(of plain: PlainStore) async throws -> Timestamp {
    try await plain.overview().newestEvent ?? Timestamp(milliseconds: 0)
  }

  private func cells(
    of answer: FunnelAnswer, _ question: FunnelQuestion
  ) -> [(FunnelCell, Int)] {
    ([answer.total] + answer.groups).flatMap { row in
      question.steps.indices.flatMap { step in
        [
          (FunnelCell(.reached(step: step), group: row.value), row.counts[step]),
          (FunnelCell(.dropped(after: step), group: row.value), row.dropped(after: step)),
          (FunnelCell(.stillInTime(after: step), group: row.value), row.stillInTime[step]),
        ]
      }
    }
  }
}
