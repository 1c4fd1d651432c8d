import Canvas
import Explorer
import Foundation
import Scenarios
import Terminal

/// Does what the theatre asks for about files. What takes longer is done on another thread and told
/// when it is done.
struct Theatre {
  let files: ScenarioFiles
  let terminal: Terminal
  let post: @Sendable (Message) -> Void

  func perform(_ task: TheatreTask) throws -> [Message] {
    switch task {
    case .list:
      Task.detached { [files, post] in post(.theatre(.entries(files.entries()))) }
      return []
    case .open(let file):
      Task.detached { [post] in post(Self.news(of: file)) }
      return []
    case .edit(let file):
      // A name that begins with a dash must not be taken for an option.
      let path = file.path.hasPrefix("-") ? "./\(file.path)" : file.path
      let status = try terminal.run(["/bin/sh", "-c", "\(Self.editor) \"$1\"", "sh", path])
      let complaint = Message.notice(
        "\(TextWidth.shown(Self.editor)) ended with status \(status)", isProblem: true)
      return [Self.news(of: file)] + (status == 0 ? [] : [complaint])
    case .save(let scenario, let name, let replaces):
      return [.theatre(try files.save(scenario, name: name, replaces: replaces))]
    }
  }

  private static func news(of file: ScenarioFile) -> Message {
    do throws(ScenarioError) {
      return .theatre(.opened(file, try ScenarioFiles.read(file)))
    } catch {
      return .theatre(.failed(file, TextWidth.shown("\(error)")))
    }
  }

  /// A command of the shell, which may have arguments.
  private static var editor: String {
    let environment = ProcessInfo.processInfo.environment
    return [environment["VISUAL"], environment["EDITOR"]].compactMap(\.self)
      .first { !$0.isEmpty } ?? "vi"
  }
}
