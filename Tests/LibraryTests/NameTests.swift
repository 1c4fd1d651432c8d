import Testing

@testable import Library

@Suite("Names of definitions and of their files")
struct NameTests {
  @Test(
    "A file is named after its definition, readably and safely",
    arguments: [
      ("Checkout", "checkout"), ("Sign-ups by plan", "sign-ups-by-plan"),
      ("../../etc/passwd", "etc-passwd"), (".hidden", "hidden"), ("a/b\\c", "a-b-c"),
      ("Größe: über 50 €", "grosse-uber-50"), ("日本語", "日本語"), ("👍", "unnamed"),
      ("--", "unnamed"), ("x\u{0}y", "x-y"),
    ])
  func slug(name: String, slug: String) {
    #expect(DefinitionName.slug(name) == slug)
  }

  @Test("A long name still gives a file name that every file system takes")
  func long() {
    for character in ["x", "語", "é", "가"] {
      let file = DefinitionName.file(String(repeating: character, count: 100), taken: [])
      #expect(file.utf8.count < 140)
      #expect(file.hasSuffix(".yaml") && file.utf8.count > 20)
    }
  }

  @Test("Two names with one slug get two files, whatever the case of what is there")
  func unique() {
    #expect(DefinitionName.file("A b", taken: []) == "a-b.yaml")
    #expect(DefinitionName.file("A b", taken: ["A-B.yaml"]) == "a-b-2.yaml")
    #expect(DefinitionName.file("a-b!", taken: ["a-b.yaml", "a-b-2.yaml"]) == "a-b-3.yaml")
  }

  @Test("Empty, long and control names are refused, others aren't")
  func faults() {
    for name in ["", "  ", "\n", "a\nb", "a\u{7f}", "a\u{202e}b", "\u{2028}", "\u{0}"] {
      #expect(DefinitionName.fault(name) != nil, "\(name.debugDescription)")
    }
    #expect(DefinitionName.fault(String(repeating: "é", count: 101)) != nil)
    #expect(DefinitionName.fault(String(repeating: "é", count: 100)) == nil)
    #expect(DefinitionName.fault("👩‍👩‍👧 \"family\" plan") == nil)
  }
}
