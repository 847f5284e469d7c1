#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kMostValues = 8;  // of a header that is there several times
constexpr std::size_t kLongest = 64 * 1024;

constexpr const char* kAsSent =
    "hand the header on as it came: read it from the request's own headers, not from a form, a log "
    "or a configuration file";

constexpr const char* kOneHeader =
    "find what adds the header again: a proxy or a relay that copies headers";

// Spaces become +, but for those before "v1,": between signatures they stand by right.
std::string with_plus(std::string_view text, bool versions) {
  std::string out(text);
  for (std::size_t at = 0; at < out.size(); ++at) {
    if (out[at] != ' ') continue;
    const std::size_t comma = out.find(',', at);
    const bool entry = versions && comma != std::string::npos && comma - at <= 5;
    if (!entry) out[at] = '+';
  }
  return out;
}

struct Values {
  const Search& search;
  const HeaderOffer& offer;
  std::string name;                 // the header's, as the scheme has it
  std::vector<std::string> values;  // those that came
  bool enough = false;

  void with(CauseWords words, const std::vector<std::string>& changed, bool common = false) {
    if (enough || changed == values) return;
    HeaderRepair repair{.words = std::move(words),
                        .headers = without(search.given.headers, name),
                        .common = common};
    for (const std::string& each : changed)
      repair.headers.push_back({name, each});
    enough = !offer(std::move(repair));
  }

  void with_scheme(CauseWords words, Scheme scheme) {
    if (enough) return;
    enough = !offer({.words = std::move(words),
                     .headers = search.given.headers,
                     .scheme = std::move(scheme),
                     .common = true});
  }

  void each(const CauseWords& words, auto change, bool common = false) {
    std::vector<std::string> changed;
    for (const std::string& value : values)
      changed.push_back(change(value));
    with(words, changed, common);
  }
};

void try_cleaning(Values& header) {
  header.each(
      {"header.quoted", "the signature header is in quotes or brackets", "they are removed",
       kAsSent},
      [](std::string_view v) { return std::string(text::trimmed(v, " \t[]\"'")); }, true);
  header.each(
      {"header.percent-encoded", "the signature header is percent-encoded", "it is decoded",
       kAsSent},
      [](std::string_view v) { return percent_decoded(v); }, true);
  const bool versions = header.search.scheme.signature.grammar == Grammar::versions;
  header.each(
      {"header.plus-became-space", "the signature has spaces where the sender wrote +",
       "they become + again", "do not decode the header as a form or query: there, + is a space"},
      [versions](std::string_view v) { return with_plus(v, versions); }, true);
  header.each({"header.name-included", "the value begins with the header's own name",
               "the name is removed", "give the value alone"},
              [&](std::string_view v) {
                const std::string_view begin = v.substr(0, std::min(header.name.size(), v.size()));
                if (!text::equal_ignoring_case(begin, header.name)) return std::string(v);
                v.remove_prefix(begin.size());
                // Not at its end, where = belongs to base64.
                v.remove_prefix(std::min(v.find_first_not_of(" \t:="), v.size()));
                return std::string(text::trimmed(v));
              });
}

// "v1,a,v1,b", where entries are told apart by spaces: with those.
std::string with_entries_apart(std::string_view value, const std::vector<std::string>& versions) {
  std::string out;
  for (std::size_t at = 0; at < value.size(); ++at) {
    const std::string_view rest = value.substr(at + 1);
    const bool entry = value[at] == ',' && at > 0 &&
                       std::any_of(versions.begin(), versions.end(), [&](const std::string& each) {
                         return rest.starts_with(each + ",");
                       });
    out += entry ? ' ' : value[at];
  }
  return out;
}

std::vector<std::string> parts_of(std::string_view value, std::string_view between) {
  std::vector<std::string> parts;
  for (std::size_t at = 0; at <= value.size() && parts.size() < kMostValues;) {
    const std::size_t end = std::min(value.find(between, at), value.size());
    parts.emplace_back(text::trimmed(value.substr(at, end - at), " \t,"));
    at = end + between.size();
  }
  return parts;
}

// A header that came twice, or two that a proxy made one: each value by itself.
void try_one_of_several(Values& header) {
  const SignatureRule& rule = header.search.scheme.signature;
  if (rule.grammar == Grammar::versions)
    header.each({"header.repeated", "several values of the signature header were joined by commas",
                 "they are told apart again", kOneHeader},
                [&](std::string_view v) { return with_entries_apart(v, rule.take); });
  std::vector<std::string> tried;
  const auto alone = [&](const std::string& value, const std::string& which) {
    if (tried.size() == 2 * kMostValues) return;
    if (std::find(tried.begin(), tried.end(), value) != tried.end()) return;
    tried.push_back(value);
    header.with({"header.repeated", "the signature header is there more than once",
                 which + " is taken alone", kOneHeader},
                {value});
  };
  const auto of = [](std::size_t which, std::size_t all) {
    return std::to_string(which + 1) + " of " + std::to_string(all);
  };
  const std::vector<std::string>& lines = header.values;
  const bool equal = lines.size() > 1 && std::count(lines.begin(), lines.end(), lines.front()) ==
                                             static_cast<std::ptrdiff_t>(lines.size());
  if (equal) alone(lines.front(), "one of its " + std::to_string(lines.size()) + " equal lines");
  for (std::size_t i = 0; i < lines.size() && lines.size() > 1; ++i)
    alone(lines[i], "line " + of(i, lines.size()));
  // No encoding has a comma in it; other grammars have.
  const std::string_view between = rule.grammar == Grammar::plain ? "," : ", ";
  for (std::size_t i = 0; i < lines.size(); ++i) {
    const std::vector<std::string> parts = parts_of(lines[i], between);
    const bool same = parts.size() > 1 && std::count(parts.begin(), parts.end(), parts.front()) ==
                                              static_cast<std::ptrdiff_t>(parts.size());
    const std::string line = lines.size() > 1 ? " in line " + of(i, lines.size()) : "";
    for (std::size_t part = 0; part < parts.size() && parts.size() > 1; ++part)
      alone(parts[part], (same ? "one of its " + std::to_string(parts.size()) + " equal values"
                               : "value " + of(part, parts.size())) +
                             line);
  }
}

// "sha1=…", "SHA256=…", "v1=…" or nothing where "sha256=" belongs.
void try_prefix(Values& header) {
  const Scheme& scheme = header.search.scheme;
  if (scheme.signature.grammar == Grammar::versions)
    header.each(
        {"header.wrong-prefix", "the signature lacks its version",
         scheme.signature.take.front() + ", is put before it", kAsSent},
        [&](std::string_view v) { return scheme.signature.take.front() + "," + std::string(v); },
        true);
  if (scheme.signature.grammar != Grammar::plain) return;
  const std::string& prefix = scheme.signature.prefix;
  header.each(
      {"header.wrong-prefix",
       prefix.empty() ? "the signature has a prefix that the scheme does not have"
                      : "the signature does not begin with " + prefix,
       prefix.empty() ? "the prefix is removed" : "it begins with " + prefix,
       "let the header be as the sender wrote it: the prefix is part of it"},
      [&](std::string_view v) {
        if (!prefix.empty() && v.starts_with(prefix)) return std::string(v);
        constexpr std::size_t kLongestPrefix = 20;
        const std::size_t mark = v.find_first_of("=: ");
        const bool prefixed =
            mark != std::string_view::npos && mark <= kLongestPrefix && v.size() > mark + 4;
        return prefix + std::string(prefixed ? text::trimmed(v.substr(mark + 1)) : v);
      },
      true);
}

std::string without_spaces_after_commas(std::string_view value) {
  std::string out;
  for (char c : value)
    if (c != ' ' || !out.ends_with(',')) out += c;
  return out;
}

// SDKs take "t=1, v1=…" literally: the second key is " v1".
void try_spaces(Values& header) {
  const SignatureRule& rule = header.search.scheme.signature;
  if (rule.grammar == Grammar::versions)
    header.each({"header.space-after-comma", "the signature header has spaces behind its commas",
                 "they are removed", "let the header be as the sender wrote it"},
                without_spaces_after_commas, true);
  if (rule.grammar != Grammar::pairs || rule.trims) return;
  const bool spaced = std::any_of(header.values.begin(), header.values.end(),
                                  [](const auto& v) { return v.find(' ') != std::string::npos; });
  Scheme lenient = header.search.scheme;
  lenient.signature.trims = true;
  if (spaced)
    header.with_scheme(
        {"header.space-after-comma", "the signature header has spaces in it", "they are removed",
         "let the header be as the sender wrote it: entries are not trimmed"},
        std::move(lenient));
  else
    header.with_scheme({"header.keys-upper-case", "the header's keys are in another case",
                        "they are in the scheme's", kAsSent},
                       std::move(lenient));
}

}  // namespace

bool value_repairs(const Search& search, const HeaderOffer& offer) {
  for (const std::string& name : search.scheme.signature.headers) {
    Values header{search, offer, name, {}, false};
    for (const std::string_view value : values_of(search.given, name))
      if (value.size() <= kLongest) header.values.emplace_back(value);
    if (header.values.empty() || header.values.size() > kMostValues) continue;
    for (auto* attempt : {&try_cleaning, &try_one_of_several, &try_prefix, &try_spaces}) {
      attempt(header);
      if (header.enough) return false;
    }
    return true;
  }
  return true;
}

}  // namespace checkoutdiag::webhook
