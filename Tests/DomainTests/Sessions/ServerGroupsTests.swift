import Domain
import Testing

@Suite("Where server events are shown")
struct ServerGroupsTests {
  @Test("R-S10: 09:00 and 09:29 are one server group, 09:31 begins the next")
  func groups() {
    let places = ServerGroups.place([at(9), at(9, 29), at(9, 31)], among: [])
    #expect(places == [.group(0), .group(0), .group(1)])
  }

  @Test("R-S10: a group is 30 minutes from its first event and does not slide")
  func notSliding() {
    let times = [at(9), at(9, 20), at(9, 30), at(9, 30, 1), at(10, 0, 1), at(10, 0, 2)]
    #expect(
      ServerGroups.place(times, among: [])
        == [.group(0), .group(0), .group(0), .group(1), .group(1), .group(2)])
  }

  @Test("R-S10: an event from the start to the expiry of a session is shown in it")
  func inSession() {
    let sessions = [
      ServerGroups.Span(start: at(9), expires: at(9, 30)),
      ServerGroups.Span(start: at(11), expires: at(11, 5)),
    ]
    let times = [at(8, 59, 59), at(9), at(9, 30), at(9, 30, 1), at(11, 5), at(11, 6)]
    #expect(
      ServerGroups.place(times, among: sessions)
        == [.group(0), .session(0), .session(0), .group(1), .session(1), .group(2)])
  }

  @Test("R-S10: an event inside a session anchors no group")
  func anchor() {
    let sessions = [ServerGroups.Span(start: at(9), expires: at(9, 5))]
    #expect(
      ServerGroups.place([at(9, 4), at(9, 10), at(9, 36), at(9, 40)], among: sessions)
        == [.session(0), .group(0), .group(0), .group(0)])
  }

  @Test("R-S10: of overlapping sessions the one that started last takes the event")
  func overlap() {
    let sessions = [
      ServerGroups.Span(start: at(9), expires: at(9, 30)),
      ServerGroups.Span(start: at(9, 10), expires: at(9, 15)),
    ]
    #expect(
      ServerGroups.place([at(9, 5), at(9, 12), at(9, 20)], among: sessions)
        == [.session(0), .session(1), .session(0)])
  }
}
