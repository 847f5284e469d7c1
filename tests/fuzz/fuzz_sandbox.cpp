#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "lib/charge/profile.hpp"
#include "lib/sandbox/state.hpp"
#include "lib/text/escape.hpp"

// Requests of anybody to the sandbox, each twice: profile, method, target, headers and a body with
// an empty line before it. What it answers is JSON, and one key makes one charge.
using namespace checkoutdiag;
using namespace checkoutdiag::sandbox;

namespace {

std::string_view line(std::string_view& rest) {
  const std::size_t feed = rest.find('\n');
  const std::string_view first = rest.substr(0, feed);
  rest.remove_prefix(feed == std::string_view::npos ? rest.size() : feed + 1);
  return first;
}

http::Request read(std::string_view rest) {
  http::Request request;
  request.number = 1;
  request.method = line(rest);
  request.target = line(rest);
  while (!rest.empty()) {
    const std::string_view header = line(rest);
    if (header.empty()) break;
    const std::size_t colon = header.find(':');
    if (colon == std::string_view::npos) continue;
    request.headers.push_back(
        {std::string(header.substr(0, colon)), std::string(header.substr(colon + 1))});
  }
  request.body = rest;
  return request;
}

void check(const http::Reply& reply) {
  if (!nlohmann::json::accept(reply.body) || !text::is_utf8(reply.body)) std::abort();
  for (const http::Header& each : reply.headers)
    if (each.value.find_first_of("\r\n") != std::string::npos) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::vector<charge::Profile>& profiles = charge::profiles();
  const charge::Profile& profile = profiles[data[0] % profiles.size()];
  const http::Request request =
      read(std::string_view(reinterpret_cast<const char*>(data) + 1, size - 1));
  State state({.profile = profile, .events = true});
  const AskedReader reader({profile, true, ""});
  const Asked asked = reader.read(request, 1000);
  bool stored = true;
  for (int i = 0; i < 2; ++i) {
    if (asked.route == Route::truth || asked.route == Route::reset) break;
    const Begun begun = state.begin(asked, 2000, nullptr);
    if (begun.reply) check(*begun.reply);
    if (begun.ticket == 0) continue;
    const Finished finished = state.finish(begun.ticket, 2000);
    if (finished.reply) check(*finished.reply);
    for (const DueEvent& each : finished.events)
      if (!nlohmann::json::accept(each.body)) std::abort();
    stored = stored && finished.reply && finished.reply->status < 300;
  }
  const Truth truth = state.truth();
  const bool heeded = asked.keyed && profile.place != charge::KeyPlace::none &&
                      profile.policy != charge::Policy::no_key;
  if (heeded && stored && truth.charges.size() > 1) std::abort();
  if (!nlohmann::json::accept(to_json(truth))) std::abort();
  return 0;
}
