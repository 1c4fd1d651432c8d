#pragma once

// Which of many bytes at once are of some kind, as the bits of a word: what Swift's vectors can't say.
// Each function reads all the bytes it names, and no more.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#elif defined(__ARM_NEON)
#include <arm_neon.h>
#endif

#if defined(__ARM_NEON) && !defined(__SSE2__)
/// A bit for each of sixteen bytes that are all ones or all zeros.
static inline uint32_t cb_bits16(uint8x16_t bytes) {
  const uint8x16_t places = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t marked = vandq_u8(bytes, places);
  return (uint32_t)vaddv_u8(vget_low_u8(marked)) |
         (uint32_t)vaddv_u8(vget_high_u8(marked)) << 8;
}
#endif

/// Which of 16 bytes are one of two.
static inline uint32_t cb_either16(const uint8_t *bytes, uint8_t one, uint8_t other) {
#if defined(__SSE2__)
  const __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  const __m128i is_one = _mm_cmpeq_epi8(block, _mm_set1_epi8((char)one));
  const __m128i is_other = _mm_cmpeq_epi8(block, _mm_set1_epi8((char)other));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(is_one, is_other));
#elif defined(__ARM_NEON)
  const uint8x16_t block = vld1q_u8(bytes);
  return cb_bits16(vorrq_u8(vceqq_u8(block, vdupq_n_u8(one)), vceqq_u8(block, vdupq_n_u8(other))));
#else
  uint32_t found = 0;
  for (int place = 0; place < 16; place++)
    found |= (uint32_t)(bytes[place] == one || bytes[place] == other) << place;
  return found;
#endif
}

/// Which of 64 bytes are one of two.
static inline uint64_t cb_either64(const uint8_t *bytes, uint8_t one, uint8_t other) {
  return (uint64_t)cb_either16(bytes, one, other) |
         (uint64_t)cb_either16(bytes + 16, one, other) << 16 |
         (uint64_t)cb_either16(bytes + 32, one, other) << 32 |
         (uint64_t)cb_either16(bytes + 48, one, other) << 48;
}

/// Which of 16 bytes end a run of plain characters in a JSON string: a quote, a backslash, a control
/// character, or a byte that isn't ASCII.
static inline uint32_t cb_json_special16(const uint8_t *bytes) {
#if defined(__SSE2__)
  const __m128i block = _mm_loadu_si128((const __m128i *)bytes);
  const __m128i quotes = _mm_cmpeq_epi8(block, _mm_set1_epi8('"'));
  const __m128i slashes = _mm_cmpeq_epi8(block, _mm_set1_epi8('\\'));
  // Signed: what isn't ASCII is below zero.
  const __m128i others = _mm_cmplt_epi8(block, _mm_set1_epi8(0x20));
  return (uint32_t)_mm_movemask_epi8(_mm_or_si128(_mm_or_si128(quotes, slashes), others));
#elif defined(__ARM_NEON)
  const uint8x16_t block = vld1q_u8(bytes);
  const uint8x16_t quotes = vceqq_u8(block, vdupq_n_u8('"'));
  const uint8x16_t slashes = vceqq_u8(block, vdupq_n_u8('\\'));
  const uint8x16_t others = vcltq_s8(vreinterpretq_s8_u8(block), vdupq_n_s8(0x20));
  return cb_bits16(vorrq_u8(vorrq_u8(quotes, slashes), others));
#else
  uint32_t found = 0;
  for (int place = 0; place < 16; place++) {
    const uint8_t byte = bytes[place];
    found |= (uint32_t)(byte == '"' || byte == '\\' || byte < 0x20 || byte >= 0x80) << place;
  }
  return found;
#endif
}

/// A round of a digest, one to one: the upper half of a number goes into the lower one, and a
/// multiplication carries it up again.
static inline uint64_t cb_mixed(uint64_t number) {
  number ^= number >> 32;
  // Kept in a general register: vectors of 64 bits multiply halves, which takes longer, and the compiler
  // thinks that it doesn't.
  __asm__("" : "+r"(number));
  return number * 0x9E3779B97F4A7C15;
}

/// Ten to the power of 0 to 15.
static inline int64_t cb_power_of_ten(size_t exponent) {
  static const int64_t powers[] = {
      1,         10,         100,         1000,         10000,         100000,
      1000000,   10000000,   100000000,   1000000000,   10000000000,   100000000000,
      1000000000000, 10000000000000, 100000000000000, 1000000000000000};
  return powers[exponent];
}

/// Whether all of some bytes are ASCII and none is zero.
bool cb_is_plain(const uint8_t *bytes, size_t count);

/// The first of some numbers, from a place on, that is the one wanted; `count` where none is. Numbers are
/// of one, two, four or eight bytes each, wherever they lie.
size_t cb_next8(const void *numbers, size_t from, size_t count, uint8_t wanted);
size_t cb_next16(const void *numbers, size_t from, size_t count, uint16_t wanted);
size_t cb_next32(const void *numbers, size_t from, size_t count, uint32_t wanted);
size_t cb_next64(const void *numbers, size_t from, size_t count, uint64_t wanted);
