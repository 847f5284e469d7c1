#include <openssl/evp.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>

#include "lib/failure.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/sign.hpp"
#include "lib/webhook/special/encoded.hpp"
#include "lib/webhook/url_parts.hpp"

// Twilio signs the URL, and behind it the form's parameters; a body of another kind is covered by
// its SHA-256 in the query (twilio.com/docs/usage/security, twilio-node src/webhooks/webhooks.ts).
namespace checkoutdiag::webhook {
namespace {

constexpr std::string_view kHeader = "X-Twilio-Signature";
constexpr std::string_view kDigest = "bodySHA256";

using Values = std::set<std::string_view>;

/// Names in order, each with every value that it has, once, in order. Those are all bytes, as C
/// and Python compare them; Node compares UTF-16, which differs for names beyond the BMP alone.
std::string joined(const std::vector<Header>& parameters) {
  std::map<std::string_view, Values> sorted;
  for (const Header& parameter : parameters)
    sorted[parameter.name].insert(parameter.value);
  std::string out;
  for (const auto& [name, values] : sorted)
    for (std::string_view value : values) {
      out += name;
      out += value;
    }
  return out;
}

/// What Node's querystring makes of a query that it has parsed: values of a name that is given
/// twice come together, and all are encoded anew.
std::string requoted(const std::string& url) {
  std::optional<UrlParts> parts = split_url(url);
  if (!parts || parts->query.size() < 2) return url;
  std::optional<std::vector<Header>> pairs = decode_form(parts->query.substr(1));
  if (!pairs) return url;
  std::map<std::string_view, std::size_t> first;
  for (const Header& pair : *pairs)
    first.emplace(pair.name, first.size());
  std::vector<std::string> groups(first.size());
  for (const Header& pair : *pairs)
    groups[first[pair.name]] +=
        '&' + encode_component(pair.name) + '=' + encode_component(pair.value);
  std::string query;
  for (const std::string& group : groups)
    query += group;
  if (!query.empty()) query.front() = '?';
  std::string fragment(parts->fragment);
  parts->query = parts->fragment = {};
  return with_port(*parts, parts->port) + (query.empty() ? "?" : query) + fragment;
}

/// The URLs that twilio-node tries: Twilio's own back ends do not agree on the port, nor on what is
/// escaped. None of them says anything else than the URL that was given.
std::vector<std::string> readings(std::string_view url) {
  std::vector<std::string> all;
  auto add = [&all](std::string one) {
    if (std::find(all.begin(), all.end(), one) == all.end()) all.push_back(std::move(one));
  };
  auto add_both = [&add](std::string_view one, auto&& change) {
    std::optional<UrlParts> parts = split_url(one);
    if (!parts) return add(std::string(one));
    add(change(with_port(*parts, "")));
    add(change(with_port(*parts, parts->port.empty() ? standard_port(*parts) : parts->port)));
  };
  auto same = [](std::string one) { return one; };
  add_both(url, same);
  if (std::optional<std::string> normal = normalise_url(url)) {
    add_both(*normal, same);
    add_both(*normal, requoted);
  }
  return all;
}

/// What stands behind the URL in the signed text. Fails when the body would stay uncovered.
std::string signed_parameters(const Delivery& delivery, Claims& claims) {
  std::optional<std::vector<Header>> query = decode_query(delivery.url);
  if (!query) claims.fail(Trouble::body_malformed, "too many parameters in the URL");
  if (!query) return {};
  auto digest = std::find_if(query->begin(), query->end(),
                             [](const Header& pair) { return pair.name == kDigest; });
  if (digest != query->end()) {
    if (digest->value != text::sha256_hex(delivery.body))
      claims.fail(Trouble::digest_wrong, kDigest);
    return {};
  }
  if (!delivery.params.empty()) return joined(delivery.params);
  if (delivery.body.empty()) return {};
  if (!is_form(delivery)) {
    claims.fail(Trouble::value_missing, kDigest);
    return {};
  }
  std::optional<std::vector<Header>> form = decode_form(delivery.body);
  if (!form) claims.fail(Trouble::body_malformed, "too many parameters");
  return form ? joined(*form) : std::string();
}

std::string_view offered_signature(const Scheme& scheme, const Delivery& delivery, Claims& claims) {
  std::string_view header = kHeader;
  if (!scheme.signature.headers.empty()) header = scheme.signature.headers.front();
  std::vector<std::string_view> values = values_of(delivery, header);
  if (values.empty())
    claims.fail(Trouble::header_missing, header);
  else if (values.size() > 1)
    claims.fail(Trouble::header_repeated, header);
  else if (values.front().empty())
    claims.fail(Trouble::header_blank, header);
  return values.empty() ? std::string_view() : values.front();
}

/// The URL with the body's digest in its query; one that is there already is replaced.
std::string with_digest(std::string_view url, std::string_view body) {
  std::string_view fragment = url.substr(std::min(url.find('#'), url.size()));
  url.remove_suffix(fragment.size());
  std::string name = std::string(kDigest) + '=', pair = name + text::sha256_hex(body), out(url);
  std::size_t mark = url.find('?'), at = mark;
  while (at != std::string_view::npos && !url.substr(at + 1).starts_with(name))
    at = url.find('&', at + 1);
  if (at != std::string_view::npos) {
    std::size_t end = std::min(url.find('&', at + 1), url.size());
    out.replace(at + 1, end - at - 1, pair);
  } else {
    if (mark == std::string_view::npos) out += '?';
    if (out.back() != '?' && out.back() != '&') out += '&';
    out += pair;
  }
  return out += fragment;
}

}  // namespace

/// Reads X-Twilio-Signature and what it may have been made of.
void read_twilio(const Scheme& scheme, const Delivery& delivery, const Settings&, Claims& claims) {
  std::string_view signature = offered_signature(scheme, delivery, claims);
  if (delivery.url.empty()) claims.fail(Trouble::url_missing);
  if (claims.trouble != Trouble::none) return;
  std::string_view parameters = claims.keep(signed_parameters(delivery, claims));
  if (claims.trouble != Trouble::none && claims.trouble != Trouble::digest_wrong) return;
  Item item;
  for (std::string& url : readings(delivery.url))
    item.any.push_back({{claims.keep(std::move(url)), parameters}, {{signature, {}}}, {}});
  claims.items.push_back(std::move(item));
}

/// Signs as Twilio does for the URL as it is written.
Signed sign_twilio(const Scheme& scheme, const Delivery& delivery,
                   const std::vector<Secret>& secrets, const Settings&, const SignOptions&) {
  auto refuse = [](const char* what, const char* hint) {
    throw Failure(Failure::Kind::input, what, hint);
  };
  if (delivery.url.empty()) refuse("Twilio signs the URL, and none is given", "give it with --url");
  if (secrets.size() != 1)
    refuse("a Twilio delivery carries one signature", "sign with one secret");
  Signed out{{}, delivery.url, delivery.body};
  if (delivery.params.empty() && !delivery.body.empty() && !is_form(delivery))
    out.url = with_digest(delivery.url, delivery.body);
  out.url_changed = out.url != delivery.url;
  Delivery as_sent = delivery;
  as_sent.url = out.url;
  Claims claims;
  std::string parameters = signed_parameters(as_sent, claims);
  if (claims.trouble != Trouble::none)
    refuse(
        "the URL or the body cannot be signed: it has too many parameters, or a bodySHA256 of "
        "another body",
        "sign the request as Twilio would send it");
  std::string_view pieces[] = {out.url, parameters};
  std::string header(kHeader);
  if (!scheme.signature.headers.empty()) header = scheme.signature.headers.front();
  out.headers.push_back(
      {header, encoded_signature(scheme, secrets.front(), pieces, Encoding::base64)});
  return out;
}

}  // namespace checkoutdiag::webhook
