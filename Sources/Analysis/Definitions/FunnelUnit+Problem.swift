extension FunnelUnit {
  /// Why every number would be 0 in a store whose users have these properties: accounts are told by
  /// one that nobody has. Nil where there is something to count.
  ///
  /// - Parameter accountProperty: the one that names accounts where nothing else is said.
  package func problem(userProperties known: [String], accountProperty: String) -> String? {
    guard case .account(let asked) = self else { return nil }
    let property = asked ?? accountProperty
    if known.contains(property) { return nil }
    let missing = "no user has the property '\(property)'"
    guard asked == nil else { return missing + NearestNames.hint(for: property, in: known) }
    return missing
      + ", which names accounts; 'cairn accounts --set-property NAME' chooses another, and so does "
      + "account:NAME"
  }
}
