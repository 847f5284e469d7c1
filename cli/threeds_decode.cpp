#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/threeds/base64url.hpp"
#include "lib/threeds/private_data.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 8u << 20;

std::string given(const ThreeDsOptions& options) {
  if (options.text == "-") return read_file("-", "the text", kMostBytes);
  if (options.text.starts_with('@'))
    return read_file(options.text.substr(1), "the text", kMostBytes);
  return options.text;
}

}  // namespace

int run_threeds_decode(const ThreeDsOptions& options) {
  const threeds::Decoded decoded = threeds::decode_message(given(options));
  if (!decoded.fault.empty())
    throw Failure(
        Failure::Kind::input, "it cannot be decoded: " + decoded.fault,
        "it is base64url of JSON: what the form field creq, cres or threeDSMethodData has");
  // Its own members in their order; what is of a card is left out.
  Json json = Json::parse(text::redacted(decoded.json), nullptr, false);
  if (json.is_discarded()) json = "(not shown: it cannot be cut)";
  json = threeds::without_private_data(std::move(json));
  if (options.json) {
    const Json all = {{"json", json}, {"oddities", decoded.oddities}};
    print(all.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  } else {
    print(json.dump(2, ' ', true, Json::error_handler_t::replace) + "\n");
    for (const std::string& each : decoded.oddities)
      complain(fmt::format("checkoutdiag: {}\n", each));
  }
  return decoded.oddities.empty() ? 0 : 1;
}

}  // namespace checkoutdiag
