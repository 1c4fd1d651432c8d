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

// Numbers are compared many at a time without a branch, so that the compiler has the processor do
// several at once; only where one of them is the wanted one is it looked for.
#define NEXT(name, type)                                                       \
  size_t name(const void *numbers, size_t from, size_t count, type wanted) {   \
    const uint8_t *bytes = numbers;                                            \
    while (from < count) {                                                     \
      const size_t end = count - from < 512 ? count : from + 512;              \
      type found = 0;                                                          \
      for (size_t at = from; at < end; at++) {                                 \
        type number;                                                           \
        memcpy(&number, bytes + at * sizeof(type), sizeof(type));              \
        found |= number == wanted;                                             \
      }                                                                        \
      for (size_t at = from; found != 0; at++) {                               \
        type number;                                                           \
        memcpy(&number, bytes + at * sizeof(type), sizeof(type));              \
        if (number == wanted) return at;                                       \
      }                                                                        \
      from = end;                                                              \
    }                                                                          \
    return count;                                                              \
  }

NEXT(cb_next8, uint8_t)
NEXT(cb_next16, uint16_t)
NEXT(cb_next32, uint32_t)
NEXT(cb_next64, uint64_t)
