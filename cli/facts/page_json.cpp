#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/facts/page_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;
using page::Role;

std::string safe(std::string_view text) {
  return text::printable(text::redacted(text));
}

Json url_json(const std::optional<page::Url>& url) {
  return url ? Json(page::shown(*url)) : Json();
}

Json policies_json(const page::Policies& policies) {
  Json all = Json::array();
  for (const page::Policy& policy : policies) {
    Json directives = Json::array();
    for (const auto& each : policy.directives)
      directives.push_back({{"name", safe(each.name)}, {"value", safe(each.value)}});
    all.push_back({{"source", policy.is_meta ? "meta" : "header"}, {"directives", directives}});
  }
  return all;
}

Json role_json(Role role) {
  if (role == Role::other) return {};
  return role == Role::challenge ? "challenge" : "method";
}

Json pixels_json(const page::Length& length) {
  return length.at_most ? Json(std::llround(*length.at_most)) : Json();
}

Json frames_json(const page::Page& seen) {
  Json all = Json::array();
  for (const page::Frame& each : seen.frames)
    all.push_back({{"role", role_json(each.role)},
                   {"guessed", each.is_guessed},
                   {"line", each.line},
                   {"name", each.name.empty() ? Json() : Json(safe(each.name))},
                   {"src", url_json(each.url)},
                   {"sandbox", each.sandbox ? Json(safe(*each.sandbox)) : Json()},
                   {"width", pixels_json(each.width)},
                   {"height", pixels_json(each.height)},
                   {"hidden", each.is_hidden}});
  return all;
}

Json forms_json(const page::Page& seen) {
  Json all = Json::array();
  for (const page::Form& each : seen.forms) {
    Json fields = Json::array();
    for (const std::string& field : each.fields)
      fields.push_back(safe(field));
    all.push_back({{"role", role_json(each.role)},
                   {"line", each.line},
                   {"action", url_json(each.url)},
                   {"method", each.method},
                   {"target", each.target.empty() ? Json() : Json(safe(each.target))},
                   {"fields", fields}});
  }
  return all;
}

Json cookies_json(const page::Page& seen) {
  Json all = Json::array();
  for (const page::Cookie& each : seen.cookies)
    all.push_back({{"name", safe(each.name)},
                   {"same_site", each.same_site.empty() ? Json() : Json(each.same_site)},
                   {"secure", each.is_secure},
                   {"cross_site", page::goes_cross_site(each)}});
  return all;
}

Json fetched_json(const std::optional<page::Fetched>& fetched) {
  if (!fetched) return {};
  Json redirects = Json::array();
  for (const page::Hop& each : fetched->hops)
    redirects.push_back({{"url", page::shown(each.url)}, {"status", each.status}});
  return {{"url", page::shown(fetched->url)},
          {"status", fetched->status == 0 ? Json() : Json(fetched->status)},
          {"redirects", redirects},
          {"error", fetched->error.empty() ? Json() : Json(text::printable(fetched->error))}};
}

}  // namespace

std::string to_json(const PageFacts& facts) {
  const page::Page& seen = facts.seen;
  const Json json = {{"page", seen.is_address_known ? Json(page::shown(seen.url)) : Json()},
                     {"fetched", fetched_json(facts.fetched)},
                     {"acs", fetched_json(facts.acs_answer)},
                     {"policies", policies_json(seen.policies)},
                     {"report_only", policies_json(seen.reported)},
                     {"frames", frames_json(seen)},
                     {"forms", forms_json(seen)},
                     {"cookies", cookies_json(seen)},
                     {"scripts", seen.has_scripts}};
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace checkoutdiag
