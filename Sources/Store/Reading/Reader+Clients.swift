import Domain
import Foundation
import GRDB

extension Reader {
  /// What the client library of a device remembered at the last commit.
  package func clientState(_ device: String) throws -> String? {
    try String.fetchOne(
      db, sql: "SELECT state FROM client WHERE device = CAST(? AS TEXT)",
      arguments: [Data(device.utf8)])
  }

  /// The devices that are paired with the event visualizer, by name (R-C5). What is known of a
  /// device is as of now, so there are none as of a moment.
  package func pairedClients() throws -> [(device: String, client: Client)] {
    if isCut { return [] }
    // Word for word the condition of the index.
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT device, state FROM client WHERE instr(state, '"evPairing":true') > 0 ORDER BY device
        """)
    return try rows.compactMap { row in
      let state: String = try row.decode(atIndex: 1)
      guard let client = try? JSONDecoder().decode(Client.self, from: Data(state.utf8)),
        client.isPaired
      else { return nil }
      return (try row.decode(atIndex: 0), client)
    }
  }
}
