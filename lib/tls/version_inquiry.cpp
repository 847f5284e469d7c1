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
  if (version == Version::ssl2) {
    const auto kinds = ssl2_kinds();
    return {kinds.begin(), kinds.end()};
  }
  const auto ids = version == Version::tls13 ? tls13_suites() : legacy_suites();
  Ids all(ids.begin(), ids.end());
  if (version == Version::ssl3) std::erase_if(all, [](Id id) { return !fits_ssl3(suite(id)); });
  return all;
}

// What a server that speaks TLS 1.3 most likely takes.
constexpr Id kLikelyTls13[] = {0x1301, 0x1302, 0x1303};

bool modern(const Suite& s) {
  return s.aead && s.key_exchange == KeyExchange::ecdhe && !s.anonymous &&
         (s.cipher == "AES_128_GCM" || s.cipher == "AES_256_GCM" ||
          s.cipher == "CHACHA20_POLY1305");
}

// Servers order AEAD suites by key size first and then by authentication, or the other way round;
// the first answers tell which. Older suites are expected only of servers that have shown one. A
// wrong guess costs a connection, never a result.
Ids expected_suites(const Ids& order, const Ids& all) {
  if (order.empty()) return {};
  const Suite& first = suite(order.front());
  const bool strong_first = first.cipher.find("256") != std::string::npos;
  const bool old_too =
      std::any_of(order.begin(), order.end(), [](Id id) { return !modern(suite(id)); });
  Ids guesses;
  for (const Id id : without(all, order)) {
    const Suite& candidate = suite(id);
    if (!old_too && !modern(candidate)) continue;
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

std::optional<Hello> VersionInquiry::ask(bool ahead) {
  if (!again_.empty()) {
    Hello hello = plain_hello(board_, version_, again_.back());
    again_.pop_back();
    if (wants_share_) hello.key_share = KeyShare::x25519;
    return hello;
  }
  if (version_ == Version::ssl2 && asked_) return std::nullopt;
  // One offer tells whether the version lives at all; the rest waits for the answer.
  if (asked_ && !heard_) return std::nullopt;
  const Ids offer = peel_.next(ahead);
  if (offer.empty()) return std::nullopt;
  asked_ = true;
  Hello hello = plain_hello(board_, version_, offer);
  if (wants_share_) hello.key_share = KeyShare::x25519;
  return hello;
}

void VersionInquiry::settle(State state) {
  if (state_ == State::accepted) return;
  state_ = state;
  publish();
}

void VersionInquiry::hear_ssl2(const Reply& reply) {
  if (reply.accepted()) {
    ssl2_kinds_ = reply.ssl2_kinds;
    // An SSLv2 server without ciphers in common still answers; it speaks the version all the same.
    return settle(State::accepted);
  }
  const bool word = reply.kind == ReplyKind::alert || reply.kind == ReplyKind::wrong_answer;
  settle(word ? State::refused : State::unknown);
}

// What an answer proves about the suites that were offered. A version is refused by alert 70, or by
// an answer in a lower version; silence proves nothing.
Peel::Answer VersionInquiry::verdict(const Hello& hello, const Reply& reply) {
  if (reply.accepted()) return Peel::Answer::accepted;
  if (reply.kind == ReplyKind::wrong_answer && reply.version < version_) all_at_once_ = true;
  if (reply.alert && reply.kind == ReplyKind::alert && reply.alert->code == kProtocolVersion &&
      peel_.accepted() == 0)
    all_at_once_ = true;
  if (reply.refused() || all_at_once_) return Peel::Answer::refused;
  const int code = reply.kind == ReplyKind::alert && reply.alert ? reply.alert->code : -1;
  const bool dislikes_form =
      code == kIllegalParameter || code == kDecodeError || code == kMissingExtension;
  const bool wordless = reply.kind == ReplyKind::closed || reply.kind == ReplyKind::reset;
  if (version_ == Version::tls13 && hello.key_share == KeyShare::empty && peel_.accepted() == 0 &&
      (dislikes_form || wordless || reply.kind == ReplyKind::malformed)) {
    wants_share_ = true;  // a second look with a share of our own
    again_.push_back(hello.suites);
    return Peel::Answer::unclear;
  }
  if (wordless) {
    // A server may choke on the size of the hello; one that ends a small one twice says no in its way.
    if (hello.suites.size() > Tolerance::kSmall) return Peel::Answer::unclear;
    if (std::find(ended_.begin(), ended_.end(), hello.suites) == ended_.end()) {
      ended_.push_back(hello.suites);
      again_.push_back(hello.suites);
      return Peel::Answer::unclear;
    }
    all_at_once_ = peel_.accepted() == 0;
    return Peel::Answer::refused;
  }
  if (code == kIllegalParameter || code == kInappropriateFallback) {
    // After a second look with fewer suites it is a refusal.
    const bool second = hello.suites.size() <= Tolerance::kSmall;
    return second ? Peel::Answer::refused : Peel::Answer::unclear;
  }
  if (reply.kind == ReplyKind::malformed || reply.kind == ReplyKind::wrong_answer ||
      code == kDecodeError)
    return Peel::Answer::unclear;
  return Peel::Answer::undecided;
}

void VersionInquiry::hear(const Hello& hello, const Reply& reply) {
  if (!heard_ || (state_ == State::unknown && !reply.accepted())) first_answer_ = answer_of(reply);
  heard_ = true;
  if (version_ == Version::ssl2 &&
      (reply.kind != ReplyKind::closed && reply.kind != ReplyKind::reset))
    return hear_ssl2(reply);
  const Peel::Answer answer = verdict(hello, reply);
  if (!again_.empty() && answer == Peel::Answer::unclear && again_.back() == hello.suites) return;
  if (version_ == Version::ssl2) return settle(State::refused);  // closed twice
  peel_.learn(hello.suites, answer, reply.suite, describe(answer_of(reply)));
  if (all_at_once_) peel_.refuse_all();
  if (answer == Peel::Answer::accepted) first_answer_ = answer_of(reply);
  if (reply.accepted() && reply.group) board_.versions[version_].group = reply.group;
  publish();
}

void VersionInquiry::publish() {
  VersionView& view = board_.versions[version_];
  if (version_ == Version::ssl2) {
    view.state = state_;
    view.settled = true;
    view.enumerated = true;
    view.suites = ssl2_kinds_;
    return;
  }
  view.suites = peel_.order();
  view.signed_suites.clear();
  std::copy_if(view.suites.begin(), view.suites.end(), std::back_inserter(view.signed_suites),
               signed_exchange);
  view.enumerated = peel_.done();
  if (peel_.accepted() > 0)
    state_ = State::accepted;
  else if (peel_.complete())
    state_ = State::refused;
  view.state = state_;
  view.settled = state_ != State::unknown || peel_.done();
}

VersionFacts VersionInquiry::facts() const {
  VersionFacts facts;
  facts.version = version_;
  facts.state = state_;
  facts.answer = first_answer_;
  if (version_ == Version::ssl2) {
    facts.suites = ssl2_kinds_;
    facts.complete = state_ != State::unknown;
  } else {
    facts.suites = peel_.order();
    facts.complete = peel_.complete();
    facts.incomplete_because = peel_.complete() ? "" : peel_.doubt();
  }
  if (!facts.complete && facts.incomplete_because.empty())
    facts.incomplete_because =
        board_.gave_up ? board_.gave_up_because
                       : (heard_ ? describe(first_answer_) : "not asked before the run ended");
  return facts;
}

}  // namespace checkoutdiag::tls
