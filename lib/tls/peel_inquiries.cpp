// Enumerations beside the suites: key-exchange groups and signature algorithms.
#include <algorithm>
#include <utility>

#include "lib/tls/inquiries.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

// What most servers take, in the order in which they list it: x25519, P-256, P-384; and what more
// some do.
const Ids kLikelyGroups = {0x001d, 0x0017, 0x0018};
const Ids kLessLikelyGroups = {0x001e, 0x0019, 0x0100, 0x0101, 0x0102, 0x0103, 0x0104};
constexpr Id kX25519 = 0x001d;

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

Ids ecdhe_only(const Ids& suites, bool rsa_only) {
  Ids out;
  std::copy_if(suites.begin(), suites.end(), std::back_inserter(out), [&](Id id) {
    const Suite& s = suite(id);
    const bool exchange =
        s.key_exchange == KeyExchange::ecdhe || s.key_exchange == KeyExchange::ecdhe_psk;
    return exchange && (!rsa_only || s.authentication == Authentication::rsa);
  });
  return out;
}

// The curve of the ECDSA leaf that was seen, by its id.
std::optional<Id> leaf_curve(const Board& board) {
  for (const SeenChain& chain : board.chains) {
    const x509::Certificate& leaf = board.certificate(chain.ders.front());
    if (leaf.key_group == "P-256") return 0x0017;
    if (leaf.key_group == "P-384") return 0x0018;
    if (leaf.key_group == "P-521") return 0x0019;
  }
  return std::nullopt;
}

}  // namespace

std::optional<Hello> PeelInquiry::ask(bool ahead) {
  if (!ready() || !peel_) return std::nullopt;
  if (universe_.empty()) universe_ = peel_->universe();
  if (!doubted_.empty()) {
    if (second_under_way_) return std::nullopt;
    second_under_way_ = true;
    return offer(looks_ == 1 ? doubted_ : universe_);
  }
  const Ids ids = peel_->next(ahead);
  if (ids.empty()) return std::nullopt;
  return offer(ids);
}

void PeelInquiry::hear(const Hello& hello, const Reply& reply) {
  constexpr int kIllegalParameter = 47;
  const Ids ids = offered(hello);
  const std::string evidence = describe(answer_of(reply));
  board_.note_ending(reply.wordless());
  if (second_under_way_ && (ids == doubted_ || ids == universe_)) {
    second_under_way_ = false;
    if (looks_ == 1 && reply.wordless()) {
      ++looks_;  // twice no word: does it still take what it took before?
      return;
    }
    const bool control = looks_ == 2;
    const Ids doubted = std::exchange(doubted_, {});
    looks_ = 0;
    if (control && reply.accepted()) {
      board_.note_closes_to_refuse();
      return peel_->learn(doubted, Peel::Answer::refused);
    }
    if (control) return peel_->give_up(evidence);
  }
  if (reply.accepted()) {
    const std::optional<Id> id = taken(reply);
    if (id && std::find(ids.begin(), ids.end(), *id) != ids.end())
      peel_->learn(ids, Peel::Answer::accepted, *id);
    else
      peel_->learn(ids, Peel::Answer::undecided, 0, "it chose something that was not on offer");
    return;
  }
  const bool no =
      reply.refused() || (reply.wordless() && board_.closes_to_refuse) ||
      (reply.kind == ReplyKind::alert && reply.alert && reply.alert->code == kIllegalParameter);
  if (no)
    peel_->learn(ids, Peel::Answer::refused);
  else if (reply.wordless() && doubted_.empty())
    doubted_ = ids, looks_ = 1;
  else if (reply.kind == ReplyKind::silence)
    peel_->give_up(evidence);
  else
    peel_->learn(ids, Peel::Answer::unclear, 0, evidence);
}

std::string PeelInquiry::incomplete_because() const {
  if (peel_->complete() && doubted_.empty()) return {};
  if (!peel_->doubt().empty()) return peel_->doubt();
  return board_.gave_up ? board_.gave_up_because : "the run ended first";
}

// TLS 1.3 when it lives: a HelloRetryRequest costs the server nothing. Else the newest older
// version.
bool GroupInquiry::choose_version() {
  if (!board_.settled(Version::tls13)) return false;
  if (board_.live(Version::tls13) && !board_.needs_share) {
    version_ = Version::tls13;
    suites_ = {board_.versions[Version::tls13].suites.front()};
    return true;
  }
  if (const auto best = board_.best_legacy()) {
    // Only once all suites are known: which of them are ECDHE decides whether there are groups at
    // all.
    if (!board_.versions[*best].enumerated) return false;
    suites_ = ecdhe_only(board_.versions[*best].suites, true);
    if (suites_.empty()) {
      suites_ = ecdhe_only(board_.versions[*best].suites, false);
      pinned_ = leaf_curve(board_);
    }
    if (!suites_.empty()) version_ = best;
  }
  if (!version_ && board_.live(Version::tls13) && board_.all_settled()) {
    version_ = Version::tls13;
    suites_ = {board_.versions[Version::tls13].suites.front()};
    shareless_ = false;
  }
  return version_.has_value();
}

bool GroupInquiry::ready() {
  if (version_) return true;
  if (!choose_version()) return false;
  Ids groups = wide(groups_to_probe(*version_));
  if (!shareless_) groups = {kX25519};
  if (pinned_) groups = without(groups, {*pinned_});
  peel_ = std::make_unique<Peel>(groups, &board_.tolerance, expected_groups);
  // The suites were asked for with all groups on offer: that answer is the first one here.
  const auto first = board_.versions[*version_].group;
  if (first && !pinned_) peel_->learn(groups, Peel::Answer::accepted, *first);
  return true;
}

Hello GroupInquiry::offer(const Ids& ids) const {
  Hello hello = plain_hello(board_, *version_, suites_);
  hello.groups = narrow(ids);
  if (pinned_) hello.groups.push_back(static_cast<std::uint16_t>(*pinned_));
  return hello;
}

Ids GroupInquiry::offered(const Hello& hello) const {
  Ids ids(hello.groups.begin(), hello.groups.end());
  return pinned_ ? without(ids, {*pinned_}) : ids;
}

std::optional<Id> GroupInquiry::taken(const Reply& reply) const {
  if (!reply.group) return std::nullopt;
  return *reply.group;
}

GroupFacts GroupInquiry::facts() const {
  GroupFacts facts;
  if (version_) facts.asked_with = *version_;
  facts.dh_bits = board_.dh_bits;
  if (!peel_) {
    // Nothing to enumerate is proven only by versions that are refused, or known to the end.
    facts.complete =
        std::all_of(std::begin(kVersions), std::end(kVersions), [this](Version version) {
          const VersionView& view = board_.versions[version];
          return view.state == State::refused || (view.state == State::accepted && view.enumerated);
        });
    facts.state = facts.complete ? State::refused : State::unknown;
    if (!facts.complete) facts.incomplete_because = "no version was seen that could be asked";
    return facts;
  }
  facts.groups = narrow(peel_->order());
  facts.incomplete_because = incomplete_because();
  if (pinned_) {
    facts.groups.push_back(static_cast<std::uint16_t>(*pinned_));
    facts.incomplete_because = "its certificate needs " +
                               group(static_cast<std::uint16_t>(*pinned_)).name +
                               " on offer, so that only what it prefers to that is seen";
  }
  if (!shareless_)
    facts.incomplete_because = "it answers no hello without a key share, and the others need one";
  facts.complete = facts.incomplete_because.empty();
  facts.state = !facts.groups.empty() ? State::accepted
                : facts.complete      ? State::refused
                                      : State::unknown;
  return facts;
}

bool SignatureInquiry::ready() {
  if (peel_) return true;
  if (!board_.asking.signatures || !board_.live(Version::tls12)) return false;
  const VersionView& view = board_.versions[Version::tls12];
  if (!view.enumerated || view.signed_suites.empty()) return false;
  const Ids schemes = wide(signature_schemes());
  peel_ = std::make_unique<Peel>(schemes, &board_.tolerance,
                                 [schemes](const Ids& order) { return without(schemes, order); });
  return true;
}

Hello SignatureInquiry::offer(const Ids& ids) const {
  Ids suites = board_.versions[Version::tls12].signed_suites;
  if (suites.size() > Tolerance::kSafe) suites.resize(Tolerance::kSafe);
  Hello hello = plain_hello(board_, Version::tls12, suites);
  hello.schemes = narrow(ids);
  return hello;
}

Ids SignatureInquiry::offered(const Hello& hello) const {
  return {hello.schemes.begin(), hello.schemes.end()};
}

std::optional<Id> SignatureInquiry::taken(const Reply& reply) const {
  if (!reply.scheme) return std::nullopt;
  return *reply.scheme;
}

SignatureFacts SignatureInquiry::facts(State sha1, bool asked) const {
  SignatureFacts facts;
  facts.asked = asked;
  facts.sha1 = sha1;
  facts.schemes = board_.schemes_seen;
  std::sort(facts.schemes.begin(), facts.schemes.end());
  if (!peel_) return facts;
  facts.schemes = narrow(peel_->order());
  facts.incomplete_because = incomplete_because();
  facts.complete = facts.incomplete_because.empty();
  return facts;
}

}  // namespace checkoutdiag::tls
