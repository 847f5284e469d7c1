#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/webhook/claims.hpp"
#include "lib/webhook/rfc9421/structured_fields.hpp"

// Hostile Signature-Input, Signature and Content-Digest headers: what is read is written and read
// back alike, and what is to be verified is a signature base with nothing smuggled into it.
using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check_fields(std::string_view text) {
  if (const auto dictionary = rfc9421::parse_dictionary(text)) {
    const std::string once = rfc9421::written(*dictionary);
    const auto again = rfc9421::parse_dictionary(once);
    // Display strings may grow when they are written, beyond what is read.
    must(again ? rfc9421::written(*again) == once : once.size() > rfc9421::kLongestField);
  }
  if (const auto list = rfc9421::parse_list(text)) {
    const std::string once = rfc9421::written(*list);
    const auto again = rfc9421::parse_list(once);
    must(again ? rfc9421::written(*again) == once : once.size() > rfc9421::kLongestField);
  }
}

void check_statement(const Statement& statement) {
  must(statement.pieces.size() == 1 && statement.candidates.size() == 1);
  const std::string_view base = statement.pieces.front();
  constexpr std::string_view kLast = "\"@signature-params\": (";
  must(base.find_first_of(std::string_view("\r\0", 2)) == std::string_view::npos);
  const std::size_t last = base.rfind('\n') + 1;  // npos + 1 is 0
  must(base.substr(last).starts_with(kLast));
  for (std::size_t at = 0; at < last; at = base.find('\n', at) + 1)
    must(base[at] == '"' && !base.substr(at).starts_with("\"@signature-params\""));
  must(!statement.candidates.front().label.empty());
}

void check(const Delivery& delivery, const Settings& settings) {
  const Scheme scheme;
  Claims claims;
  read_message_signatures(scheme, delivery, settings, claims);
  must(!claims.items.empty() || claims.trouble != Trouble::none);
  must(claims.items.size() <= 1);
  must(std::ranges::all_of(claims.timestamp, [](char c) { return c >= '0' && c <= '9'; }));
  for (const Item& item : claims.items) {
    must(!item.any.empty() && item.any.size() <= 16);
    for (const Statement& statement : item.any)
      check_statement(statement);
  }
}

}  // namespace

// Lines: Signature-Input, Signature, Content-Digest, another header, the URL, and the body.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto line = [&text] {
    const std::string_view found = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(found.size() + 1, text.size()));
    return std::string(found);
  };
  Delivery delivery;
  for (const char* name : {"Signature-Input", "Signature", "Content-Digest", "X"}) {
    delivery.headers.push_back({name, line()});
    check_fields(delivery.headers.back().value);
  }
  delivery.url = line();
  delivery.body = text;
  check(delivery, {});
  check(delivery, {.body_may_be_uncovered = true});
  return 0;
}
