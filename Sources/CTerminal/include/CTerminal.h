#pragma once

// What Swift cannot say itself: curses behind plain functions (no curses macro, global or type
// leaves this target), signal handlers, the crash guard and starting a program.
// Functions that can fail return false, -1 or null; `errno` tells why where the system set it.

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#ifdef __cplusplus
extern "C" {
#endif

// ---- The screen (screen.c). One screen a process, used from one thread. ----

/// One cell as curses draws it; zero ends the marks early.
typedef struct {
  uint32_t scalar;
  uint32_t marks[4];
  uint32_t attributes;
  int32_t pair;
} CTCell;

/// Bits of `CTCell.attributes`.
enum : uint32_t {
  CT_BOLD = 1,
  CT_UNDERLINE = 2,
  CT_REVERSE = 4,
  CT_DIM = 8,
  CT_ITALIC = 16,
};

/// Opens the screen for a terminal type; false when the type is unknown or cannot address a cursor.
bool ct_screen_open(const char *type, int output, int input);
/// Leaves the screen and frees it.
void ct_screen_close(void);
int ct_screen_rows(void);
int ct_screen_columns(void);
/// Colours of the terminal type: 0, 8, 16, 256 or 1 << 24.
int ct_screen_colors(void);
bool ct_screen_resize(int rows, int columns);
/// Draws one row from column 0. A wide character is one cell; curses adds its second half.
bool ct_screen_put_row(int row, const CTCell *cells, int count);
/// Reads a cell back; the second half of a wide character reads as its first.
bool ct_screen_read(int row, int column, CTCell *cell);
/// Sets the foreground and background of a pair that `ct_color_pair` gave.
bool ct_pair_content(int pair, int *foreground, int *background);
/// Shows the cursor at a position, or hides it when `row` is negative.
void ct_screen_set_cursor(int row, int column);
/// Sends what changed; also enters the screen again after `ct_screen_leave`.
void ct_screen_update(void);
/// Makes the next update send every cell.
void ct_screen_repaint(void);
/// Leaves the screen until the next update.
void ct_screen_leave(void);
/// Sets the terminal's modes again when something else has changed them.
void ct_screen_reset_modes(void);
/// The pair for two colours (-1: the terminal's own), or -1 when there is none.
int ct_color_pair(int foreground, int background);
/// A string capability of terminfo, or null when the terminal lacks it.
const char *ct_capability(const char *name);
/// Columns that curses gives a scalar in the current locale: 0, 1, 2, or -1 when not printable.
int ct_width(uint32_t scalar);
/// The character encoding of the current locale.
const char *ct_codeset(void);

// ---- Descriptors (descriptors.c) ----

/// A pipe whose ends do not block and are closed in started programs.
bool ct_pipe(int *read_end, int *write_end);
/// Writes everything, waiting where the descriptor would block.
bool ct_write_all(int descriptor, const void *bytes, size_t count);
/// Waits until one of up to three descriptors (-1: none) can be read: bit n for descriptor n; 0
/// after `milliseconds` (-1: no limit) or when a signal came.
int ct_wait(int first, int second, int third, int milliseconds);
bool ct_window_size(int descriptor, int *rows, int *columns);

// ---- Signals (signals.c) ----

/// From now on TERM, HUP, INT, WINCH, TSTP and CONT write their number to the pipe.
void ct_signals_install(int write_end);
/// Puts the former handlers back.
void ct_signals_remove(void);
/// Stops the process group as ^Z does; returns when it runs again. At once in an orphaned group.
void ct_signals_stop(void);

// ---- Leaving the terminal as it was, even in a crash (guard.c) ----

/// Remembers the modes of a terminal, before curses changes them; false: not a terminal.
bool ct_guard_prepare(int descriptor);
/// The bytes that leave the screen (at most 512 are kept); a signal handler cannot work them out.
void ct_guard_set_leave(const char *bytes, size_t count);
/// From now on a crash or `exit` restores the terminal. Also sends standard error to memory.
void ct_guard_arm(void);
/// Puts standard error back and prints what was said meanwhile; restores the terminal's modes.
void ct_guard_disarm(void);
/// Puts the former crash handlers back.
void ct_guard_remove(void);

// ---- Programs (program.c) ----

/// Runs a program of PATH on this terminal and waits for it; the wait status, or -1 with `errno`.
int ct_run_program(char *const *arguments);

#ifdef __cplusplus
}
#endif
