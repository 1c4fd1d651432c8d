"""The comparison of Cairn with DuckDB, ClickHouse (chdb) and SQLite; see Benchmarks/README.md."""
