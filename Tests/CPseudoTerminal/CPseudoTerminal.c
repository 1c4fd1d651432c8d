#define _GNU_SOURCE
#include "CPseudoTerminal.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#ifdef __APPLE__
#include <util.h>
#else
#include <pty.h>
#endif

static struct winsize window(int columns, int rows) {
  return (struct winsize){.ws_row = (unsigned short)rows, .ws_col = (unsigned short)columns};
}

static long long now_milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000LL + now.tv_nsec / 1000000;
}

static void close_on_exec(int descriptor) { fcntl(descriptor, F_SETFD, FD_CLOEXEC); }

// Between fork and exec only functions that are safe in a signal handler: other threads of the test
// may hold any lock.
static void become(const char *path, char *const *arguments, char *const *environment,
                   const char *directory) {
  for (int number = 1; number < NSIG; number++) signal(number, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
#ifdef __linux__
  close_range(3, ~0U, 0);
#else
  for (int descriptor = 3; descriptor < 1024; descriptor++) close(descriptor);
#endif
  if (directory && chdir(directory) != 0) _exit(126);
  execve(path, arguments, environment);
  _exit(127);
}

bool pt_spawn(PseudoTerminalHandle *terminal, const char *path, char *const *arguments,
              char *const *environment, const char *directory, int columns, int rows) {
  struct winsize size = window(columns, rows);
  int master;
  pid_t pid = forkpty(&master, NULL, NULL, &size);
  if (pid < 0) return false;
  if (pid == 0) become(path, arguments, environment, directory);
  close_on_exec(master);
  *terminal = (PseudoTerminalHandle){.master = master, .pid = pid};
  return true;
}

bool pt_open(PseudoTerminalHandle *terminal, int *slave, int columns, int rows) {
  struct winsize size = window(columns, rows);
  int master;
  if (openpty(&master, slave, NULL, NULL, &size) != 0) return false;
  close_on_exec(master);
  close_on_exec(*slave);
  *terminal = (PseudoTerminalHandle){.master = master};
  return true;
}

bool pt_resize(const PseudoTerminalHandle *terminal, int columns, int rows) {
  struct winsize size = window(columns, rows);
  return ioctl(terminal->master, TIOCSWINSZ, &size) == 0;
}

bool pt_write(const PseudoTerminalHandle *terminal, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t written = write(terminal->master, next, count);
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    next += written;
    count -= (size_t)written;
  }
  return true;
}

ssize_t pt_read(const PseudoTerminalHandle *terminal, void *buffer, size_t size,
                int milliseconds) {
  long long deadline = now_milliseconds() + milliseconds;
  for (;;) {
    long long rest = deadline - now_milliseconds();
    struct pollfd waiting = {terminal->master, POLLIN, 0};
    int ready = poll(&waiting, 1, rest > 0 ? (int)rest : 0);
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return -1;
    if (ready == 0) {
      errno = ETIMEDOUT;
      return -1;
    }
    ssize_t count = read(terminal->master, buffer, size);
    if (count >= 0) return count;
    // Linux says EIO when nobody has the other side open any more.
    if (errno == EIO) return 0;
    if (errno != EINTR && errno != EAGAIN) return -1;
  }
}

bool pt_signal(const PseudoTerminalHandle *terminal, int number) {
  if (terminal->pid <= 0) {
    errno = ESRCH;
    return false;
  }
  return kill(terminal->pid, number) == 0;
}

// Looks every few milliseconds: there is no portable way to wait for a child with a time limit
// without taking SIGCHLD from the test runner.
static int wait_with(PseudoTerminalHandle *terminal, int options, bool drain, int milliseconds,
                     int *status) {
  long long deadline = now_milliseconds() + milliseconds;
  for (;;) {
    pid_t found = waitpid(terminal->pid, status, options | WNOHANG);
    if (found == terminal->pid) return 0;
    if (found < 0 && errno != EINTR) return -1;
    if (now_milliseconds() >= deadline) {
      errno = ETIMEDOUT;
      return -1;
    }
    char dropped[4096];
    if (!drain || pt_read(terminal, dropped, sizeof dropped, 2) <= 0) {
      struct timespec pause = {0, 2000000};
      nanosleep(&pause, NULL);
    }
  }
}

int pt_wait(PseudoTerminalHandle *terminal, int milliseconds) {
  int status;
  if (wait_with(terminal, 0, true, milliseconds, &status) != 0) return -1;
  terminal->pid = 0;
  return status;
}

int pt_wait_stopped(PseudoTerminalHandle *terminal, int milliseconds) {
  int status;
  if (wait_with(terminal, WUNTRACED, false, milliseconds, &status) != 0) return -1;
  if (WIFSTOPPED(status)) return 1;
  terminal->pid = 0;
  return 0;
}

bool pt_is_cooked(const PseudoTerminalHandle *terminal) {
  struct termios modes;
  if (tcgetattr(terminal->master, &modes) != 0) return false;
  return (modes.c_lflag & ICANON) && (modes.c_lflag & ECHO) && (modes.c_lflag & ISIG);
}

void pt_close(PseudoTerminalHandle *terminal) {
  if (terminal->pid > 0) {
    kill(terminal->pid, SIGKILL);
    int status;
    while (waitpid(terminal->pid, &status, 0) < 0 && errno == EINTR) {}
    terminal->pid = 0;
  }
  if (terminal->master >= 0) close(terminal->master);
  terminal->master = -1;
}

int pt_exit_code(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }
int pt_ending_signal(int status) { return WIFSIGNALED(status) ? WTERMSIG(status) : 0; }
