#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "CTerminal.h"

bool ct_pipe(int *read_end, int *write_end) {
  int ends[2];
#ifdef __linux__
  if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) != 0) return false;
#else
  if (pipe(ends) != 0) return false;
  for (int index = 0; index < 2; index++) {
    fcntl(ends[index], F_SETFD, FD_CLOEXEC);
    fcntl(ends[index], F_SETFL, O_NONBLOCK);
  }
#endif
  *read_end = ends[0];
  *write_end = ends[1];
  return true;
}

bool ct_write_all(int descriptor, const void *bytes, size_t count) {
  const char *next = bytes;
  while (count > 0) {
    ssize_t written = write(descriptor, next, count);
    if (written > 0) {
      next += written;
      count -= (size_t)written;
    } else if (written < 0 && errno == EAGAIN) {
      struct pollfd waiting = {descriptor, POLLOUT, 0};
      poll(&waiting, 1, -1);
    } else if (written == 0 || errno != EINTR) {
      return false;
    }
  }
  return true;
}

int ct_wait(int first, int second, int third, int milliseconds) {
  // poll skips negative descriptors. Signals arrive through a pipe, so none can slip in between
  // looking and waiting, and no signal mask has to be changed.
  struct pollfd waiting[3] = {{first, POLLIN, 0}, {second, POLLIN, 0}, {third, POLLIN, 0}};
  if (poll(waiting, 3, milliseconds) <= 0) return 0;
  int ready = 0;
  for (int index = 0; index < 3; index++) {
    if (waiting[index].revents != 0) ready |= 1 << index;
  }
  return ready;
}

bool ct_window_size(int descriptor, int *rows, int *columns) {
  struct winsize size;
  if (ioctl(descriptor, TIOCGWINSZ, &size) != 0) return false;
  *rows = size.ws_row;
  *columns = size.ws_col;
  return true;
}
