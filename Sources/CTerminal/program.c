#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>

#include "CTerminal.h"

#ifdef __APPLE__
#include <crt_externs.h>
#define environ (*_NSGetEnviron())
#else
extern char **environ;
#endif

int ct_run_program(char *const *arguments) {
  // While the program has the terminal, ^C and ^\ are its own, and ^Z stops both, so that the shell
  // sees its job stopped.
  const int numbers[] = {SIGINT, SIGQUIT, SIGTSTP};
  struct sigaction own[3], ignore = {0}, standard = {0};
  ignore.sa_handler = SIG_IGN;
  standard.sa_handler = SIG_DFL;
  for (int index = 0; index < 3; index++) {
    sigaction(numbers[index], numbers[index] == SIGTSTP ? &standard : &ignore, &own[index]);
  }

  sigset_t none, usual;
  sigemptyset(&none);
  sigemptyset(&usual);
  for (int index = 0; index < 3; index++) sigaddset(&usual, numbers[index]);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setsigdefault(&attributes, &usual);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);

  pid_t child;
  int status = -1;
  int failure = posix_spawnp(&child, arguments[0], NULL, &attributes, arguments, environ);
  posix_spawnattr_destroy(&attributes);
  if (failure == 0) {
    while (waitpid(child, &status, 0) < 0) {
      if (errno == EINTR) continue;
      failure = errno;
      break;
    }
  }
  for (int index = 0; index < 3; index++) sigaction(numbers[index], &own[index], NULL);
  errno = failure;
  return failure == 0 ? status : -1;
}
