#pragma once
#include <chrono>
#include <span>
#include <string>
#include <vector>

#include "lib/tls/client_facts.hpp"

namespace checkoutdiag::tls {

struct CapturePlan {
  std::vector<std::string> command;
  std::string name;       // what the client is called; empty: its program's name
  std::string host;       // by which it is told to ask
  bool by_proxy = false;  // be its proxy, so that it asks for its own gateway by name
  std::chrono::milliseconds most{30'000};  // for the whole run of the command
};

/// Throws Failure(input) when the command is not there or cannot be executed.
void require_command(const CapturePlan& plan);

/// Runs the command, and hears the ClientHello that it really sends. It is told where to connect by
/// {url}, {host}, {port} and {proxy} in its words, and by variables. `stops` end it early.
ClientFacts capture(const CapturePlan& plan, std::span<const int> stops);

/// The hello of this machine's OpenSSL under the openssl.cnf in force, for that server name.
ClientFacts openssl_client(const std::string& server_name);

}  // namespace checkoutdiag::tls
