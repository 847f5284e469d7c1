#include <cstdint>
#include <cstdlib>
#include <string>

#include "checks/tls/policy.hpp"
#include "cli/targets.hpp"
#include "cli/waivers.hpp"
#include "lib/failure.hpp"

// Files of the user: policies, waivers, lists of targets. Each is read, or refused with one clear
// line.
using namespace checkoutdiag;

namespace {

template <class Read>
void attempt(Read read) {
  try {
    read();
  } catch (const Failure& failure) {
    const std::string message = failure.what();
    if (message.empty() || message.find('\n') != std::string::npos) std::abort();
    if (failure.kind == Failure::Kind::internal) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  attempt([&] { tls::parse_policy(text, "policy.json"); });
  attempt([&] { parse_waivers(text, "waivers.json"); });
  attempt([&] {
    for (const WrittenTarget& target : targets_in(text, "targets"))
      if (!target.place || target.place->line < 1) std::abort();
  });
  return 0;
}
