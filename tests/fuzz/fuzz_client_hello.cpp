// A client's first bytes, in pieces, and a saved hello: whatever comes is refused or read, and what
// is read is written byte for byte.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "cli/facts/client_facts.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/tls/fingerprint.hpp"

using namespace checkoutdiag;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

void look_at(const tls::ClientHello& hello) {
  tls::ClientFacts facts;
  facts.name = "f";
  facts.hello = hello;
  for (const Detail& each : details(facts))
    require(text::printable(each.value, 1'000'000) == each.value);
  to_json(facts);
  tls::ja4(hello);
  tls::ja3_text(hello);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 2, size - 2);
  if (data[0] == 's') {
    try {
      look_at(*read_saved_hello(std::string(text), "f").hello);
    } catch (const Failure& failure) {
      require(failure.kind == Failure::Kind::input);
    }
    return 0;
  }
  tls::ClientHelloReader reader;
  const std::size_t piece = data[1] + std::size_t{1};
  bool is_over = false;
  for (std::size_t at = 0; at < text.size() && !is_over; at += piece)
    is_over = reader.feed(text.substr(at, piece));
  if (!reader.hello()) return 0;
  require(tls::encode(*reader.hello()) == reader.message());
  look_at(*reader.hello());
  return 0;
}
