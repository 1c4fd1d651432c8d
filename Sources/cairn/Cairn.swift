import ArgumentParser

@main
struct Cairn: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cairn",
    abstract: "Explore users and events, and see how identities merge.",
    usage: """
      cairn [<store>]
      cairn <subcommand> [<options>]
      """,
    discussion: """
      EXAMPLES
        cairn demo                                   the explorer on sample data
        cairn import calls.jsonl --store shop.db     load a file
        cairn shop.db                                explore it
        cairn users --store shop.db --json           the same list for a script

      Without a store, commands use $CAIRN_STORE, else cairn.db in the data
      folder ($XDG_DATA_HOME/cairn).
      """,
    version: "0.1.0",
    subcommands: [
      ExploreCommand.self, DemoCommand.self, ImportCommand.self, UsersCommand.self,
      UserCommand.self, EventsCommand.self, FunnelCommand.self, TrendCommand.self,
      PropertiesCommand.self, AccountsCommand.self, CohortsCommand.self, MergesCommand.self,
      WhyCommand.self, UnmergeCommand.self, DoctorCommand.self, DeleteCommand.self,
      DefinitionsCommand.self, PlayCommand.self, GenerateCommand.self, ThemesCommand.self,
      KeysCommand.self,
    ],
    defaultSubcommand: ExploreCommand.self)
}
