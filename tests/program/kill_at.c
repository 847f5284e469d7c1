/* Loaded into a program (LD_PRELOAD): kills it, as kill -9 does, at the n-th step that a journal's
 * truth hangs on: before and after what goes to the disk, and what goes to the network.
 * KILL_AT=n; KILL_COUNT=FILE gets one byte for each step that was passed. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <unistd.h>

static int steps;

static void step(void) {
  const char *at = getenv("KILL_AT");
  const char *file = getenv("KILL_COUNT");
  ++steps;
  if (at && atoi(at) == steps) raise(SIGKILL);
  if (file) {
    int to = open(file, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
    ssize_t (*real)(int, const void *, size_t) = (ssize_t(*)(int, const void *, size_t))dlsym(RTLD_NEXT, "write");
    if (to >= 0) {
      if (real(to, ".", 1) != 1) abort();
      close(to);
    }
  }
}

int fdatasync(int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  step();
  int result = real(descriptor);
  step();
  return result;
}

int fsync(int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  step();
  int result = real(descriptor);
  step();
  return result;
}

ssize_t send(int socket, const void *bytes, size_t count, int flags) {
  ssize_t (*real)(int, const void *, size_t, int) = (ssize_t(*)(int, const void *, size_t, int))dlsym(RTLD_NEXT, "send");
  step();
  ssize_t result = real(socket, bytes, count, flags);
  step();
  return result;
}

ssize_t recv(int socket, void *bytes, size_t count, int flags) {
  ssize_t (*real)(int, void *, size_t, int) = (ssize_t(*)(int, void *, size_t, int))dlsym(RTLD_NEXT, "recv");
  step();
  return real(socket, bytes, count, flags);
}
