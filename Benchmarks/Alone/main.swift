// Cairn without its command line: does one job of the comparison by the library, several times in
// one process, and writes what the fastest took as JSON. See README.md beside this folder.
import Analysis
import Dispatch
import Domain
import Formats
import Foundation
import Ingest
import Store

/// Seconds of the wall clock, and of all threads in user and system mode.
struct Cost: Encodable {
  var wall: Double
  var cpu: Double

  static var now: Cost {
    var cpu = timespec()
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu)
    return Cost(
      wall: Double(DispatchTime.now().uptimeNanoseconds) / 1e9,
      cpu: Double(cpu.tv_sec) + Double(cpu.tv_nsec) / 1e9)
  }
}

struct Usage: Error, CustomStringConvertible {
  let description = """
    usage: cairn-alone STORE REPEATS JOB
      funnel RANGE STEP…    by plan, within 7 days
      trend                 of any event, by day and plan
      list OFFSET FILTER    50 users, those seen last first
      profile IDENTITY
      merge USER_ID IDENTITY
      delete IDENTITY
    """
}

struct Refused: Error {
  let reply: String
}

func perform(_ job: [String], in store: Store, _ engine: Engine) async throws {
  switch (job.first, job.dropFirst()) {
  case ("funnel", let words) where words.count > 1:
    var definition = FunnelDefinition()
    definition.range = words[1]
    definition.steps = Array(words.dropFirst())
    definition.by = "plan"
    definition.within = "7d"
    _ = try await engine.funnel(try definition.question())
  case ("trend", let words) where words.isEmpty:
    var definition = TrendDefinition()
    definition.event = "*"
    definition.by = "plan"
    _ = try await engine.trend(try definition.question())
  case ("list", let words) where words.count == 2:
    guard let offset = Int(words[1]) else { throw Usage() }
    var question = UsersQuestion(limit: 50)
    question.offset = offset
    question.filter = try UserFilter(parsing: words[2])
    _ = try await engine.users(question)
  case ("profile", let words) where words.count == 1:
    let identity = try Identity(.string(words[1]), side: .server)
    guard try await engine.profile(identity, in: nil) != nil else { throw Usage() }
  case ("merge", let words) where words.count == 2:
    let api = ServerAPI(try Writer(store))
    let body = """
      {"app_id": "\(AppID.main.value)", "user_id": "\(words[1])", "identity": "\(words[2])"}
      """
    let reply = api.answer(
      ServerAPI.Call(path: "/api/v1/identify", body: Array(body.utf8)), at: .latest)
    guard reply.status == 200 else { throw Refused(reply: reply.body) }
    try api.commit()
  case ("delete", let words) where words.count == 1:
    _ = try store.delete([.identity(try Identity(.string(words[1]), side: .server))])
  default: throw Usage()
  }
}

let arguments = CommandLine.arguments.dropFirst()
guard arguments.count > 2, let repeats = Int(arguments[2]), repeats > 0 else { throw Usage() }
let job = Array(arguments.dropFirst(2))
let isWriting = ["merge", "delete"].contains(job[0])
let store =
  try isWriting
  ? Store.openForWriting(arguments[1], creating: false) : Store.open(arguments[1])
var best = Cost(wall: .infinity, cpu: .infinity)
var engine = Engine(store)
for _ in 0..<repeats {
  // An engine keeps who is whom and one property of everybody for its next question. Of a list that
  // goes further than its first page it keeps all, so that the second time would measure nothing.
  if job[0] == "list", job.count > 2, job[1] != "0" || !job[2].isEmpty { engine = Engine(store) }
  let start = Cost.now
  try await perform(job, in: store, engine)
  let end = Cost.now
  best.wall = min(best.wall, end.wall - start.wall)
  best.cpu = min(best.cpu, end.cpu - start.cpu)
}
try store.close()
print(String(decoding: try JSONEncoder().encode(best), as: UTF8.self))
