#pragma once
#include <sys/types.h>

#include <string>

#include "lib/process/child.hpp"

namespace checkoutdiag::process {

struct Spawned {
  pid_t pid = -1;
  Descriptor output;    // of a pipe that has its stdout and stderr, and does not block
  std::string problem;  // why it was not started, a clause
};

/// Starts a program as the leader of a session of its own, so that a terminal's Ctrl-C is ours to
/// pass on; with /dev/null to read and no other descriptor of ours: a copy of a sandbox's socket
/// would keep a connection open that the sandbox has ended. It dies when the thread that started it
/// does.
Spawned spawn(const ChildPlan& plan);

/// The file that a shell would run for that name: itself when it has a slash, else the first that
/// can be executed along PATH. Empty: there is none.
std::string find_program(const std::string& name);

}  // namespace checkoutdiag::process
