/// Reading the texts of definitions: what can't be read is told with the field it stands in.
extension EventSelector {
  static func reading(
    _ text: String, field: String, _ glossary: Glossary
  ) throws(QuestionError) -> EventSelector {
    do {
      return try EventSelector(parsing: text, glossary: glossary)
    } catch {
      throw QuestionError("\(error)\n\(error.caret)", field: field)
    }
  }
}

extension UserFilter {
  static func reading(_ text: String, _ glossary: Glossary) throws(QuestionError) -> UserFilter {
    do {
      return try UserFilter(parsing: text, glossary: glossary)
    } catch {
      throw QuestionError("\(error)\n\(error.caret)", field: "where")
    }
  }
}

extension TimeRange {
  static func reading(_ text: String) throws(QuestionError) -> TimeRange {
    do {
      return try TimeRange(parsing: text.isEmpty ? "all" : text)
    } catch {
      throw QuestionError(error.message, field: "range")
    }
  }
}
