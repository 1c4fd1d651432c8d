#pragma once
#include <zlib.h>

// zlib's initialisers are macros that pass its version along; Swift can't see macros.

// Prepares `stream` to read one gzip member after the other (15-bit window, gzip wrapper).
static inline int cz_inflate_init_gzip(z_stream *stream) { return inflateInit2(stream, 15 + 16); }
