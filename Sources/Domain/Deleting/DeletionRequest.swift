/// Who is to be deleted: users by user_id or identity, as the deletion API lists them (R-D2, R-D3).
package struct DeletionRequest: Hashable, Sendable {
  /// The most users of one request (R-D2).
  package static let limit = 10_000

  package let users: [Subject]

  package init(_ users: [Subject]) throws(DeletionProblem) {
    guard users.count <= Self.limit else { throw .tooMany(users.count) }
    self.users = users
  }

  /// Reads the body of a request: `{"users": [{"user_id": 1}, {"identity": "x"}]}`.
  package init(_ body: InputValue) throws(DeletionProblem) {
    guard case .object(let fields) = body, fields.count == 1,
      case .array(let list)? = fields["users"]
    else { throw .notARequest }
    guard list.count <= Self.limit else { throw .tooMany(list.count) }
    var users: [Subject] = []
    for (place, item) in list.enumerated() {
      do throws(DeletionProblem) {
        users.append(try Self.user(item))
      } catch {
        throw .at(place, "\(error)")
      }
    }
    self.users = users
  }

  /// Reads one item: `{"user_id": 1}`, `{"user_id": "1"}` or `{"identity": "x"}` (R-D3).
  package static func user(_ item: InputValue) throws(DeletionProblem) -> Subject {
    guard case .object(let fields) = item else { throw .notAnObject(item.kindName) }
    // A field that is passed over could have been meant to narrow what is deleted for good.
    for key in fields.keys.sorted() where key != "user_id" && key != "identity" {
      throw .unknownField(key)
    }
    switch (fields["user_id"], fields["identity"]) {
    case (let id?, nil): return .user(try userID(id))
    case (nil, let identity?):
      do {
        return .identity(try Identity(identity, side: .server))
      } catch {
        throw .value("\(error)")
      }
    case (.some, .some): throw .both
    case (nil, nil): throw .neither
    }
  }

  private static func userID(_ value: InputValue) throws(DeletionProblem) -> UserID {
    switch value {
    case .string(let text):
      if let id = UserID(decimal: text.utf8) { return id }
      throw .value(InvalidUserID(text: text).description)
    case .number(let number):
      if let whole = UInt64(exactly: number), let id = UserID(whole) { return id }
      throw .value(InvalidUserID(text: number.decimalText).description)
    default:
      throw .value("the user_id is \(value.kindName); expected a number or its digits as a string")
    }
  }
}

/// Why something can't be read as a list of users to delete.
package enum DeletionProblem: Error, Hashable, CustomStringConvertible {
  case notARequest
  case tooMany(Int)
  case notAnObject(String)
  case unknownField(String)
  case both
  case neither
  case value(String)
  /// An item of a list, counted from 0, and what is wrong with it.
  case at(Int, String)

  package var description: String {
    switch self {
    case .notARequest:
      #"expected {"users": […]} with a list of {"user_id": …} or {"identity": …}"#
    case .tooMany(let count):
      "\(count) users are listed; at most \(DeletionRequest.limit) can be deleted at once"
    case .notAnObject(let kind):
      #"found \#(kind), expected {"user_id": …} or {"identity": …}"#
    case .unknownField(let key):
      "unknown field '\(key)'; expected user_id or identity"
    case .both: "has both user_id and identity; expected one of them"
    case .neither: "has neither user_id nor identity; expected one of them"
    case .value(let problem): problem
    case .at(let place, let problem): "users[\(place)]: \(problem)"
    }
  }
}
