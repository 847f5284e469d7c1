#include <algorithm>

#include "lib/tls/inquiries.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr int kProtocolVersion = 70, kIllegalParameter = 47, kDecodeError = 50,
              kMissingExtension = 109, kInappropriateFallback = 86;

// SSLv3 (RFC 6101) has MD5 and SHA-1 only, and no extensions; PSK, SRP, Kerberos and GOST suites
// came with TLS and need it (RFC 4279, 5054, 2712, 9189).
bool fits_ssl3(const Suite& s) {
  switch (s.key_exchange) {
    case KeyExchange::psk:
    case KeyExchange::rsa_psk:
    case KeyExchange::dhe_psk:
    case KeyExchange::ecdhe_psk:
    case KeyExchange::srp:
    case KeyExchange::eccpwd:
    case KeyExchange::krb5:
    case KeyExchange::gost:
      return false;
    default:
      return s.mac == "SHA" || s.mac == "MD5" || s.mac == "NULL" || s.mac.empty();
  }
}

Ids universe(Version version) {
  const auto ids = version == Version::tls13 ? tls13_suites() : legacy_suites();
  Ids all(ids.begin(), ids.end());
  if (version == Version::ssl3) std::erase_if(all, [](Id id) { return !fits_ssl3(suite(id)); });
  return all;
}

// What a server that speaks TLS 1.3 most likely takes.
constexpr Id kLikelyTls13[] = {0x1301, 0x1302, 0x1303};

// The suites of today's recommendations for TLS 1.2 (RFC 9325 4.2 and ChaCha20, RFC 7905).
constexpr Id kModern[] = {0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8};

bool modern(Id id) {
  return std::find(std::begin(kModern), std::end(kModern), id) != std::end(kModern);
}

// Servers order AEAD suites by key size first and then by authentication, or the other way round;
// the first answers tell which. Older suites are expected only of servers that have shown one. A
// wrong guess costs a connection, never a result.
Ids expected_suites(const Ids& order, const Ids& all) {
  if (order.empty()) return {};
  const Suite& first = suite(order.front());
  const bool strong_first = first.cipher.find("256") != std::string::npos;
  const bool old_too = std::any_of(order.begin(), order.end(), [](Id id) { return !modern(id); });
  Ids guesses;
  for (const Id id : without(all, order)) {
    const Suite& candidate = suite(id);
    if (!old_too && !modern(id)) continue;
    if (first.authentication == Authentication::rsa &&
        candidate.authentication != Authentication::rsa)
      continue;
    guesses.push_back(id);
  }
  if (strong_first)
    std::stable_partition(guesses.begin(), guesses.end(),
                          [](Id id) { return suite(id).cipher.find("128") == std::string::npos; });
  return guesses;
}

Peel::Expect expectation(Version version, Ids all) {
  if (version == Version::tls13)
    return [](const Ids& order) {
      return without(Ids(std::begin(kLikelyTls13), std::end(kLikelyTls13)), order);
    };
  return [all = std::move(all)](const Ids& order) { return expected_suites(order, all); };
}

// The likeliest suites of each age: an offer that no server chokes on.
Ids small_offer(Version version) {
  if (version == Version::tls13) return {0x1301, 0x1302, 0x1303, 0x1304, 0x1305};
  if (version == Version::tls12)
    return {0xc02f, 0xc02b, 0xc030, 0xc02c, 0xcca8, 0x009c,
            0x009d, 0xc013, 0xc014, 0x002f, 0x0035, 0x000a};
  return {0xc013, 0xc014, 0xc009, 0xc00a, 0x0033, 0x0039,
          0x002f, 0x0035, 0x000a, 0x0005, 0x0016, 0x0032};
}

// An alert that says more of the hello's form than of what it offers.
bool about_form(const Reply& reply) {
  const int code = reply.kind == ReplyKind::alert && reply.alert ? reply.alert->code : -1;
  return code == kIllegalParameter || code == kDecodeError || code == kMissingExtension ||
         code == kInappropriateFallback;
}

bool signed_exchange(Id id) {
  const Suite& s = suite(id);
  return !s.anonymous &&
         (s.key_exchange == KeyExchange::ecdhe || s.key_exchange == KeyExchange::dhe);
}

}  // namespace

VersionInquiry::VersionInquiry(Board* board, Version version)
    : HelloInquiry(board),
      version_(version),
      peel_(universe(version), &board->tolerance, expectation(version, universe(version))) {}

Hello VersionInquiry::hello(const Ids& suites) const {
  return plain_hello(board_, version_, suites);
}

std::optional<Hello> VersionInquiry::ask(bool ahead) {
  if (doubt_) return ask_second();
  // One offer tells whether the version lives at all; the rest waits for the answer.
  if (asked_ && !heard_) return std::nullopt;
  const Ids offer = peel_.next(ahead);
  if (offer.empty()) return std::nullopt;
  asked_ = true;
  return hello(offer);
}

std::optional<Hello> VersionInquiry::ask_second() {
  if (doubt_->under_way) return std::nullopt;
  doubt_->under_way = true;
  if (doubt_->stage == Doubt::Stage::control) {
    const Version version = board_.any_live().value_or(version_);
    Ids suites = board_.versions[version].suites;
    if (suites.size() > Tolerance::kSmall) suites.resize(Tolerance::kSmall);
    return plain_hello(board_, version, suites);
  }
  Hello second = hello(doubt_->second);
  if (doubt_->stage == Doubt::Stage::share) second.key_share = KeyShare::x25519;
  return second;
}

void VersionInquiry::hear(const Hello& hello, const Reply& reply) {
  if (!heard_ || (peel_.accepted() == 0 && !reply.accepted())) first_answer_ = answer_of(reply);
  heard_ = true;
  board_.note_ending(reply.wordless());
  const bool second = doubt_ && doubt_->under_way &&
                      (doubt_->stage == Doubt::Stage::control || hello.suites == doubt_->second);
  if (second)
    hear_second(hello, reply);
  else
    judge(hello, reply);
  publish();
}

void VersionInquiry::accept(const Ids& offer, const Reply& reply) {
  if (peel_.accepted() == 0) first_answer_ = answer_of(reply);
  peel_.learn(offer, Peel::Answer::accepted, reply.suite);
  if (reply.group) board_.versions[version_].group = reply.group;
}

void VersionInquiry::refuse(const Ids& offer) {
  if (peel_.accepted() == 0)
    peel_.refuse_all();
  else
    peel_.learn(offer, Peel::Answer::refused);
}

// What an answer proves about the suites that were offered. A version is refused by alert 70, or by
// an answer in a lower version; silence proves nothing.
void VersionInquiry::judge(const Hello& hello, const Reply& reply) {
  const std::string evidence = describe(answer_of(reply));
  const bool lower = reply.kind == ReplyKind::wrong_answer && reply.version < version_;
  const bool version_refused =
      reply.kind == ReplyKind::alert && reply.alert && reply.alert->code == kProtocolVersion;
  if (reply.accepted()) return accept(hello.suites, reply);
  if (lower || version_refused) {
    // After the version was taken, such an answer comes from another server behind the same
    // address.
    if (peel_.accepted() > 0)
      return peel_.give_up("answers that contradict each other: " + evidence);
    peel_.learn(hello.suites, Peel::Answer::refused);
    return peel_.refuse_all();
  }
  if (reply.refused()) return peel_.learn(hello.suites, Peel::Answer::refused);
  if (reply.wordless() || about_form(reply) || reply.kind == ReplyKind::malformed ||
      reply.kind == ReplyKind::wrong_answer)
    return doubt(hello, reply);
  peel_.learn(hello.suites, Peel::Answer::undecided, 0, evidence);
  // Silence costs a time-out each: a version that was never answered is not asked again and again.
  if (peel_.accepted() == 0) peel_.give_up(evidence);
}

void VersionInquiry::doubt(const Hello& hello, const Reply& reply) {
  const bool fits =
      hello.suites.size() <= board_.tolerance.proven || hello.suites.size() <= Tolerance::kSmall;
  const std::string evidence = describe(answer_of(reply));
  Doubt next{Doubt::Stage::again, hello.suites, hello.suites, evidence, false};
  if (version_ == Version::tls13 && hello.key_share == KeyShare::empty && peel_.accepted() == 0) {
    next.stage = Doubt::Stage::share;
  } else if (peel_.accepted() == 0) {
    next.second = small_offer(version_);
  } else if (!fits) {
    return peel_.learn(hello.suites, Peel::Answer::unclear, 0, evidence);  // it may be the size
  } else if (reply.wordless() && board_.closes_to_refuse) {
    return refuse(hello.suites);
  }
  if (!doubt_) doubt_ = std::move(next);
}

void VersionInquiry::hear_second(const Hello& hello, const Reply& reply) {
  if (doubt_->stage == Doubt::Stage::control) return hear_control(reply);
  const Doubt looked = *doubt_;
  doubt_.reset();
  const bool clear = reply.accepted() || reply.refused() || reply.kind == ReplyKind::wrong_answer;
  if (clear) {
    if (looked.stage == Doubt::Stage::share && reply.accepted()) board_.needs_share = true;
    judge(hello, reply);
    // Then it was the size of the offer that it did not bear.
    if (looked.second != looked.offer && peel_.accepted() > 0)
      peel_.learn(looked.offer, Peel::Answer::unclear, 0, looked.evidence);
    return;
  }
  if (looked.stage == Doubt::Stage::share) {
    doubt_ =
        Doubt{Doubt::Stage::again, looked.offer, small_offer(version_), looked.evidence, false};
  } else if (about_form(reply) && reply.alert->code != kDecodeError) {
    refuse(looked.offer);  // the same word again, to a plain offer
  } else if (reply.wordless() && (board_.closes_to_refuse || !board_.any_live())) {
    refuse(looked.offer);  // twice the same
  } else if (reply.wordless()) {
    doubt_ = Doubt{Doubt::Stage::control, looked.offer, {}, looked.evidence, false};
  } else {
    peel_.give_up(looked.evidence);
  }
}

// Twice no word: its way to refuse, if it still takes now what it took before; else it ends
// connections for another reason (a limit of connections, say), and nothing is proven.
void VersionInquiry::hear_control(const Reply& reply) {
  const Doubt looked = *doubt_;
  doubt_.reset();
  if (!reply.accepted())
    return peel_.give_up("it ends connections that it answered before: " + looked.evidence);
  board_.note_closes_to_refuse();
  refuse(looked.offer);
}

void VersionInquiry::publish() {
  VersionView& view = board_.versions[version_];
  view.suites = peel_.order();
  view.signed_suites.clear();
  std::copy_if(view.suites.begin(), view.suites.end(), std::back_inserter(view.signed_suites),
               signed_exchange);
  view.enumerated = peel_.done() && !doubt_;
  view.state = peel_.accepted() > 0                  ? State::accepted
               : view.enumerated && peel_.complete() ? State::refused
                                                     : State::unknown;
  view.settled = view.state != State::unknown || view.enumerated;
}

VersionFacts VersionInquiry::facts() const {
  const VersionView& view = board_.versions[version_];
  VersionFacts facts;
  facts.version = version_;
  facts.state = view.state;
  facts.answer = first_answer_;
  facts.suites = peel_.order();
  facts.complete = peel_.complete() && !doubt_;
  if (facts.complete) return facts;
  facts.incomplete_because = peel_.doubt();
  if (facts.incomplete_because.empty())
    facts.incomplete_because = board_.gave_up ? board_.gave_up_because
                               : heard_       ? describe(first_answer_)
                                              : "not asked before the run ended";
  return facts;
}

std::optional<Hello> Ssl2Inquiry::ask(bool) {
  if (under_way_ || asked_ > 1 || facts_.complete) return std::nullopt;
  ++asked_;
  under_way_ = true;
  const auto kinds = ssl2_kinds();
  return plain_hello(board_, Version::ssl2, {kinds.begin(), kinds.end()});
}

void Ssl2Inquiry::hear(const Hello&, const Reply& reply) {
  under_way_ = false;
  facts_.version = Version::ssl2;
  facts_.answer = answer_of(reply);
  if (reply.accepted()) {
    // A server without a kind in common still answers with its list: it speaks the version.
    facts_.suites = reply.ssl2_kinds;
    facts_.state = State::accepted;
  } else if (reply.kind == ReplyKind::alert || reply.kind == ReplyKind::wrong_answer ||
             (reply.wordless() && asked_ > 1)) {
    facts_.state = State::refused;
  } else if (!reply.wordless()) {
    asked_ = 2;  // silence, or nonsense: asking again is no use
  }
  facts_.complete = facts_.state != State::unknown;
  VersionView& view = board_.versions[Version::ssl2];
  view.state = facts_.state;
  view.suites = facts_.suites;
  view.enumerated = view.settled = facts_.complete || asked_ > 1;
}

VersionFacts Ssl2Inquiry::facts() const {
  VersionFacts facts = facts_;
  facts.version = Version::ssl2;
  if (!facts.complete)
    facts.incomplete_because = asked_ == 0      ? "not asked before the run ended"
                               : board_.gave_up ? board_.gave_up_because
                                                : describe(facts.answer);
  return facts;
}

}  // namespace checkoutdiag::tls
