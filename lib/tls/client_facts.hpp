#pragma once
#include <optional>
#include <string>
#include <vector>

#include "lib/text/time.hpp"
#include "lib/tls/client_hello.hpp"

// What a client's hello is. Text from a program is raw.
namespace checkoutdiag::tls {

enum class HelloSource {
  command,  // a program was run and listened to
  file,     // saved by an earlier run
  openssl,  // this machine's library, made without a network
};

/// How a program was run to hear its hello.
struct CaptureFacts {
  std::string command;                 // in one line for people, without secrets
  bool by_proxy = false;               // we were its proxy
  int connections = 0;                 // that it opened to us
  std::vector<std::string> asked_for;  // what it asked of its proxy: "api.example:443", each once
  std::string problem;                 // why it was not started; a clause
  std::optional<int> exit;             // nothing: it was ended by a signal, its own or ours
  int signal = 0;
  bool over_time = false;  // we ended it: its time was over
  bool stopped = false;    // we ended it: its hello was there, or the run was over
  std::string output;      // the end of what it printed, safe to print
  double hello_ms = 0;     // from its start to the end of its hello
};

struct ClientFacts {
  HelloSource source = HelloSource::command;
  std::string name;              // "curl"
  std::string runtime;           // "curl 7.88.1 OpenSSL/3.0.17"; empty: not known
  std::optional<Time> recorded;  // when the hello was sent
  std::string asked_name;        // the host that the client was told to ask; empty: not known
  std::optional<ClientHello> hello;
  std::uint16_t record_version = 0x0301;
  std::size_t records = 1;  // how many it came in
  std::string no_hello;     // why there is none: a clause
  std::optional<CaptureFacts> capture;
};

}  // namespace checkoutdiag::tls
