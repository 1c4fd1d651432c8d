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
          -- So that a merge costs the same however many there were.
          CREATE INDEX migration_from_user ON migration (from_user);

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
    return migrator
  }
}
