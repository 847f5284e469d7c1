// The smaller questions, asked once it is known which versions live. Each asks with suites that the
// server has already taken, so that only the thing in question can be refused.
#include <algorithm>

#include "lib/tls/inquiries.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

// What most servers take, in the order in which they list it: x25519, P-256, P-384; and what more
// some do.
const Ids kLikelyGroups = {0x001d, 0x0017, 0x0018};
const Ids kLessLikelyGroups = {0x001e, 0x0019, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104};

Ids expected_groups(const Ids& order) {
  const bool more = !without(order, kLikelyGroups).empty();
  Ids guesses = without(kLikelyGroups, order);
  if (more)
    for (const Id id : without(kLessLikelyGroups, order))
      guesses.push_back(id);
  return guesses;
}

Ids wide(std::span<const std::uint16_t> ids) {
  return {ids.begin(), ids.end()};
}

std::vector<std::uint16_t> narrow(const Ids& ids) {
  std::vector<std::uint16_t> out;
  for (const Id id : ids)
    out.push_back(static_cast<std::uint16_t>(id));
  return out;
}

Ids ecdhe_only(const Ids& suites) {
  Ids out;
  std::copy_if(suites.begin(), suites.end(), std::back_inserter(out), [](Id id) {
    const KeyExchange kx = suite(id).key_exchange;
    return kx == KeyExchange::ecdhe || kx == KeyExchange::ecdhe_psk;
  });
  return out;
}

// An answer to an offer of which only one part can be at fault.
Peel::Answer verdict(const Reply& reply) {
  constexpr int kIllegalParameter = 47;
  if (reply.accepted()) return Peel::Answer::accepted;
  if (reply.refused()) return Peel::Answer::refused;
  if (reply.kind == ReplyKind::alert && reply.alert && reply.alert->code == kIllegalParameter)
    return Peel::Answer::refused;
  return reply.kind == ReplyKind::silence ? Peel::Answer::undecided : Peel::Answer::unclear;
}

}  // namespace

GroupInquiry::GroupInquiry(Board* board) : HelloInquiry(board) {}

std::optional<Hello> GroupInquiry::ask(bool ahead) {
  if (!version_) {
    if (!board_.settled(Version::tls13)) return std::nullopt;
    if (board_.live(Version::tls13)) {
      version_ = Version::tls13;
      suites_ = {board_.versions[Version::tls13].suites.front()};
    } else if (const auto best = board_.best_legacy()) {
      // Only once all suites are known: which of them are ECDHE decides whether there are groups at
      // all.
      if (!board_.versions[*best].enumerated) return std::nullopt;
      suites_ = ecdhe_only(board_.versions[*best].suites);
      version_ = best;
    }
    if (suites_.empty()) return std::nullopt;
    const Ids groups = wide(groups_to_probe(*version_));
    peel_ = std::make_unique<Peel>(groups, &board_.tolerance, expected_groups);
    // The suites were asked for with all groups on offer: that answer is the first one here.
    if (const auto first = board_.versions[*version_].group)
      peel_->learn(groups, Peel::Answer::accepted, *first);
  }
  if (!peel_) return std::nullopt;
  const Ids offer = peel_->next(ahead);
  if (offer.empty()) return std::nullopt;
  Hello hello = plain_hello(board_, *version_, suites_);
  hello.groups = narrow(offer);
  return hello;
}

void GroupInquiry::hear(const Hello& hello, const Reply& reply) {
  const Ids offered(hello.groups.begin(), hello.groups.end());
  Peel::Answer answer = verdict(reply);
  const Id taken = reply.group.value_or(0);
  const bool named =
      reply.group && std::find(offered.begin(), offered.end(), taken) != offered.end();
  // It went on without one of our groups (its only curve whatever we offer): that takes no group.
  if (answer == Peel::Answer::accepted && !named) answer = Peel::Answer::undecided;
  peel_->learn(offered, answer, taken,
               named || !reply.accepted() ? describe(answer_of(reply))
                                          : "it chose a group that was not offered");
}

GroupFacts GroupInquiry::facts() const {
  GroupFacts facts;
  if (version_) facts.asked_with = *version_;
  facts.dh_bits = board_.dh_bits;
  if (!peel_) {
    // No version with (EC)DHE lives: there is nothing to enumerate.
    facts.complete = board_.all_settled() && !board_.gave_up;
    facts.state = facts.complete ? State::refused : State::unknown;
    if (!facts.complete) facts.incomplete_because = "not asked: no version was accepted";
    return facts;
  }
  facts.groups = narrow(peel_->order());
  facts.complete = peel_->complete();
  facts.state = peel_->accepted() > 0 ? State::accepted
                : facts.complete      ? State::refused
                                      : State::unknown;
  if (!facts.complete)
    facts.incomplete_because = !peel_->doubt().empty() ? peel_->doubt()
                               : board_.gave_up        ? board_.gave_up_because
                                                       : "the run ended first";
  return facts;
}

SignatureInquiry::SignatureInquiry(Board* board) : HelloInquiry(board) {}

std::optional<Hello> SignatureInquiry::ask(bool ahead) {
  if (!board_.live(Version::tls12) || !(board_.versions[Version::tls12].enumerated || board_.far()))
    return std::nullopt;
  const Ids& suites = board_.versions[Version::tls12].signed_suites;
  if (suites.empty()) return std::nullopt;
  Hello hello = plain_hello(board_, Version::tls12, suites);
  if (!sha1_asked_) {
    sha1_asked_ = facts_.asked = true;
    hello.schemes = {0x0201, 0x0203, 0x0202};  // rsa_pkcs1_sha1, ecdsa_sha1, dsa_sha1
    return hello;
  }
  if (!board_.asking.signatures) return std::nullopt;
  if (!peel_) {
    const Ids schemes = wide(signature_schemes());
    peel_.emplace(schemes, &board_.tolerance,
                  [schemes](const Ids& order) { return without(schemes, order); });
  }
  const Ids offer = peel_->next(ahead);
  if (offer.empty()) return std::nullopt;
  hello.schemes = narrow(offer);
  return hello;
}

void SignatureInquiry::hear(const Hello& hello, const Reply& reply) {
  const Ids offered(hello.schemes.begin(), hello.schemes.end());
  const Id taken = reply.scheme.value_or(0);
  const bool named =
      reply.scheme && std::find(offered.begin(), offered.end(), taken) != offered.end();
  Peel::Answer answer = verdict(reply);
  if (facts_.sha1 == State::unknown && offered.size() == 3 && offered.front() == 0x0201) {
    if (answer == Peel::Answer::accepted && named)
      facts_.sha1 = State::accepted;
    else if (answer == Peel::Answer::refused || answer == Peel::Answer::accepted)
      facts_.sha1 = State::refused;  // refused, or signed with something else all the same
    return;
  }
  if (!peel_) return;
  if (answer == Peel::Answer::accepted && !named) answer = Peel::Answer::refused;
  peel_->learn(offered, answer, taken, describe(answer_of(reply)));
}

SignatureFacts SignatureInquiry::facts() const {
  SignatureFacts facts = facts_;
  facts.schemes = board_.schemes_seen;
  std::sort(facts.schemes.begin(), facts.schemes.end());
  if (!peel_) return facts;
  facts.schemes = narrow(peel_->order());
  facts.complete = peel_->complete();
  if (!facts.complete)
    facts.incomplete_because = peel_->doubt().empty() ? "the run ended first" : peel_->doubt();
  return facts;
}

PreferenceInquiry::PreferenceInquiry(Board* board, Version version)
    : HelloInquiry(board), version_(version) {}

std::optional<Hello> PreferenceInquiry::ask(bool) {
  if (asked_ || !board_.live(version_)) return std::nullopt;
  if (version_ != Version::tls13 && !board_.settled_above(version_)) return std::nullopt;
  const VersionView& view = board_.versions[version_];
  if (!view.enumerated && !board_.far()) return std::nullopt;
  carries_features_ = board_.best_legacy() == version_;
  // A server may take ChaCha20 because the client puts it first: that would look like the client's
  // choice.
  const auto second = std::find_if(view.suites.begin() + 1, view.suites.end(), [](Id id) {
    return suite(id).cipher.find("CHACHA") == std::string::npos;
  });
  if (second != view.suites.end())
    asked_suites_ = {*second, view.suites.front()};
  else if (carries_features_ && view.enumerated)
    asked_suites_ = {view.suites.front()};
  else
    return std::nullopt;
  asked_ = true;
  Hello hello = plain_hello(board_, version_, asked_suites_);
  if (carries_features_) {
    hello.compression = true;
    if (version_ != Version::ssl3) hello.alpn = {"http/1.1"};
  }
  return hello;
}

void PreferenceInquiry::hear(const Hello& hello, const Reply& reply) {
  if (!reply.accepted()) return;
  if (asked_suites_.size() > 1)
    preference_ = reply.suite == asked_suites_.back() ? Preference::server : Preference::client;
  if (hello.compression) board_.features.compression = reply.compression;
  if (hello.alpn.empty()) return;
  board_.features.alpn_asked = true;
  board_.note_protocol(reply.alpn.value_or(""));
}

std::optional<Hello> NoNameInquiry::ask(bool) {
  if (asked_ || board_.asking.server_name.empty()) return std::nullopt;
  std::optional<Version> version = board_.best_legacy();  // its flight shows the certificate
  if (!version && !board_.all_settled()) return std::nullopt;
  if (!version && board_.live(Version::tls13)) version = Version::tls13;
  Ids suites;
  if (version) {
    suites = board_.versions[*version].suites;
  } else if (board_.name_refused) {
    // Nothing is taken with our name: is it the name?
    version = Version::tls12;
    const auto all = legacy_suites();
    suites.assign(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(
                                                 std::min(all.size(), Tolerance::kSafe)));
  }
  if (!version) return std::nullopt;
  asked_ = true;
  if (suites.size() > Tolerance::kSafe) suites.resize(Tolerance::kSafe);
  Hello hello = plain_hello(board_, *version, suites);
  hello.server_name.clear();
  return hello;
}

void NoNameInquiry::hear(const Hello&, const Reply& reply) {
  constexpr int kUnrecognizedName = 112, kInternalError = 80;
  answer_ = answer_of(reply);
  if (reply.accepted()) {
    without_ = State::accepted;
  } else if (reply.kind == ReplyKind::alert && reply.alert) {
    // The same offer was taken with the name, so the alert is about its absence.
    const int code = reply.alert->code;
    if (reply.refused() || code == kUnrecognizedName || code == kInternalError)
      without_ = State::refused;
  }
}

std::optional<Hello> FallbackInquiry::ask(bool) {
  if (asked_ || !board_.settled_above(Version::ssl3)) return std::nullopt;
  std::vector<Version> live;
  for (const Version version : kVersions)
    if (version >= Version::tls10 && board_.live(version)) live.push_back(version);
  if (live.size() < 2) return std::nullopt;  // nothing to fall back from
  asked_ = true;
  const Version lower = live[live.size() - 2];
  Ids suites = board_.versions[lower].suites;
  if (suites.size() > Tolerance::kSafe) suites.resize(Tolerance::kSafe);
  Hello hello = plain_hello(board_, lower, suites);
  hello.fallback_scsv = true;
  return hello;
}

void FallbackInquiry::hear(const Hello&, const Reply& reply) {
  constexpr int kInappropriateFallback = 86;
  if (reply.accepted())
    board_.features.fallback_scsv = false;
  else if (reply.kind == ReplyKind::alert && reply.alert &&
           reply.alert->code == kInappropriateFallback)
    board_.features.fallback_scsv = true;
}

}  // namespace checkoutdiag::tls
