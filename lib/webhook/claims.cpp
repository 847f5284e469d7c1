#include "lib/webhook/claims.hpp"

#include <zlib.h>

#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/form.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag::webhook {
namespace {

using Source = Part::Source;

/// The first of these headers that is there: its first value, and how often it came.
struct Found {
  std::string_view name, value;
  std::size_t times = 0;
};

Found first_of(const std::vector<std::string>& names, const Delivery& delivery) {
  for (const std::string& name : names) {
    Found found{name};
    for (const Header& each : delivery.headers)
      if (text::equal_ignoring_case(each.name, name) && found.times++ == 0)
        found.value = each.value;
    if (found.times) return found;
  }
  return {names.empty() ? std::string_view{} : std::string_view(names.front())};
}

// A value among pairs. One that is given twice, differently, has no one meaning, and of too many
// pairs nobody knows what is among them: neither is the same as one that is not there.
struct Lookup {
  std::optional<std::string> value;
  bool ambiguous = false;

  void look(const std::vector<Header>& pairs, std::string_view name) {
    for (const Header& each : pairs) {
      if (each.name != name) continue;
      ambiguous = ambiguous || (value && *value != each.value);
      value = each.value;
    }
  }
  void look(const std::optional<std::vector<Header>>& pairs, std::string_view name) {
    if (pairs)
      look(*pairs, name);
    else
      ambiguous = true;
  }
  bool decided() const { return value || ambiguous; }
};

Lookup in_query(const Delivery& delivery, std::string_view name) {
  Lookup found;
  found.look(decode_query(delivery.url), name);
  return found;
}

Lookup among_params(const Delivery& delivery, std::string_view name) {
  Lookup found;
  found.look(delivery.params, name);
  if (!found.decided() && is_form(delivery)) found.look(decode_form(delivery.body), name);
  return found.decided() ? found : in_query(delivery, name);
}

bool signs_params(const Scheme& scheme) {
  return std::any_of(scheme.layout.begin(), scheme.layout.end(), [](const Group& group) {
    return std::any_of(group.parts.begin(), group.parts.end(),
                       [](const Part& part) { return part.source == Source::param; });
  });
}

struct Reading {
  const Scheme& scheme;
  const Delivery& delivery;
  const Settings& settings;
  Claims& claims;
  std::string_view id = {};

  bool headers_as_expected() {
    for (const Expected& expected : scheme.expected) {
      const Found found = first_of({expected.header}, delivery);
      bool right = false;
      for (const std::string& each : expected.values)
        right = right || text::equal_ignoring_case(found.value, each);
      if (!right || found.times != 1) {
        claims.fail(found.times > 1    ? Trouble::header_repeated
                    : found.times == 1 ? Trouble::header_unexpected
                                       : Trouble::value_missing,
                    expected.header);
        return false;
      }
    }
    return true;
  }

  void signatures(std::vector<Candidate>& candidates) {
    const Found found = first_of(scheme.signature.headers, delivery);
    claims.values.clear();
    for (const Header& each : delivery.headers)
      if (found.times && text::equal_ignoring_case(each.name, found.name))
        claims.values.push_back(each.value);
    // A checkout's callback is a form, its signature one of the fields.
    if (!found.times && signs_params(scheme))
      for (const std::string& name : scheme.signature.headers)
        if (const auto value = taken(among_params(delivery, name), name))
          claims.values.push_back(*value);
    if (claims.values.empty()) return claims.fail(Trouble::header_missing, found.name);
    if (claims.values.size() > 1 && !scheme.signature.repeats)
      return claims.fail(Trouble::header_repeated, found.name);
    read_signatures(scheme, claims.values, candidates, claims);
  }

  void timestamp() {
    const TimestampRule& rule = scheme.timestamp;
    if (!rule.headers.empty()) {
      const Found found = first_of(rule.headers, delivery);
      if (found.times > 1) return claims.fail(Trouble::timestamp_repeated, found.name);
      claims.timestamp = found.value;
      if (claims.timestamp.empty() && rule.required)
        return claims.fail(Trouble::timestamp_missing, found.name);
    } else if (!rule.key.empty() && claims.timestamp.empty() && rule.required) {
      return claims.fail(Trouble::timestamp_missing, rule.key);
    }
    if (!claims.timestamp.empty() && !read_timestamp(rule, claims.timestamp))
      claims.fail(Trouble::timestamp_malformed, claims.timestamp);
  }

  void message_id() {
    if (scheme.id_headers.empty()) return;
    const Found found = first_of(scheme.id_headers, delivery);
    if (found.times != 1 || found.value.empty())
      return claims.fail(found.times > 1 ? Trouble::header_repeated : Trouble::id_missing,
                         found.name);
    id = found.value;
  }

  // The value of a part; nothing when it is absent.
  std::optional<std::string_view> value(const Part& part) {
    switch (part.source) {
      case Source::literal:
        return part.name;
      case Source::timestamp:
        return present(claims.timestamp);
      case Source::id:
        return present(id);
      case Source::body:
        return delivery.body;
      case Source::body_crc32:
        return claims.keep(std::to_string(crc32_z(
            0, reinterpret_cast<const Bytef*>(delivery.body.data()), delivery.body.size())));
      case Source::url:
        return present(delivery.url);
      case Source::header:
        return header(part.name);
      case Source::query:
        return taken(in_query(delivery, part.name), part.name);
      case Source::param:
        return taken(among_params(delivery, part.name), part.name);
      case Source::setting:
        if (const auto found = settings.values.find(part.name); found != settings.values.end())
          return present(found->second);
        return std::nullopt;
    }
    return std::nullopt;
  }

  static std::optional<std::string_view> present(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional(text);
  }
  std::optional<std::string_view> header(const std::string& name) {
    const Found found = first_of({name}, delivery);
    if (found.times > 1) claims.fail(Trouble::header_repeated, name);
    return present(found.value);
  }
  std::optional<std::string_view> taken(Lookup found, std::string_view name) {
    if (found.ambiguous) claims.fail(Trouble::value_repeated, name);
    if (found.ambiguous || !found.value || found.value->empty()) return std::nullopt;
    return claims.keep(std::move(*found.value));
  }

  void absent(const Part& part) {
    switch (part.source) {
      case Source::url:
        return claims.fail(Trouble::url_missing);
      case Source::query:
        return claims.fail(delivery.url.empty() ? Trouble::url_missing : Trouble::value_missing,
                           part.name);
      case Source::setting:
        return claims.fail(Trouble::setting_missing, part.name);
      case Source::timestamp:
        return claims.fail(Trouble::timestamp_missing);
      case Source::id:
        return claims.fail(Trouble::id_missing);
      default:
        return claims.fail(Trouble::value_missing, part.name);
    }
  }

  void pieces(std::vector<std::string_view>& out) {
    for (const Group& group : scheme.layout) {
      const std::size_t before = out.size();
      for (const Part& part : group.parts) {
        if (const auto text = value(part)) {
          out.push_back(*text);
          continue;
        }
        out.resize(before);
        if (!group.optional) return absent(part);
        break;
      }
    }
  }
};

void read_special(const Scheme& scheme, const Delivery& delivery, const Settings& settings,
                  Claims& claims) {
  if (scheme.special == "adyen-items") return read_adyen_items(scheme, delivery, settings, claims);
  if (scheme.special == "braintree") return read_braintree(scheme, delivery, settings, claims);
  if (scheme.special == "twilio") return read_twilio(scheme, delivery, settings, claims);
  read_message_signatures(scheme, delivery, settings, claims);
}

}  // namespace

void Claims::clear() {
  trouble = Trouble::none;
  subject.clear();
  timestamp = {};
  expires.reset();
  // Given back only when it is much, so that the next delivery need not ask for it again.
  if (items.size() > 1) items.clear();
  if (!owned.empty()) owned.clear();
}

Statement& Claims::only() {
  items.resize(1);
  items[0].any.resize(1);
  Statement& statement = items[0].any[0];
  statement.pieces.clear();
  statement.candidates.clear();
  statement.algorithm = {};
  return statement;
}

void Claims::fail(Trouble why, std::string_view about) {
  if (trouble != Trouble::none) return;
  trouble = why;
  subject = about;
}

void read_claims(const Scheme& scheme, const Delivery& delivery, const Settings& settings,
                 Claims& claims) {
  claims.clear();
  if (!scheme.special.empty()) claims.items.clear();
  Reading reading{scheme, delivery, settings, claims};
  if (!reading.headers_as_expected()) return;
  for (const std::string& each : scheme.settings)
    if (!settings.values.contains(each)) return claims.fail(Trouble::setting_missing, each);
  if (scheme.secret.form == KeyForm::certificate && settings.certificate.empty())
    return claims.fail(Trouble::certificate_missing);
  if (!scheme.special.empty()) return read_special(scheme, delivery, settings, claims);
  Statement& statement = claims.only();
  reading.signatures(statement.candidates);
  if (claims.trouble != Trouble::none) return;
  reading.timestamp();
  reading.message_id();
  reading.pieces(statement.pieces);
}

Statement signed_pieces(const Scheme& scheme, const Delivery& delivery, const Settings& settings,
                        std::string_view time, Claims& claims) {
  Statement statement;
  Reading reading{scheme, delivery, settings, claims};
  claims.timestamp = time;
  reading.message_id();
  reading.pieces(statement.pieces);
  return statement;
}

std::string_view name(Trouble trouble) {
  switch (trouble) {
    case Trouble::none:
      return "nothing";
    case Trouble::header_missing:
      return "no signature header";
    case Trouble::header_blank:
      return "the signature header is blank";
    case Trouble::header_repeated:
      return "the header is there more than once";
    case Trouble::header_malformed:
      return "the signature header is not of the scheme's form";
    case Trouble::no_signature:
      return "no signature that counts";
    case Trouble::header_unexpected:
      return "a header has another value than the scheme's";
    case Trouble::timestamp_missing:
      return "no timestamp";
    case Trouble::timestamp_malformed:
      return "the timestamp is not of the scheme's form";
    case Trouble::timestamp_repeated:
      return "more than one timestamp";
    case Trouble::id_missing:
      return "no message id";
    case Trouble::value_missing:
      return "a value that is signed is missing";
    case Trouble::value_repeated:
      return "a value that is signed is there more than once";
    case Trouble::url_missing:
      return "the URL is signed and not known";
    case Trouble::setting_missing:
      return "a setting is missing";
    case Trouble::body_malformed:
      return "the body is not of the scheme's form";
    case Trouble::body_uncovered:
      return "the signature leaves the body out";
    case Trouble::digest_wrong:
      return "the digest is not the body's";
    case Trouble::certificate_missing:
      return "the sender's certificate is not given";
  }
  return "";
}

}  // namespace checkoutdiag::webhook
