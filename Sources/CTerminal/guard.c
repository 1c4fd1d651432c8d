// Whatever ends the process, the terminal must be left usable. Everything that `restore` calls is
// safe in a signal handler.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <termios.h>
#include <unistd.h>

#include "CTerminal.h"

static const int fatal[] = {SIGSEGV, SIGBUS, SIGILL, SIGTRAP, SIGFPE, SIGABRT, SIGQUIT};
enum { fatal_count = sizeof fatal / sizeof fatal[0] };

static struct sigaction former[fatal_count];
static volatile sig_atomic_t installed;
static volatile sig_atomic_t armed;

static int terminal = -1;
static struct termios modes;
static char leave_bytes[512];
static size_t leave_count;

static int error_copy = -1;
static int error_file = -1;

static int anonymous_file(void) {
#ifdef __linux__
  return memfd_create("diverted-errors", MFD_CLOEXEC);
#else
  char path[] = "/tmp/diverted-errors-XXXXXX";
  int descriptor = mkstemp(path);
  if (descriptor >= 0) {
    unlink(path);
    fcntl(descriptor, F_SETFD, FD_CLOEXEC);
  }
  return descriptor;
#endif
}

// A stray line on standard error would scroll the screen; a crash's last words must not be lost.
static void divert_errors(void) {
  if (error_file >= 0 || !isatty(STDERR_FILENO)) return;
  int copy = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 3);
  int file = copy < 0 ? -1 : anonymous_file();
  if (file < 0) {
    if (copy >= 0) close(copy);
    return;
  }
  fflush(stderr);
  dup2(file, STDERR_FILENO);
  error_copy = copy;
  error_file = file;
}

static void replay_errors(void) {
  if (error_file < 0) return;
  int file = error_file;
  error_file = -1;
  dup2(error_copy, STDERR_FILENO);
  close(error_copy);
  error_copy = -1;
  char buffer[1024];
  ssize_t count;
  lseek(file, 0, SEEK_SET);
  while ((count = read(file, buffer, sizeof buffer)) > 0) {
    if (!ct_write_all(STDERR_FILENO, buffer, (size_t)count)) break;
  }
  close(file);
}

static void restore_modes(void) {
  // Not TCSADRAIN: that would wait for a terminal that no longer takes output.
  while (tcsetattr(terminal, TCSANOW, &modes) != 0 && errno == EINTR) {}
}

static void restore(void) {
  if (!armed) return;
  armed = 0;
  ct_write_all(terminal, leave_bytes, leave_count);
  restore_modes();
  replay_errors();
}

static void crashed(int number, siginfo_t *information, void *context) {
  (void)context;
  int saved = errno;
  restore();
  // The former handler (Swift's backtracer, or the default) takes over: a fault happens again when
  // this one returns; a signal that somebody sent has to be sent again.
  for (int index = 0; index < fatal_count; index++) {
    if (fatal[index] == number) sigaction(number, &former[index], NULL);
  }
  if (information->si_code <= 0 || number == SIGABRT) raise(number);
  errno = saved;
}

// A stack overflow leaves no stack to run a handler on.
static void provide_signal_stack(void) {
  stack_t current;
  if (sigaltstack(NULL, &current) != 0 || !(current.ss_flags & SS_DISABLE)) return;
  stack_t own = {0};
  own.ss_size = 64 * 1024;
  own.ss_sp = malloc(own.ss_size);
  if (own.ss_sp && sigaltstack(&own, NULL) != 0) free(own.ss_sp);
}

static void install(void) {
  if (installed) return;
  static bool registered = false;
  if (!registered) registered = atexit(restore) == 0;
  provide_signal_stack();
  struct sigaction action = {0};
  action.sa_sigaction = crashed;
  action.sa_flags = SA_SIGINFO | SA_ONSTACK;
  sigemptyset(&action.sa_mask);
  for (int index = 0; index < fatal_count; index++) {
    sigaction(fatal[index], &action, &former[index]);
  }
  installed = 1;
}

bool ct_guard_prepare(int descriptor) {
  if (tcgetattr(descriptor, &modes) != 0) return false;
  terminal = descriptor;
  return true;
}

void ct_guard_set_leave(const char *bytes, size_t count) {
  leave_count = count < sizeof leave_bytes ? count : sizeof leave_bytes;
  memcpy(leave_bytes, bytes, leave_count);
}

void ct_guard_arm(void) {
  install();
  divert_errors();
  armed = 1;
}

void ct_guard_disarm(void) {
  if (!armed) return;
  armed = 0;
  restore_modes();
  replay_errors();
}

void ct_guard_remove(void) {
  if (!installed) return;
  for (int index = 0; index < fatal_count; index++) sigaction(fatal[index], &former[index], NULL);
  installed = 0;
}
