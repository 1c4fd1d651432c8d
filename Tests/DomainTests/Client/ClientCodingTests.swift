import Domain
import Foundation
import Testing

@Suite("What a client remembers between files")
struct ClientCodingTests {
  @Test("A client that was stored and read back goes on exactly as it would have", arguments: 1...8)
  func roundTrip(seed: Int) throws {
    var client = Client(.web, seed: UInt64(seed), appID: .main)
    let start = Timestamp(milliseconds: 1_767_600_000_000)
    let calls: [ClientCall] = [
      .trackPageview(.init(title: "Page", url: "https://shop.example/a?utm_source=x")),
      .addEventProperties(["Logged In": true, "n": 50, "text": "50", "half": -0.5]),
      .identify("alice"), .addUserProperties(["plan": "Pro", "age": 41]), .track(event: "Search"),
      .addPageviewProperties(["kind": "home"]), .setAppId(AppID("staging")), .resetIdentity,
    ]
    for (step, call) in calls.enumerated() {
      let time = start.advanced(seconds: Int64(step * 400 * seed))
      _ = try client.perform(call, at: time, context: ["city": "York"])
      let data = try JSONEncoder().encode(client)
      let restored = try JSONDecoder().decode(Client.self, from: data)
      #expect(restored == client)
    }
  }

  @Test("A pairing is remembered until it ends, with or without an environment (R-C5)")
  func pairing() throws {
    var client = Client(.mobile, seed: 1)
    let start = Timestamp(milliseconds: 1_767_600_000_000)
    let unpaired = try JSONEncoder().encode(client)
    _ = try client.perform(.startEVPairing, at: start)
    let paired = try JSONEncoder().encode(client)
    // The store finds paired devices by this text.
    #expect(String(decoding: paired, as: UTF8.self).contains(#""evPairing":true"#))
    #expect(try JSONDecoder().decode(Client.self, from: paired).isPaired)
    _ = try client.perform(.stopEVPairing, at: start)
    #expect(!client.isPaired)
    #expect(try JSONDecoder().decode(Client.self, from: unpaired) == client)
  }
}
