import Store

/// Some users by ordinal, looked up for every user of every segment: a bit each, where a set would
/// hash.
struct UserSelection {
  private var isChosen: [Bool]

  init(of users: [Int], in population: Population) {
    isChosen = [Bool](repeating: false, count: population.count)
    for user in users { isChosen[user] = true }
  }

  @inline(__always)
  func contains(_ user: Int) -> Bool { isChosen[user] }

  /// Where chosen users stand in a segment's list.
  func places(in list: [UInt32]) -> [Int] {
    var places: [Int] = []
    isChosen.withUnsafeBufferPointer { isChosen in
      list.withUnsafeBufferPointer { list in
        for place in list.indices where isChosen[Int(list[place])] { places.append(place) }
      }
    }
    return places
  }

  /// Whether each of a segment's users is chosen; nil where none is.
  func chosen(of list: [UInt32]) -> [Bool]? {
    let chosen = list.map { isChosen[Int($0)] }
    return chosen.contains(true) ? chosen : nil
  }
}
