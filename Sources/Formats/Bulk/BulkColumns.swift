import Domain

/// The event properties of a batch that have one key.
package struct BulkColumn: BitwiseCopyable {
  /// The number of the key among the batch's names.
  package let key: UInt32
  /// Which events have it, ascending; none where the first events all have it, as those of most columns
  /// do.
  package let events: UnsafeBufferPointer<UInt32>
  /// Their values as ``ValueBits``; texts by their number among the batch's texts.
  package let values: UnsafeBufferPointer<UInt64>

  /// Which event has the value at a place.
  @inlinable @inline(__always)
  package func event(at place: Int) -> Int { events.isEmpty ? place : Int(events[place]) }

  /// The first place, none before `first`, whose event isn't before `event`.
  package func place(of event: Int, from first: Int) -> Int {
    if events.isEmpty { return max(first, min(event, values.count)) }
    var place = first
    while place < events.count, events[place] < event { place &+= 1 }
    return place
  }
}

/// A text that occurs in a column of a batch.
package struct BulkText: BitwiseCopyable {
  package let text: ByteRange
  /// ``ByteHash`` of the text.
  package let hash: UInt64
  /// Which of the columns.
  let column: UInt32
  let key: ShortText.Key
}

/// The event properties of a batch by key, each distinct text of a key once: whoever stores them
/// looks up each text once a batch, and fills one column at a time.
struct BulkColumns {
  /// The texts of all columns; one that occurs in two columns stands twice.
  private(set) var texts = GrowingBuffer<BulkText>(capacity: 1024)
  /// The columns in use come first; the others keep their memory for the next batch.
  private var columns = GrowingBuffer<Column>(capacity: 16)
  private var used = 0
  /// Column + 1 by number of a name; 0 for names that no property has.
  private var columnOfName = GrowingBuffer<UInt32>(capacity: 256)
  /// Texts' numbers + 1 by hash, open addressing; 0 marks an empty slot.
  private var slots = GrowingBuffer<Slot>(capacity: 4096)

  private struct Column: BitwiseCopyable {
    var key: UInt32 = 0
    /// As many as values, or none: see ``BulkColumn/events``.
    var events = GrowingBuffer<UInt32>(capacity: 16)
    var values = GrowingBuffer<UInt64>(capacity: 16)

    /// Takes note of which event the next value belongs to.
    @inline(__always)
    mutating func add(event: UInt32) {
      if events.count > 0 || Int(event) != values.count { list(event) }
    }

    @inline(never)
    private mutating func list(_ event: UInt32) {
      if events.count == 0 { for event in 0..<values.count { events.append(UInt32(event)) } }
      events.append(event)
    }

    /// Takes back the values of the events from one on.
    mutating func forget(from event: Int) {
      var count = events.count == 0 ? min(event, values.count) : events.count
      while count > 0, events.count > 0, events.base[count - 1] >= event { count -= 1 }
      events.truncate(to: count)
      values.truncate(to: count)
    }
  }

  /// Eight bytes, so that those of most batches stay in the nearest memory.
  private struct Slot: BitwiseCopyable {
    /// Part of the hash of the text and its column.
    var tag: UInt32 = 0
    /// Number + 1.
    var text: UInt32 = 0
  }

  init() { makeSlots(2048) }

  func deallocate() {
    texts.deallocate()
    columnOfName.deallocate()
    slots.deallocate()
    for column in columns.buffer {
      column.events.deallocate()
      column.values.deallocate()
    }
    columns.deallocate()
  }

  mutating func clear() {
    texts.truncate(to: 0)
    columnOfName.truncate(to: 0)
    used = 0
    makeSlots(slots.count)
  }

  var buffers: [BulkColumn] {
    columns.buffer[..<used].map {
      BulkColumn(key: $0.key, events: $0.events.buffer, values: $0.values.buffer)
    }
  }

  /// Adds the event properties of an event, which is the `index`th of the batch.
  @inline(__always)
  mutating func add(
    _ properties: UnsafePointer<BulkProperty>, count: Int, of index: Int,
    in base: UnsafeMutablePointer<UInt8>
  ) {
    for place in 0..<count {
      let column = column(of: properties[place].key)
      let value: UInt64 =
        properties[place].kind == .string
        ? ValueBits.text(number(of: properties[place].value, column, in: base))
        : properties[place].bits
      append(value, to: column, of: index)
    }
  }

  /// Adds a value to a column, of an event that has none in it and comes after all that do.
  @inline(__always)
  private mutating func append(_ value: UInt64, to column: Int, of index: Int) {
    columns.base[column].add(event: UInt32(truncatingIfNeeded: index))
    columns.base[column].values.append(value)
  }

  /// Where the next values of a column go, at most `count`, before they are added.
  @inline(__always)
  mutating func room(in column: Int, for count: Int) -> UnsafeMutablePointer<UInt64> {
    columns.base[column].values.room(for: count)
  }

  /// Adds as many values as were put where there is room for them, each with the event that has it:
  /// ascending, and after all that have one.
  @inline(__always)
  mutating func add(values count: Int, of events: UnsafePointer<UInt32>, to column: Int) {
    guard count > 0 else { return }
    let known = columns.base[column].values.count
    let goesOn = Int(events[0]) == known && Int(events[count &- 1]) == known &+ count &- 1
    if goesOn, columns.base[column].events.count == 0 {
      columns.base[column].values.add(count)
      return
    }
    for place in 0..<count {
      columns.base[column].add(event: events[place])
      columns.base[column].values.add(1)
    }
  }

  /// Takes back the values of the events from one on.
  mutating func forget(from index: Int) {
    for column in 0..<used { columns.base[column].forget(from: index) }
  }

  /// The column of a key, given by the number of its name.
  @inline(__always)
  mutating func column(of name: UInt32) -> Int {
    if Int(name) < columnOfName.count, columnOfName.base[Int(name)] != 0 {
      return Int(columnOfName.base[Int(name)]) &- 1
    }
    return addColumn(name)
  }

  @inline(never)
  private mutating func addColumn(_ name: UInt32) -> Int {
    while columnOfName.count <= Int(name) { columnOfName.append(0) }
    if used == columns.count { columns.append(Column()) }
    columns.base[used].key = name
    columns.base[used].events.truncate(to: 0)
    columns.base[used].values.truncate(to: 0)
    used += 1
    columnOfName.base[Int(name)] = UInt32(used)
    return used - 1
  }

  /// The number of a text among those of all columns.
  @inline(__always)
  mutating func number(
    of text: ByteRange, _ column: Int, in base: UnsafeMutablePointer<UInt8>
  ) -> UInt32 {
    let column = UInt32(truncatingIfNeeded: column)
    let mask = slots.count &- 1
    let key = ShortText.Key(base + text.lower, count: Int(text.count))
    let hash = Self.hash(key, column)
    var place = Int(truncatingIfNeeded: hash) & mask
    while true {
      let slot = slots.base[place]
      if slot.text == 0 { return add(text, column, key, at: place, in: base) }
      if slot.tag == UInt32(truncatingIfNeeded: hash >> 32) {
        let known = texts.base[Int(slot.text) &- 1]
        if known.column == column, known.key == key,
          key.isAll || ShortText.isSame(known.text, text, in: base)
        {
          return slot.text &- 1
        }
      }
      place = (place &+ 1) & mask
    }
  }

  @inline(__always)
  private static func hash(_ key: ShortText.Key, _ column: UInt32) -> UInt64 {
    key.hash &+ UInt64(column) &* 0x9E37_79B9_7F4A_7C15
  }

  @inline(never)
  private mutating func add(
    _ text: ByteRange, _ column: UInt32, _ key: ShortText.Key, at place: Int,
    in base: UnsafeMutablePointer<UInt8>
  ) -> UInt32 {
    let hash = ByteHash.of(base + text.lower, count: Int(text.count))
    texts.append(BulkText(text: text, hash: hash, column: column, key: key))
    put(UInt32(texts.count - 1), at: place)
    if texts.count * 4 > slots.count { grow() }
    return UInt32(texts.count - 1)
  }

  private func hash(of text: UInt32) -> UInt64 {
    Self.hash(texts.base[Int(text)].key, texts.base[Int(text)].column)
  }

  private func put(_ text: UInt32, at place: Int) {
    let hash = hash(of: text)
    slots.base[place] = Slot(tag: UInt32(truncatingIfNeeded: hash >> 32), text: text + 1)
  }

  private mutating func grow() {
    makeSlots(slots.count * 2)
    let mask = slots.count - 1
    for text in 0..<texts.count {
      var place = Int(truncatingIfNeeded: hash(of: UInt32(text))) & mask
      while slots.base[place].text != 0 { place = (place + 1) & mask }
      put(UInt32(text), at: place)
    }
  }

  private mutating func makeSlots(_ count: Int) {
    slots.fill(count, with: Slot())
  }
}
