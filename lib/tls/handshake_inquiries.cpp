#include "lib/tls/handshake_inquiries.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace checkoutdiag::tls {
namespace {

std::string joined(const std::vector<ConfigChange>& changes) {
  std::string text;
  for (const ConfigChange& change : changes)
    text += (text.empty() ? "" : " + ") + change.name;
  return text;
}

// What a server says about certificates when it wants one, in the words of nginx, Apache, IIS,
// Envoy.
bool speaks_of_certificates(std::string body) {
  std::transform(body.begin(), body.end(), body.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  });
  return body.find("certificate") != std::string::npos;
}

bool wants_certificate(const HandshakeResult& result) {
  const int status = result.http_status;
  return status == 496 || status == 495 ||
         ((status == 400 || status == 401 || status == 403) &&
          speaks_of_certificates(result.http_body));
}

}  // namespace

std::unique_ptr<net::Conversation> HandshakeInquiry::next(bool) {
  if (under_way_) return nullptr;
  std::optional<HandshakePlan> wanted = std::move(again_);
  again_.reset();
  if (!wanted) wanted = plan();
  if (!wanted) return nullptr;
  under_way_ = true;
  return std::make_unique<HandshakeConversation>(*wanted);
}

void HandshakeInquiry::learn(net::Conversation& conversation, const net::Closing& closing) {
  under_way_ = false;
  auto& talk = static_cast<HandshakeConversation&>(conversation);
  const HandshakeResult result = talk.finish(closing);
  if (board_.trace) {
    const LocalAttempt& attempt = result.attempt;
    board_.trace(fmt::format("handshake as {}{} -> {} ({:.1f} ms)",
                             talk.plan().observer ? "an observer" : "this machine's OpenSSL",
                             talk.plan().identity ? " with the client certificate" : "",
                             attempt.ok                  ? attempt.version + " " + attempt.suite
                             : attempt.transport.empty() ? attempt.error_text
                                                         : attempt.transport,
                             closing.total_ms));
  }
  if (wants_another_look(talk.plan(), result)) return;
  if (!result.chain.empty() && talk.plan().server_name == board_.asking.server_name)
    board_.note_chain(result.chain, result.version, result.staple_asked, result.stapled);
  if (result.attempt.ok) board_.spoke_tls = true;
  if (result.certificate_requested) board_.certificate_requested = true;
  if (result.attempt.ok && !board_.certificate_requested) board_.certificate_requested = false;
  hear(talk.plan(), result);
}

// One ended connection proves nothing, and an ALPN that is not known (alert 120) says nothing of
// the rest: each is worth one more handshake.
bool HandshakeInquiry::wants_another_look(const HandshakePlan& plan,
                                          const HandshakeResult& result) {
  constexpr int kNoApplicationProtocol = 120;
  const bool ended = !result.attempt.transport.empty() &&
                     (result.end == net::End::closed || result.end == net::End::reset);
  const bool alpn = result.attempt.received && !plan.alpn.empty() &&
                    result.attempt.received->code == kNoApplicationProtocol;
  if (!alpn && (!ended || held_again_)) return false;
  if (ended) held_again_ = board_.strained = true;
  again_ = plan;
  if (alpn) again_->alpn.clear();
  return true;
}

void HandshakeInquiry::forget(net::Conversation& conversation) {
  under_way_ = false;
  again_ = static_cast<HandshakeConversation&>(conversation).plan();
}

LocalInquiry::LocalInquiry(Board* board, std::optional<ClientIdentity> identity)
    : HandshakeInquiry(board), identity_(std::move(identity)) {}

std::optional<HandshakePlan> LocalInquiry::plan() {
  HandshakePlan plan;
  plan.server_name = board_.asking.server_name;
  plan.alpn = {"h2", "http/1.1"};
  plan.identity = identity_;
  if (!asked_) {
    if (!board_.spoke_tls || !board_.settled_above(Version::ssl3)) return std::nullopt;
    asked_ = true;
    facts_ = local_configuration();
    return plan;
  }
  if (repairs_.empty()) return std::nullopt;
  plan.changes = repairs_.front();
  repairs_.pop_front();
  return plan;
}

void LocalInquiry::hear(const HandshakePlan& plan, const HandshakeResult& result) {
  if (plan.changes.empty()) {
    facts_.tried = true;
    facts_.attempt = result.attempt;
    chain_ = result.chain;
    if (result.attempt.ok) {
      board_.features.alpn_asked = true;
      board_.note_protocol(result.alpn);
    }
    // A missing client certificate is its own finding; no change here would mend it.
    const bool worth = !result.attempt.ok && result.attempt.transport.empty() &&
                       !(result.certificate_requested && !identity_) && !board_.name_refused &&
                       (board_.best_legacy() >= Version::tls10 || board_.live(Version::tls13));
    if (!worth) return;
    const Version best = board_.live(Version::tls13) ? Version::tls13 : *board_.best_legacy();
    const auto changes = repairs(best, facts_.security_level);
    repairs_.assign(changes.begin(), changes.end());
    return;
  }
  facts_.repairs.push_back({joined(plan.changes), result.attempt.ok});
  if (result.attempt.ok || !result.attempt.transport.empty()) repairs_.clear();
}

ClientAuthInquiry::ClientAuthInquiry(Board* board, std::optional<ClientIdentity> identity,
                                     std::string http_host)
    : HandshakeInquiry(board), identity_(std::move(identity)), http_host_(std::move(http_host)) {}

std::optional<HandshakePlan> ClientAuthInquiry::plan() {
  if (!board_.certificate_requested.value_or(false) || !board_.all_settled()) return std::nullopt;
  const bool with = asked_without_;
  if (with && (!identity_ || asked_with_)) return std::nullopt;
  (with ? asked_with_ : asked_without_) = true;
  HandshakePlan plan;
  plan.observer = true;
  plan.server_name = board_.asking.server_name;
  plan.alpn = {"http/1.1"};
  plan.http_host = http_host_;
  if (with) plan.identity = identity_;
  return plan;
}

// Only what the server said counts: an alert, or an HTTP answer. A connection that ends, or
// silence, after the handshake leaves it open whether it wanted a certificate.
State ClientAuthInquiry::verdict(const HandshakeResult& result) {
  const LocalAttempt& attempt = result.attempt;
  constexpr int kForbidden = 403;
  if (!attempt.ok)
    return attempt.received && result.certificate_requested ? State::refused : State::unknown;
  if (result.after_handshake && result.http_status == 0) return State::refused;
  if (result.http_status == 0) return State::unknown;
  if (wants_certificate(result)) return State::refused;
  return result.http_status == kForbidden ? State::unknown : State::accepted;
}

std::string ClientAuthInquiry::evidence(const HandshakeResult& result) {
  const LocalAttempt& attempt = result.attempt;
  if (!attempt.transport.empty()) return attempt.state + ": " + attempt.transport;
  if (result.http_status) return "HTTP " + std::to_string(result.http_status);
  if (!attempt.ok || attempt.received) return attempt.state;
  return result.end == net::End::timeout ? "after the handshake it said nothing"
                                         : "after the handshake it ended the connection";
}

void ClientAuthInquiry::hear(const HandshakePlan& plan, const HandshakeResult& result) {
  facts_.requested = true;
  if (!result.ca_names.empty()) facts_.ca_names = result.ca_names;
  const State taken = verdict(result);
  if (plan.identity) {
    facts_.presented = true;
    facts_.presented_result = taken;
    if (taken == State::accepted) return;
    facts_.alert = result.attempt.received;
    facts_.http_status = result.http_status;
    facts_.evidence = "with " + plan.identity->certificate_file + " (issued by " +
                      identity_issuer(*plan.identity) + "): " + evidence(result);
    return;
  }
  facts_.alert = result.attempt.received;
  facts_.http_status = result.http_status;
  facts_.evidence = evidence(result);
  if (taken == State::accepted) facts_.mode = ClientAuth::optional;
  if (taken == State::refused)
    facts_.mode = result.http_status ? ClientAuth::required_at_http : ClientAuth::required_at_tls;
}

ClientAuthFacts ClientAuthInquiry::facts() const {
  ClientAuthFacts facts = facts_;
  facts.requested = board_.certificate_requested.value_or(false);
  if (board_.certificate_requested && !facts.requested) facts.mode = ClientAuth::none;
  return facts;
}

// A server may show in TLS 1.3 a certificate that no older version shows: each kind of key that was
// not seen is asked for. Without a name only where no older version could be asked in the clear.
bool ObserverInquiry::prepare() {
  if (!board_.settled_above(Version::ssl3)) return false;
  const auto best = board_.best_legacy();
  if (best && !board_.versions[*best].enumerated) return false;
  prepared_ = true;
  if (!board_.live(Version::tls13)) return true;
  bool rsa = false, ecdsa = false;
  for (const SeenChain& chain : board_.chains) {
    const std::string& kind = board_.certificate(chain.ders.front()).key_algorithm;
    (kind.rfind("RSA", 0) == 0 ? rsa : ecdsa) = true;
  }
  HandshakePlan plan;
  plan.observer = true;
  plan.server_name = board_.asking.server_name;
  plan.alpn = {"h2", "http/1.1"};
  plan.only_tls13 = true;
  plan.signature_algorithms = "ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448";
  if (!ecdsa) plans_.push_back(plan);
  plan.signature_algorithms =
      "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512:rsa_pss_pss_sha256:rsa_pss_pss_sha384:"
      "rsa_pss_pss_sha512";
  if (!rsa) plans_.push_back(plan);
  if (plan.server_name.empty() || best) return true;
  plan.signature_algorithms.clear();
  plan.server_name.clear();
  plans_.push_back(plan);
  return true;
}

std::optional<HandshakePlan> ObserverInquiry::plan() {
  if (!prepared_ && !prepare()) return std::nullopt;
  if (plans_.empty()) return std::nullopt;
  const HandshakePlan plan = plans_.front();
  plans_.pop_front();
  return plan;
}

void ObserverInquiry::hear(const HandshakePlan& plan, const HandshakeResult& result) {
  if (plan.server_name.empty() && !result.chain.empty()) board_.default_leaf = result.chain.front();
  if (!result.attempt.ok) return;
  board_.features.alpn_asked = true;
  if (plan.server_name == board_.asking.server_name) board_.note_protocol(result.alpn);
}

}  // namespace checkoutdiag::tls
