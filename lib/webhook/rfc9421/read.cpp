#include <algorithm>
#include <charconv>

#include "lib/text/ascii.hpp"
#include "lib/webhook/claims.hpp"
#include "lib/webhook/rfc9421/content_digest.hpp"
#include "lib/webhook/rfc9421/fields.hpp"
#include "lib/webhook/rfc9421/signature_base.hpp"
#include "lib/webhook/rfc9421/structured_fields.hpp"

namespace checkoutdiag::webhook {
namespace {

using namespace rfc9421;

constexpr std::size_t kMostLabels = 16;

/// What one label offers.
struct Offer {
  std::string label, base, signature, algorithm;
  std::optional<std::int64_t> created, expires;
  bool covers_body = false, digest_wrong = false, digest_malformed = false;
};

/// What the receiver asks for.
struct Wanted {
  std::string_view label, key_id, algorithm;
};

Wanted wanted(const Settings& settings) {
  const auto value = [&](std::string_view name) {
    const auto found = settings.values.find(name);
    return found == settings.values.end() ? std::string_view() : std::string_view(found->second);
  };
  return {value("label"), value("key-id"), value("algorithm")};
}

/// The digests are computed once, however many labels cover them, and not when none does.
class Digests {
 public:
  explicit Digests(const Delivery& delivery) : delivery_(delivery) {}

  void look(const Member& covered, Offer& offer) {
    using Verdict = DigestCheck::Verdict;
    for (const FieldItem& component : covered.items) {
      const DigestCheck* check = check_of(component.value.text);
      if (!check) continue;
      const BareItem* key = find(component.parameters, "key");
      offer.covers_body = offer.covers_body || check->proves(key ? key->text : std::string());
      offer.digest_wrong = offer.digest_wrong || check->verdict == Verdict::wrong;
      offer.digest_malformed = offer.digest_malformed || check->verdict == Verdict::malformed;
    }
  }

 private:
  const DigestCheck* check_of(std::string_view header) {
    if (header == "content-digest") {
      if (!content_) content_ = check_digest(delivery_, header);
      return &*content_;
    }
    // RFC 9530 section 3: of the representation, which is the content only when nothing encoded it.
    if (header != "repr-digest" || !field_lines(delivery_, "content-encoding").empty())
      return nullptr;
    if (!representation_) representation_ = check_digest(delivery_, header);
    return &*representation_;
  }

  const Delivery& delivery_;
  std::optional<DigestCheck> content_, representation_;
};

std::optional<Dictionary> read_header(const Delivery& delivery, std::string_view name,
                                      Claims& claims) {
  const std::optional<std::string> value = combined_value(delivery, name);
  if (!value) return claims.fail(Trouble::header_missing, name), std::nullopt;
  if (value->find_first_not_of(" \t,") == std::string::npos)
    return claims.fail(Trouble::header_blank, name), std::nullopt;
  std::optional<Dictionary> found = parse_dictionary(*value);
  if (!found) claims.fail(Trouble::header_malformed, name);
  return found;
}

/// False: it is there, and is no integer that counts seconds since 1970.
bool read_time(const Parameters& parameters, std::string_view key,
               std::optional<std::int64_t>& out) {
  const BareItem* item = find(parameters, key);
  if (!item) return true;
  std::int64_t seconds = 0;
  const char* end = item->text.data() + item->text.size();
  if (item->kind != BareItem::Kind::integer ||
      std::from_chars(item->text.data(), end, seconds).ptr != end || seconds < 0)
    return false;
  out = seconds;
  return true;
}

/// False: it is there, and is no string.
bool read_string(const Parameters& parameters, std::string_view key, std::string& out) {
  const BareItem* item = find(parameters, key);
  if (!item) return true;
  out = item->text;
  return item->kind == BareItem::Kind::string;
}

bool read_parameters(const Parameters& parameters, const Wanted& wanted, Offer& offer, Gap& gap) {
  if (!read_time(parameters, "created", offer.created))
    return gap = {Trouble::timestamp_malformed, "created"}, false;
  if (!read_time(parameters, "expires", offer.expires))
    return gap = {Trouble::timestamp_malformed, "expires"}, false;
  if (!read_string(parameters, "alg", offer.algorithm))
    return gap = {Trouble::header_malformed, "Signature-Input: alg"}, false;
  // RFC 9421 section 3.2: sources of the algorithm that contradict each other prove nothing.
  if (!offer.algorithm.empty() && !wanted.algorithm.empty() && offer.algorithm != wanted.algorithm)
    return gap = {Trouble::no_signature, "alg=\"" + offer.algorithm + "\""}, false;
  if (offer.algorithm.empty()) offer.algorithm = wanted.algorithm;
  return true;
}

bool is_wanted(const Entry& input, const Wanted& wanted) {
  if (!wanted.label.empty() && input.key != wanted.label) return false;
  if (wanted.key_id.empty()) return true;
  const BareItem* id = find(input.member.parameters, "keyid");
  return id && id->kind == BareItem::Kind::string && id->text == wanted.key_id;
}

std::optional<Offer> read_offer(const Entry& input, const Dictionary& signatures,
                                const Wanted& wanted, SignatureBase& bases, Gap& gap) {
  Offer offer{input.key};
  const Member* signature = find(signatures, input.key);
  if (!signature) return gap = {Trouble::no_signature, input.key}, std::nullopt;
  if (!input.member.inner_list)
    return gap = {Trouble::header_malformed, "Signature-Input"}, std::nullopt;
  if (signature->inner_list || signature->items.front().value.kind != BareItem::Kind::bytes)
    return gap = {Trouble::header_malformed, "Signature"}, std::nullopt;
  offer.signature = signature->items.front().value.text;
  if (!read_parameters(input.member.parameters, wanted, offer, gap) ||
      !bases.build(input.member, offer.base, gap))
    return std::nullopt;
  return offer;
}

/// What can be used of what is wanted; `gap` is why the first of the others cannot.
std::vector<Offer> read_offers(const Dictionary& inputs, const Dictionary& signatures,
                               const Delivery& delivery, const Wanted& wanted, Gap& gap) {
  Digests digests(delivery);
  SignatureBase bases(delivery);
  std::vector<Offer> offers;
  std::size_t looked_at = 0;
  for (const Entry& input : inputs) {
    if (!is_wanted(input, wanted)) continue;
    if (++looked_at > kMostLabels) break;
    Gap own;
    std::optional<Offer> offer = read_offer(input, signatures, wanted, bases, own);
    if (offer) {
      digests.look(input.member, *offer);
      offers.push_back(*std::move(offer));
    } else if (gap.trouble == Trouble::none) {
      gap = std::move(own);
    }
  }
  if (looked_at == 0)
    gap = {Trouble::no_signature, std::string(wanted.label.empty() ? wanted.key_id : wanted.label)};
  return offers;
}

/// A signature that leaves the body out proves nothing of it, so it does not count beside one that
/// has it: a proxy's, or one that an attacker put there.
void judge_body(const Delivery& delivery, const Settings& settings, std::vector<Offer>& offers,
                Claims& claims) {
  if (std::ranges::any_of(offers, &Offer::digest_wrong))
    return claims.fail(Trouble::digest_wrong, "Content-Digest");
  // Without a body there is nothing to cover, but for requests that should have one: taking it
  // away is a change too.
  const bool bodiless = delivery.method == "GET" || delivery.method == "HEAD";
  if ((delivery.body.empty() && bodiless) || settings.body_may_be_uncovered) return;
  if (std::ranges::any_of(offers, &Offer::covers_body)) {
    std::erase_if(offers, [](const Offer& offer) { return !offer.covers_body; });
  } else if (std::ranges::any_of(offers, &Offer::digest_malformed)) {
    claims.fail(Trouble::header_malformed, "Content-Digest");
  } else {
    claims.fail(Trouble::body_uncovered);
  }
}

/// Claims have one time for all that is offered, and whichever signature turns out right must be
/// no older than that: the oldest counts, and a signature without a time does not count beside one
/// that has it. Otherwise an old delivery would pass again with a made-up signature of today put
/// in front of the right one.
void judge_time(std::vector<Offer>& offers, Claims& claims) {
  const auto dated = [](const Offer& offer) { return offer.created.has_value(); };
  if (std::ranges::any_of(offers, dated)) {
    std::erase_if(offers, [](const Offer& offer) { return !offer.created; });
    const auto oldest = std::ranges::min_element(offers, {}, &Offer::created);
    claims.timestamp = claims.keep(std::to_string(*oldest->created));
  }
  for (const Offer& offer : offers)
    if (offer.expires)
      claims.expires = std::min(*offer.expires, claims.expires.value_or(*offer.expires));
}

Statement state(Offer& offer, Claims& claims) {
  Statement statement;
  statement.pieces = {claims.keep(std::move(offer.base))};
  statement.candidates = {
      {claims.keep(std::move(offer.signature)), claims.keep(std::move(offer.label))}};
  statement.algorithm = claims.keep(std::move(offer.algorithm));
  return statement;
}

}  // namespace

void read_message_signatures(const Scheme&, const Delivery& delivery, const Settings& settings,
                             Claims& claims) {
  const std::optional<Dictionary> inputs = read_header(delivery, "Signature-Input", claims);
  if (!inputs) return;
  const std::optional<Dictionary> signatures = read_header(delivery, "Signature", claims);
  if (!signatures) return;
  Gap gap;
  std::vector<Offer> offers = read_offers(*inputs, *signatures, delivery, wanted(settings), gap);
  if (offers.empty()) return claims.fail(gap.trouble, gap.subject);
  judge_body(delivery, settings, offers, claims);
  judge_time(offers, claims);
  Item& item = claims.items.emplace_back();
  for (Offer& offer : offers)
    item.any.push_back(state(offer, claims));
}

}  // namespace checkoutdiag::webhook
