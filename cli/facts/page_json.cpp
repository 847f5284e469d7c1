#include <fmt/core.h>

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
  return length.pixels ? Json(static_cast<int>(*length.pixels)) : Json();
}

Json frames_json(const page::Page& seen) {
  Json all = Json::array();
  for (const page::Frame& each : seen.frames)
    all.push_back({{"role", role_json(each.role)},
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

std::string policy_words(const page::Policies& policies) {
  if (policies.empty()) return "none";
  std::string words;
  for (const page::Policy& policy : policies)
    for (const auto& each : policy.directives)
      for (const char* name :
           {"frame-src", "child-src", "default-src", "form-action", "connect-src", "sandbox"})
        if (each.name == name)
          words += (words.empty() ? "" : "\n") + safe(each.name + ' ' + each.value);
  return words.empty() ? "says nothing of frames, forms and connections" : words;
}

std::string frame_words(const page::Frame& frame) {
  const std::string& name = frame.name.empty() ? frame.id : frame.name;
  std::string words = fmt::format("line {}: {}", frame.line,
                                  frame.role == Role::method ? "3DS Method" : "challenge");
  if (!name.empty()) words += ", " + safe(name);
  if (frame.width.pixels && frame.height.pixels)
    words += fmt::format(", {:.0f}x{:.0f}", *frame.width.pixels, *frame.height.pixels);
  if (frame.sandbox) words += ", sandbox";
  return frame.is_hidden ? words + ", hidden" : words;
}

std::string form_words(const page::Form& form) {
  std::string words = fmt::format("line {}: ", form.line);
  for (const std::string& each : form.fields)
    words += (each == form.fields.front() ? "" : ", ") + safe(each);
  return words + " to " + (form.url ? page::shown(*form.url) : "no URL");
}

std::string answer_words(const page::Fetched& answer) {
  std::string words = page::shown(answer.url) + ", ";
  return words +
         (answer.error.empty() ? std::to_string(answer.status) : text::printable(answer.error));
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

std::vector<Detail> details(const PageFacts& facts) {
  std::vector<Detail> all;
  if (facts.fetched) {
    for (const page::Hop& each : facts.fetched->hops)
      all.push_back({"redirect", fmt::format("{} {}", each.status, page::shown(each.url))});
    all.push_back({"page", answer_words(*facts.fetched)});
    if (!facts.was_judged) return all;
  }
  all.push_back({"policy", policy_words(facts.seen.policies)});
  std::size_t of_threeds = 0;
  for (const page::Frame& each : facts.seen.frames) {
    if (each.role == Role::other) continue;
    all.push_back({"frame", frame_words(each)});
    ++of_threeds;
  }
  if (of_threeds == 0)
    all.push_back({"frame", "none of 3-D Secure in the HTML; what scripts make is not seen"});
  for (const page::Form& each : facts.seen.forms)
    all.push_back({"form", form_words(each)});
  if (facts.acs_answer) all.push_back({"ACS", answer_words(*facts.acs_answer)});
  return all;
}

}  // namespace checkoutdiag
