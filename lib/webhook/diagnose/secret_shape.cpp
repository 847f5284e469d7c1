#include <algorithm>
#include <charconv>

#include "lib/text/ascii.hpp"
#include "lib/text/secret.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/diagnose/shapes.hpp"
#include "lib/webhook/repair/secret_placeholder.hpp"

namespace checkoutdiag::webhook {
namespace {

std::string fix_for(const Scheme& scheme) {
  return scheme.secret.where.empty() ? "give the endpoint's own secret"
                                     : "take the secret from " + scheme.secret.where;
}

std::optional<Cause> placeholder(const Scheme& scheme, std::string_view text) {
  std::optional<Placeholder> found = placeholder_of(text);
  for (const std::string& prefix : scheme.secret.prefixes)
    if (!found && text.starts_with(prefix)) found = placeholder_of(text.substr(prefix.size()));
  if (!found) return {};
  return Cause{"secret.placeholder", "the secret " + std::string(found->is),
               found->fix.empty() ? fix_for(scheme) : std::string(found->fix), false};
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
  const std::string& prefix = scheme.secret.prefixes.front();
  if (text::lower(text).starts_with(prefix))
    return Cause{"secret.case-changed",
                 "the secret begins with " + prefix +
                     " in capital letters: its letters are no longer as the sender shows them",
                 "copy the secret as it is, without upper() or lower(): " + fix_for(scheme)};
  return Cause{"secret.prefix-missing",
               "the secret does not begin with " + prefix + ", as those of " + scheme.title + " do",
               fix_for(scheme)};
}

// "HMAC key (64 hex digits)": what the scheme says of its secret; 0: nothing.
std::size_t digits_wanted(const Scheme& scheme) {
  const std::string_view where = scheme.secret.where;
  std::size_t at = where.find(" hex digits"), count = 0;
  if (at == std::string_view::npos) return 0;
  const std::size_t end = at;
  while (at > 0 && text::is_digit(where[at - 1]))
    --at;
  std::from_chars(where.data() + at, where.data() + end, count);
  return count;
}

std::string counted(std::size_t count, std::string_view what) {
  return std::to_string(count) + " " + std::string(what) + (count == 1 ? "" : "s");
}

// How many hex digits there are, and how many there should be.
std::optional<Cause> hex_digits(const Scheme& scheme, std::string_view text) {
  if (scheme.secret.form != KeyForm::hex) return {};
  if (text.find("-----BEGIN") != std::string_view::npos) return {};
  const auto other = static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return !is_hex({&c, 1});
  }));
  const std::size_t digits = text.size() - other, wanted = digits_wanted(scheme);
  const bool decodes = other == 0 && digits % 2 == 0;
  if (decodes && (wanted == 0 || digits == wanted)) return {};
  std::string message = "the secret has " + counted(digits, "hex digit");
  if (other > 0) message += " and " + counted(other, "other character");
  if (text.find_first_of("oO") != std::string_view::npos) message += ", among them the letter O";
  message += wanted > 0 ? ", and " + counted(wanted, "hex digit") + " are wanted"
                        : ", and an even number of them is wanted";
  if (other > 0) message += ", nothing else";
  return Cause{decodes ? "secret.wrong-length" : "secret.undecodable", std::move(message),
               "copy the secret whole, and do not type it\n" + fix_for(scheme)};
}

// A terminal shows such a text as if it were right.
bool is_utf16(std::string_view secret) {
  return secret.starts_with("\xFF\xFE") || secret.starts_with("\xFE\xFF") ||
         (secret.size() > 3 && (secret[0] == '\0') != (secret[1] == '\0') &&
          (secret[2] == '\0') == (secret[0] == '\0') && (secret[3] == '\0') == (secret[1] == '\0'));
}

}  // namespace

std::vector<Cause> secret_shape(const Scheme& scheme, std::string_view secret) {
  if (scheme.secret.form == KeyForm::certificate && secret.empty()) return {};
  if (is_utf16(secret))
    return {{"secret.utf16", "the secret looks like UTF-16, with two bytes for each character",
             "save the file with the secret as UTF-8 without a byte order mark, or as ASCII"}};
  const std::string_view text = text::trimmed(secret, " \t\r\n\"'");
  if (text.empty())
    return {{"secret.blank", "the secret is blank: with such a key anybody could sign",
             "set the variable or the file that it is read from; " + fix_for(scheme), true}};
  for (auto* look : {&placeholder, &wrong_kind, &hex_digits})
    if (std::optional<Cause> cause = look(scheme, text)) return {std::move(*cause)};
  return {};
}

}  // namespace checkoutdiag::webhook
