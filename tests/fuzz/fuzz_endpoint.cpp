#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/net/endpoint.hpp"
#include "lib/text/escape.hpp"

// Whatever is written as a target is either understood, and then stays itself, or refused in clean
// words.
using namespace checkoutdiag;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const net::Endpoint& endpoint) {
  must(endpoint.port != 0 && !endpoint.host.empty());
  must(text::printable(endpoint.host) == endpoint.host);
  must(endpoint.host.find_first_of("[]/@ *") == std::string::npos);
  must(endpoint.literal || endpoint.host.size() <= 253);
  must(endpoint.literal || endpoint.host.find(':') == std::string::npos);
  net::Endpoint again = net::parse_endpoint(net::to_string(endpoint));
  must(again.host == endpoint.host && again.port == endpoint.port &&
       again.literal == endpoint.literal);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view written(reinterpret_cast<const char*>(data), size);
  try {
    check(net::parse_endpoint(written));
  } catch (const Failure& failure) {
    std::string_view message = failure.what();
    must(failure.kind == Failure::Kind::usage && !message.empty() && !failure.hint.empty());
    must(text::printable(message) == message);
  }
  return 0;
}
