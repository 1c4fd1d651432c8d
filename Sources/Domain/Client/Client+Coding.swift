// What a client remembers is stored between files (`docs/architecture.md`), for each device there
// ever was: so values are coded as bare numbers and texts, not as objects of one field each.

extension UserID: Codable {
  package func encode(to encoder: any Encoder) throws { try rawValue.encode(to: encoder) }

  package init(from decoder: any Decoder) throws {
    self.init(truncating: try UInt64(from: decoder))
  }
}

extension SessionID: Codable {
  package func encode(to encoder: any Encoder) throws { try rawValue.encode(to: encoder) }

  package init(from decoder: any Decoder) throws {
    self.init(truncating: try UInt64(from: decoder))
  }
}

extension Timestamp: Codable {
  package func encode(to encoder: any Encoder) throws { try milliseconds.encode(to: encoder) }

  package init(from decoder: any Decoder) throws {
    self.init(milliseconds: try Int64(from: decoder))
  }
}

extension AppID: Codable {
  package func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

  package init(from decoder: any Decoder) throws { self.init(try String(from: decoder)) }
}

extension Identity: Codable {
  package func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }

  package init(from decoder: any Decoder) throws {
    self.init(unchecked: try String(from: decoder))
  }
}

extension PropertyValue: Codable {
  package func encode(to encoder: any Encoder) throws {
    switch self {
    case .string(let string): try string.encode(to: encoder)
    case .number(let number): try number.encode(to: encoder)
    case .boolean(let boolean): try boolean.encode(to: encoder)
    }
  }

  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let boolean = try? value.decode(Bool.self) {
      self = .boolean(boolean)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .string(try value.decode(String.self))
    }
  }
}

extension LiveSession: Codable {
  package func encode(to encoder: any Encoder) throws {
    var list = encoder.unkeyedContainer()
    try list.encode(id)
    try list.encode(start)
    try list.encode(expires)
  }

  package init(from decoder: any Decoder) throws {
    var list = try decoder.unkeyedContainer()
    let id = try list.decode(SessionID.self)
    let start = try list.decode(Timestamp.self)
    self.init(id, start: start, expires: try list.decode(Timestamp.self))
  }
}
