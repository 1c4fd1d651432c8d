import Domain
import Store

/// Looks for event names that were probably cut before they were sent.
struct EventNameExamination {
  private let scope: DoctorScope

  init(_ scope: DoctorScope) {
    self.scope = scope
  }

  func findings() throws -> [Finding] {
    let names = try scope.reader.eventNames()
    let isLong = names.map { DoctorLimits.eventNameLengths.contains($0.utf16.count) }
    guard isLong.contains(true) else { return [] }
    var uses = [Int](repeating: 0, count: names.count)
    var codes: [UInt32] = []
    var users: [UInt32] = []
    var list: [UInt32] = []
    for segment in try scope.reader.segments(.events) {
      try scope.reader.checkCancellation()
      try scope.reader.integers(.name, of: segment, into: &codes)
      guard codes.contains(where: { isLong[Int($0)] }) else { continue }
      try scope.reader.integers(.user, of: segment, into: &users)
      try scope.reader.integers(.userList, of: segment, into: &list)
      for row in codes.indices where isLong[Int(codes[row])] {
        if scope.includes(Int(list[Int(users[row])])) { uses[Int(codes[row])] += 1 }
      }
    }
    let cases = names.indices.filter { uses[$0] > 0 }
      .map { Finding.NameUse(names[$0], uses: uses[$0]) }
    return [
      scope.finding(
        .eventNameAtLimit, cases, by: { (-$0.uses, $0.name) < (-$1.uses, $1.name) }
      ) { Finding.Example(.eventName($0)) }
    ].compactMap(\.self)
  }
}
