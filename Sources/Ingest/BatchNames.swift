import Formats
import Store

/// The codes of a batch's names, as event names and as property keys, each looked up once.
struct BatchNames {
  /// By number of a name; -1 until it is needed.
  private var nameCodes: [Int32] = []
  private var keyCodes: [Int32] = []

  /// Nothing is known of the next batch.
  mutating func clear(for batch: BatchView) {
    nameCodes = [Int32](repeating: -1, count: batch.names.count)
    keyCodes = nameCodes
  }

  @inline(__always)
  mutating func nameCode(_ number: UInt32, _ batch: BatchView, _ rows: inout PendingRows) -> Int {
    let known = nameCodes[Int(number)]
    if known >= 0 { return Int(known) }
    let name = batch.names[Int(number)]
    let code = rows.nameCode(batch.bytes(of: name.text), hash: name.hash)
    nameCodes[Int(number)] = Int32(code)
    return code
  }

  @inline(__always)
  mutating func keyCode(_ number: UInt32, _ batch: BatchView, _ rows: inout PendingRows) -> Int {
    let known = keyCodes[Int(number)]
    if known >= 0 { return Int(known) }
    let key = batch.names[Int(number)]
    let code = rows.keyCode(batch.bytes(of: key.text), hash: key.hash)
    keyCodes[Int(number)] = Int32(code)
    return code
  }
}
