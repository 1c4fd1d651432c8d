// Files that travel inside the program: the themes and the sample data of the repository.
#pragma once
#include <stddef.h>

typedef struct {
  /// The path within the repository.
  const char *path;
  const unsigned char *bytes;
  size_t size;
} CairnAsset;

/// How many files there are.
size_t cairn_asset_count(void);

/// One of them; nothing past the count.
CairnAsset cairn_asset(size_t index);
