#include "CBytes.h"

bool cb_is_plain(const uint8_t *bytes, size_t count) {
  size_t at = 0;
#if defined(__SSE2__)
  // Signed: zero and what isn't ASCII are the bytes below one.
  for (; at + 16 <= count; at += 16) {
    const __m128i block = _mm_loadu_si128((const __m128i *)(bytes + at));
    if (_mm_movemask_epi8(_mm_cmplt_epi8(block, _mm_set1_epi8(1))) != 0) return false;
  }
#endif
  for (; at < count; at++)
    if ((int8_t)bytes[at] < 1) return false;
  return true;
}
