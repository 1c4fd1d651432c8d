#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include "CTerminal.h"

static const int watched[] = {SIGTERM, SIGHUP, SIGINT, SIGWINCH, SIGTSTP, SIGCONT};
enum { watched_count = sizeof watched / sizeof watched[0] };

static struct sigaction former[watched_count];
static volatile sig_atomic_t installed;
static volatile int notify = -1;

static void tell(int number) {
  int saved = errno;
  unsigned char byte = (unsigned char)number;
  // A full pipe means that the loop has plenty to read anyway.
  ssize_t written = write(notify, &byte, 1);
  (void)written;
  errno = saved;
}

static void watch(int number, struct sigaction *previous) {
  struct sigaction action = {0};
  action.sa_handler = tell;
  action.sa_flags = SA_RESTART;
  sigemptyset(&action.sa_mask);
  sigaction(number, &action, previous);
}

void ct_signals_install(int write_end) {
  notify = write_end;
  // A parent may have left signals blocked; the mask is inherited through exec.
  sigset_t mask;
  sigemptyset(&mask);
  for (int index = 0; index < watched_count; index++) {
    // Installed anew after curses, which takes SIGTSTP for itself: only the first handler is kept.
    watch(watched[index], installed ? NULL : &former[index]);
    sigaddset(&mask, watched[index]);
  }
  installed = 1;
  pthread_sigmask(SIG_UNBLOCK, &mask, NULL);
}

void ct_signals_remove(void) {
  if (!installed) return;
  for (int index = 0; index < watched_count; index++) {
    sigaction(watched[index], &former[index], NULL);
  }
  installed = 0;
}

void ct_signals_stop(void) {
  struct sigaction standard = {0}, own;
  standard.sa_handler = SIG_DFL;
  sigemptyset(&standard.sa_mask);
  sigaction(SIGTSTP, &standard, &own);
  // The whole group, as the terminal's ^Z would: a shell waits until each process of a job stops.
  kill(0, SIGTSTP);
  sigaction(SIGTSTP, &own, NULL);
}
