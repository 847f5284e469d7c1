#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "cli/arguments.hpp"
#include "lib/charge/profile.hpp"
#include "lib/charge/replay.hpp"

// From the `charge` and `sandbox` commands' options to what lib understands.
namespace checkoutdiag {

/// --profile with what the options say of the gateway besides.
charge::Profile read_gateway(const ChargeOptions& options, const char* otherwise);

/// Whether a host, a name or an address without brackets, is this machine.
bool is_this_machine(std::string_view host);

/// Refuses a URL that is none, and one of another machine unless `allowed`: Failure(usage), which
/// calls it `option` and says what to do instead.
void require_here(const std::string& url, const char* option, bool allowed,
                  const std::string& instead);

/// "127.0.0.1:0", "[::1]:4000". Throws Failure(usage).
struct ListenAt {
  std::string address;  // numeric, without brackets
  std::uint16_t port = 0;
};
ListenAt parse_listen(const std::string& text);

/// An address that only this machine reaches, unless `exposed`. Throws Failure(usage).
ListenAt read_listen(const std::string& text, bool exposed);

/// What `charge replay` is to do. Reads the files and the secrets. Throws Failure when the request
/// cannot be made, or goes where money is real and that was not asked for.
struct ReplayOrder {
  charge::ReplayPlan plan;
  std::string host;
  bool dry = false;  // a host that is not this machine, without --send
};
ReplayOrder read_replay(const ChargeOptions& options);

/// Arguments as a report may have them.
std::vector<std::pair<std::string, std::string>> charge_arguments(const CommonOptions& common);

/// A URL as it may be shown: without user, query and fragment, escaped.
std::string shown_url(const std::string& url);

}  // namespace checkoutdiag
