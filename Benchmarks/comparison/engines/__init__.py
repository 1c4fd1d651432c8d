"""One module per engine; every job as each of them does it best."""
