// Whatever bytes a server sends, in whatever pieces: no crash, no unbounded work, and the same
// answer however they were cut.
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/tls/registry.hpp"
#include "lib/tls/reply.hpp"

using namespace checkoutdiag;
using namespace checkoutdiag::tls;

namespace {

Reply read(const Hello& hello, std::string_view wire, std::size_t piece) {
  ReplyReader reader(hello);
  bool done = false;
  for (std::size_t i = 0; i < wire.size() && !done; i += piece)
    done = reader.feed(wire.substr(i, piece));
  net::Closing closing;
  closing.end = done ? net::End::finished : net::End::closed;
  return std::move(reader).finish(closing);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  Hello hello;
  hello.version = kVersions[data[0] % std::size(kVersions)];
  if (hello.version == Version::tls13)
    hello.suites.assign(tls13_suites().begin(), tls13_suites().end());
  else
    hello.suites.assign(legacy_suites().begin(), legacy_suites().end());
  const std::string_view wire(reinterpret_cast<const char*>(data + 2), size - 2);
  const Reply whole = read(hello, wire, wire.size() + 1);
  const Reply pieces = read(hello, wire, 1 + data[1] % 64);
  if (whole.kind != pieces.kind || whole.suite != pieces.suite ||
      whole.certificates != pieces.certificates || whole.group != pieces.group)
    std::abort();
  if (whole.accepted() && whole.version != hello.version) std::abort();
  return 0;
}
