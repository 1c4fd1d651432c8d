import GRDB

/// The tables of a store, and how older files are brought up to date.
enum Schema {
  /// Marks a SQLite file as ours: "CRNS".
  static let applicationID: Int32 = 0x4352_4E53

  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1 column segments") { db in
      try db.execute(
        sql: """
          CREATE TABLE store (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            revision INTEGER NOT NULL  -- counts commits, so that readers notice new data
          ) STRICT;
          INSERT INTO store VALUES (1, 0);

          -- Dictionaries. Codes are row ids, counted from 0 in order of first sight.
          CREATE TABLE environment (id INTEGER PRIMARY KEY, app_id TEXT NOT NULL UNIQUE) STRICT;
          CREATE TABLE event_name (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
          CREATE TABLE property_key (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;

          -- Up to 65,536 rows of one kind; oldest and newest are milliseconds since 1970.
          CREATE TABLE segment (
            id INTEGER PRIMARY KEY AUTOINCREMENT,
            kind INTEGER NOT NULL,
            rows INTEGER NOT NULL,
            oldest INTEGER NOT NULL,
            newest INTEGER NOT NULL
          ) STRICT;
          -- One column of a segment; id = segment << 24 | field.
          CREATE TABLE segment_column (id INTEGER PRIMARY KEY, data BLOB NOT NULL) STRICT;

          -- The one row a merge writes. Users are ordinals.
          CREATE TABLE migration (
            id INTEGER PRIMARY KEY,
            from_user INTEGER NOT NULL,
            to_user INTEGER NOT NULL,
            time INTEGER NOT NULL,
            source TEXT NOT NULL
          ) STRICT;

          -- Files that were imported to their end.
          CREATE TABLE imported_file (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL,
            bytes INTEGER NOT NULL,
            digest TEXT NOT NULL,
            time INTEGER NOT NULL,
            lines INTEGER NOT NULL
          ) STRICT;

          -- What the client library of a device remembers between calls.
          CREATE TABLE client (device TEXT PRIMARY KEY, state TEXT NOT NULL) STRICT;
          """)
    }
    migrator.registerMigration("2 reversals, accounts, settings") { db in
      try db.execute(
        sql: """
          -- What happened to migrations later; of one migration, the last row counts.
          CREATE TABLE reversal (
            id INTEGER PRIMARY KEY,
            migration INTEGER NOT NULL REFERENCES migration (id),
            in_force INTEGER NOT NULL CHECK (in_force IN (0, 1)),  -- 0: taken back, 1: restored
            time INTEGER NOT NULL,
            author TEXT NOT NULL,
            reason TEXT NOT NULL
          ) STRICT;
          CREATE INDEX reversal_migration ON reversal (migration);
          -- So that a merge costs the same however many there were.
          CREATE INDEX migration_from_user ON migration (from_user);

          -- Accounts by their id within an environment (R-A13). One without members is kept.
          CREATE TABLE account (
            id INTEGER PRIMARY KEY,
            environment INTEGER NOT NULL,
            account_id TEXT NOT NULL,
            time INTEGER NOT NULL,  -- the earliest of the calls that named it
            UNIQUE (environment, account_id)
          ) STRICT;
          -- Account properties as they were written; of one key, the latest time counts.
          CREATE TABLE account_write (
            id INTEGER PRIMARY KEY,
            account INTEGER NOT NULL REFERENCES account (id),
            key TEXT NOT NULL,
            kind INTEGER NOT NULL,  -- of the value; 0: text, 1: number, 2: boolean
            value TEXT NOT NULL,
            time INTEGER NOT NULL
          ) STRICT;
          CREATE INDEX account_write_account ON account_write (account, key, time);

          -- So that the few paired devices are found among many (R-C5).
          CREATE INDEX client_paired ON client (device)
            WHERE instr(state, '"evPairing":true') > 0;
          -- How many user_ids a server gave an identity lately (R-A10).
          CREATE INDEX migration_by_server ON migration (to_user) WHERE source = 'server';

          -- Settings of the store, such as the user property that is the Account ID.
          CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
          """)
    }
    return migrator
  }
}
