#include "lib/page/csp.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "lib/page/source_list.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f";

bool is_ascii(std::string_view text) {
  return std::all_of(text.begin(), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

/// The text before the next separator, taken off with it.
std::string_view next_part(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return text::trimmed(part, kSpaces);
}

bool counts_in_meta(std::string_view name) {
  return name != "frame-ancestors" && name != "sandbox" && name != "report-uri";
}

// Of those that decide nothing here, a hostile page could have a million.
constexpr std::size_t kMostOthers = 100;

bool decides(std::string_view name) {
  constexpr std::string_view kNames[] = {"default-src", "child-src",
                                         "frame-src",   "connect-src",
                                         "script-src",  "script-src-elem",
                                         "form-action", "frame-ancestors",
                                         "sandbox",     "upgrade-insecure-requests"};
  return std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
}

void add_policy(Policies& to, std::string_view serialized, bool is_meta) {
  Policy policy;
  policy.is_meta = is_meta;
  std::set<std::string> seen;
  while (!serialized.empty()) {
    const std::string_view part = next_part(serialized, ';');
    if (part.empty() || !is_ascii(part)) continue;
    const std::size_t end = std::min(part.find_first_of(kSpaces), part.size());
    std::string name = text::lower(part.substr(0, end));
    if (!seen.insert(name).second || (is_meta && !counts_in_meta(name))) continue;
    if (policy.directives.size() >= kMostOthers && !decides(name)) continue;
    policy.directives.push_back(
        {std::move(name), std::string(text::trimmed(part.substr(end), kSpaces))});
  }
  if (!policy.directives.empty()) to.push_back(std::move(policy));
}

/// The directives that answer, the first that is written does; the last ones may be empty.
using Chain = std::array<std::string_view, 3>;

Chain chain_of(Directive what) {
  switch (what) {
    case Directive::script:
      return {"script-src-elem", "script-src", "default-src"};
    case Directive::connect:
      return {"connect-src", "default-src", ""};
    case Directive::frame:
      return {"frame-src", "child-src", "default-src"};
    case Directive::form_action:
      return {"form-action", "", ""};
    case Directive::frame_ancestors:
      return {"frame-ancestors", "", ""};
  }
  return {};
}

std::string unclear_script(const ScriptSources& sources) {
  if (sources.is_strict_dynamic)
    return "'strict-dynamic' makes hosts count for nothing: what a trusted script adds is loaded, "
           "what the page itself has needs the nonce or the hash";
  if (sources.has_nonce_or_hash) return "with the nonce or the hash of the policy it is loaded";
  return {};
}

std::optional<Refusal> refusal_by(const Policy& policy, Directive what, const Url& url,
                                  const Url& self) {
  const Chain chain = chain_of(what);
  for (const std::string_view name : chain) {
    const std::string* sources = name.empty() ? nullptr : policy.find(name);
    if (!sources) continue;
    const ScriptSources scripts =
        what == Directive::script ? script_sources(*sources) : ScriptSources{};
    const Match match = matches_list(*sources, url, self);
    if (match == Match::yes && !scripts.is_strict_dynamic) return {};
    Refusal refused{std::string(chain[0]), std::string(name), *sources, unclear_script(scripts)};
    if (match == Match::unclear && refused.unclear.empty())
      refused.unclear = "browsers match an address in the list, the standard does not";
    return refused;
  }
  return {};
}

// A frame that loads nothing from anywhere is no matter of source lists.
bool is_beyond_policies(Directive what, const Url& url) {
  return what == Directive::frame && (url.scheme == "about" || url.scheme == "javascript");
}

}  // namespace

const std::string* Policy::find(std::string_view name) const {
  for (const Written& each : directives)
    if (each.name == name) return &each.value;
  return nullptr;
}

void add_header_policies(Policies& to, std::string_view value) {
  while (!value.empty())
    add_policy(to, next_part(value, ','), false);
}

void add_meta_policy(Policies& to, std::string_view content) {
  add_policy(to, content, true);
}

std::optional<Refusal> refusal(const Policies& policies, Directive what, const Url& url,
                               const Url& self) {
  if (is_beyond_policies(what, url)) return {};
  std::optional<Refusal> doubtful;
  for (const Policy& policy : policies) {
    std::optional<Refusal> refused = refusal_by(policy, what, url, self);
    if (refused && refused->unclear.empty()) return refused;
    if (refused && !doubtful) doubtful = std::move(refused);
  }
  return doubtful;
}

bool has_directive(const Policies& policies, std::string_view name) {
  return std::any_of(policies.begin(), policies.end(),
                     [&](const Policy& each) { return each.find(name) != nullptr; });
}

}  // namespace checkoutdiag::page
