#pragma once

// Pseudo-terminals for tests: a program under test gets a terminal of its own, and the test sees
// every byte and every mode. Functions that can fail return -1 (or false) and set `errno`.

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/// A pseudo-terminal and, after `pt_spawn`, the program that runs on it.
typedef struct {
  /// The test's side; -1 when closed.
  int master;
  /// The program; 0 when there is none or it has been waited for.
  pid_t pid;
} PseudoTerminalHandle;

/// Runs a program as the leader of a session on a new terminal.
///
/// It starts with no signal blocked, no signal ignored and no descriptor but the terminal, whatever
/// thread the test runs on. `arguments` and `environment` end with null; `directory` may be null.
bool pt_spawn(
    PseudoTerminalHandle *terminal, const char *path, char *const *arguments,
    char *const *environment, const char *directory, int columns, int rows);

/// A terminal without a program: `*slave` is what a program would use. Close it with `close`.
bool pt_open(PseudoTerminalHandle *terminal, int *slave, int columns, int rows);

/// Changes the size; the program gets SIGWINCH.
bool pt_resize(const PseudoTerminalHandle *terminal, int columns, int rows);

/// Types bytes.
bool pt_write(const PseudoTerminalHandle *terminal, const void *bytes, size_t count);

/// What the program has written: the count of bytes; 0 when it has closed the terminal; -1 with
/// errno ETIMEDOUT when nothing came in time.
ssize_t pt_read(const PseudoTerminalHandle *terminal, void *buffer, size_t size, int milliseconds);

/// Sends a signal to the program alone.
bool pt_signal(const PseudoTerminalHandle *terminal, int number);

/// Waits for the program's end: its wait status, or -1 with errno ETIMEDOUT.
///
/// What it writes meanwhile is read and dropped, so that it never hangs on a full terminal.
int pt_wait(PseudoTerminalHandle *terminal, int milliseconds);

/// Waits until the program is stopped (^Z): 1 when it is, 0 when it ended, -1 with errno ETIMEDOUT.
int pt_wait_stopped(PseudoTerminalHandle *terminal, int milliseconds);

/// Whether the terminal echoes and edits lines, as a shell expects it after a program ends.
bool pt_is_cooked(const PseudoTerminalHandle *terminal);

/// Kills the program if it still runs, waits for it, and closes the terminal.
void pt_close(PseudoTerminalHandle *terminal);

/// The exit code of a wait status, or -1 when a signal ended the program.
int pt_exit_code(int status);
/// The signal that ended the program, or 0.
int pt_ending_signal(int status);
