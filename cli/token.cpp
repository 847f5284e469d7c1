#include "cli/token.hpp"

#include <fmt/core.h>

#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_pointer.hpp"
#include "lib/text/small_file.hpp"

namespace checkoutdiag {
namespace {

const token::Gateway& gateway_named(const std::string& name, std::optional<token::Gateway>& own) {
  if (const token::Gateway* known = token::gateway_of(name)) return *known;
  if (text::is_file_name(name))
    return own.emplace(token::parse_gateway(text::read_small_file(name, "profile", 256 * 1024),
                                            text::printable(name, 200)));
  std::string all;
  for (const token::Gateway& each : token::gateways())
    all += (all.empty() ? "" : ", ") + each.name;
  throw Failure(Failure::Kind::usage,
                fmt::format("--profile does not take '{}'", text::printable(name, 60)),
                "tokens are known of " + all);
}

}  // namespace

void read_known(const TokenOptions& options, KnownToken& known) {
  if (!options.profile.empty()) known.expected.gateway = &gateway_named(options.profile, known.own);
  for (const std::string& each : options.endpoints)
    known.expected.endpoints.push_back(token::parse_endpoint(each));
  for (const std::string& each : options.token) {
    if (!each.starts_with('/') || !text::parse_pointer(each))
      throw Failure(Failure::Kind::usage,
                    fmt::format("--token does not take '{}'", text::printable(each, 60)),
                    "a JSON Pointer of the reply, such as /data/token");
    known.expected.token.push_back(each);
  }
  for (const std::string& each : options.card_hosts)
    known.expected.card_hosts.push_back(text::lower(each));
}

}  // namespace checkoutdiag
