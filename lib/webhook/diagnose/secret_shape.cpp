#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/secret.hpp"
#include "lib/webhook/diagnose.hpp"

namespace checkoutdiag::webhook {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kAround = " \t\r\n\"'";
  const std::size_t first = text.find_first_not_of(kAround);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kAround) - first + 1);
}

std::string fix_for(const Scheme& scheme) {
  return scheme.secret.where.empty() ? "give the endpoint's own secret"
                                     : "take the secret from " + scheme.secret.where;
}

// ${X}, $(x), {{ x }}, %X%, $X: something that should have been replaced and was not.
bool is_unexpanded(std::string_view text) {
  const auto between = [&](std::string_view open, std::string_view close) {
    return text.size() > open.size() + close.size() && text.starts_with(open) &&
           text.ends_with(close);
  };
  if (between("${", "}") || between("$(", ")") || between("{{", "}}")) return true;
  const bool percent = between("%", "%");
  if (!percent && !(text.starts_with('$') && text.size() > 4)) return false;
  return std::all_of(text.begin() + 1, text.end() - (percent ? 1 : 0), [](char c) {
    return (c >= 'A' && c <= 'Z') || text::is_digit(c) || c == '_';
  });
}

// Words that stand for a secret in examples.
bool is_example(std::string_view text) {
  const std::string low = text::lower(text);
  for (std::string_view whole :
       {"changeme", "change-me", "change_me", "secret", "todo", "none", "null", "undefined", "nil",
        "placeholder", "replace-me", "test", "xxx", "(null)", "[object object]"})
    if (low == whole) return true;
  for (std::string_view part : {"your_", "your-", "<your", "replace_with", "replace_me", "changeme",
                                "_here", "xxxxxx", "******", "...", "\xE2\x80\xA6", "\xE2\x80\xA2"})
    if (low.find(part) != std::string::npos) return true;
  return low.size() > 2 && low.front() == '<' && low.back() == '>';
}

struct Kind {
  std::string_view prefix, what;
};

// Those that end up in the wrong place whatever the scheme is. API keys apart: what a vendor's own
// begin with is told by its scheme.
constexpr Kind kApiKeys[] = {
    {"sk_live_", "an API secret key"},    {"sk_test_", "an API secret key"},
    {"rk_live_", "a restricted API key"}, {"rk_test_", "a restricted API key"},
    {"pk_live_", "a publishable key"},    {"pk_test_", "a publishable key"},
};
constexpr Kind kOthers[] = {
    {"pdl_live_apikey_", "an API key"},
    {"pdl_sdbx_apikey_", "an API key"},
    {"we_", "the id of a webhook endpoint"},
    {"acct_", "the id of an account"},
};

std::optional<Kind> known_kind(const Scheme& scheme, std::string_view text) {
  bool own_api_keys = false;
  for (const WrongKind& each : scheme.secret.wrong_kinds) {
    if (!each.prefix.empty() && text.starts_with(each.prefix)) return Kind{each.prefix, each.what};
    own_api_keys = own_api_keys || each.prefix == "sk_" || each.prefix == "pk_";
  }
  for (const Kind& each : kOthers)
    if (text.starts_with(each.prefix)) return each;
  for (const Kind& each : kApiKeys)
    if (!own_api_keys && text.starts_with(each.prefix)) return each;
  return {};
}

std::optional<Cause> wrong_kind(const Scheme& scheme, std::string_view text) {
  for (const std::string& prefix : scheme.secret.prefixes)
    if (text.starts_with(prefix)) return {};
  if (const std::optional<Kind> kind = known_kind(scheme, text))
    return Cause{"secret.wrong-kind",
                 "the secret begins with " + std::string(kind->prefix) + ": that is " +
                     std::string(kind->what) + ", not the secret of a webhook",
                 fix_for(scheme)};
  if (scheme.secret.prefixes.empty() || scheme.secret.strips_prefix) return {};
  if (text.find("-----BEGIN") != std::string_view::npos) return {};
  return Cause{"secret.prefix-missing",
               "the secret does not begin with " + scheme.secret.prefixes.front() +
                   ", as those of " + scheme.title + " do",
               fix_for(scheme)};
}

}  // namespace

std::vector<Cause> secret_shape(const Scheme& scheme, std::string_view secret) {
  if (scheme.secret.form == KeyForm::certificate && secret.empty()) return {};
  const std::string_view text = trimmed(secret);
  if (text.empty())
    return {{"secret.blank", "the secret is blank: with such a key anybody could sign",
             "set the variable or the file that it is read from; " + fix_for(scheme), true}};
  if (is_unexpanded(text))
    return {{"secret.placeholder", "the secret is the name of a variable that nothing replaced",
             "let whatever starts the program replace variables, or read the secret from a file",
             true}};
  if (is_example(text))
    return {{"secret.placeholder", "the secret looks like a placeholder of an example",
             fix_for(scheme)}};
  if (std::optional<Cause> cause = wrong_kind(scheme, text)) return {std::move(*cause)};
  return {};
}

}  // namespace checkoutdiag::webhook
