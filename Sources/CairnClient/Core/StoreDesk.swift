internal import Domain
internal import Foundation
internal import Store

/// Where a client reads and writes its store: opened for as long as that takes and no longer, since
/// one process at a time writes.
struct StoreDesk: Sendable {
  let path: String
  let device: String

  enum Outcome: Sendable {
    /// Stored, with what is now remembered of the device.
    case stored(String, warnings: [String])
    /// What was remembered of the device is gone (R-C4); nothing was stored.
    case forgotten
  }

  /// What the store remembers of the device; nil of an unknown one, and where there is no store
  /// yet.
  func remembered() throws(StoreError) -> String? {
    do throws(StoreError) {
      return try read(try Store.open(path)) { try $0.clientState(device) }
    } catch {
      switch error.code {
      case .missing: return nil
      // Perhaps one of an older version, which opening to write brings up to date.
      case .notAStore:
        return try read(try Store.openForWriting(path)) { try $0.clientState(device) }
      default: throw error
      }
    }
  }

  private func read<Value>(
    _ store: Store, _ question: (Reader) throws -> Value
  ) throws(StoreError) -> Value {
    defer { try? store.close() }
    return try translating { try store.readNow { try question($0) } }
  }

  func store(_ batch: ClientMemory.Batch) throws(StoreError) -> Outcome {
    let store = try Store.openForWriting(path)
    defer { try? store.close() }
    return try translating { try write(batch, into: Writer(store)) }
  }

  private func write(_ batch: ClientMemory.Batch, into writer: Writer) throws -> Outcome {
    let known = try writer.clientState(device)
    if known == nil, batch.remembered != nil { return .forgotten }
    var warnings: [String] = []
    if known != batch.remembered {
      warnings.append(
        "another program uses the device '\(device)' as well; each should have a name of its own")
    }
    for placed in batch.facts {
      let refused = writer.append([placed.fact], in: placed.environment)
      warnings += refused.map(\.description)
    }
    let state = String(decoding: try JSONEncoder().encode(batch.client), as: UTF8.self)
    writer.setClientState(device, state)
    try writer.commit()
    return .stored(state, warnings: warnings)
  }

  private func translating<Value>(_ body: () throws -> Value) throws(StoreError) -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.unreadable, "\(path): \(error)")
    }
  }
}
