#include "lib/tls/handshake_inquiries.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace checkoutdiag::tls {
namespace {

// From the smallest change to the largest: the first that works is the smallest fix.
std::deque<std::vector<ConfigChange>> repairs() {
  const ConfigChange level1{.name = "SECLEVEL=1", .security_level = 1};
  const ConfigChange level0{.name = "SECLEVEL=0", .security_level = 0};
  const ConfigChange minimum{.name = "MinProtocol=TLSv1", .lower_minimum = true};
  const ConfigChange maximum{.name = "MaxProtocol=TLSv1.3", .raise_maximum = true};
  const ConfigChange legacy{.name = "UnsafeLegacyRenegotiation", .legacy_renegotiation = true};
  const ConfigChange ciphers{.name = "CipherString=ALL", .ciphers = "ALL"};
  return {{maximum},
          {level1},
          {level0},
          {minimum},
          {legacy},
          {ciphers},
          {minimum, level0},
          {legacy, level0},
          {ciphers, level0},
          {minimum, maximum},
          {minimum, ciphers, level0},
          {minimum, legacy, ciphers, level0}};
}

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
  if (!result.chain.empty() && talk.plan().server_name == board_.asking.server_name)
    board_.note_chain(result.chain, result.version, result.staple_asked, result.stapled);
  if (result.attempt.ok) board_.spoke_tls = true;
  if (result.certificate_requested) board_.certificate_requested = true;
  if (result.attempt.ok && !board_.certificate_requested) board_.certificate_requested = false;
  hear(talk.plan(), result);
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
    if (result.attempt.ok) {
      board_.features.alpn_asked = true;
      board_.note_protocol(result.alpn);
    }
    // A missing client certificate is its own finding; no change here would mend it.
    const bool worth = !result.attempt.ok && result.attempt.transport.empty() &&
                       !(result.certificate_requested && !identity_) && !board_.name_refused &&
                       (board_.best_legacy() >= Version::tls10 || board_.live(Version::tls13));
    if (worth) repairs_ = repairs();
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

void ClientAuthInquiry::hear(const HandshakePlan& plan, const HandshakeResult& result) {
  facts_.requested = true;
  if (!result.ca_names.empty()) facts_.ca_names = result.ca_names;
  const LocalAttempt& attempt = result.attempt;
  const bool refused_at_tls = (!attempt.ok && attempt.received && result.certificate_requested) ||
                              (result.after_handshake && result.http_status == 0);
  const bool refused_at_http = attempt.ok && wants_certificate(result);
  const bool fine = attempt.ok && !refused_at_tls && !refused_at_http;
  if (plan.identity) {
    facts_.presented = true;
    facts_.presented_result = fine                                ? State::accepted
                              : refused_at_tls || refused_at_http ? State::refused
                                                                  : State::unknown;
    if (!fine) {
      facts_.alert = attempt.received;
      facts_.http_status = result.http_status;
      facts_.evidence = "with " + plan.identity->certificate_file + " (issued by " +
                        identity_issuer(*plan.identity) + "): " + attempt.state;
    }
    return;
  }
  facts_.alert = attempt.received;
  facts_.http_status = result.http_status;
  facts_.evidence = attempt.state;
  if (refused_at_tls)
    facts_.mode = ClientAuth::required_at_tls;
  else if (refused_at_http)
    facts_.mode = ClientAuth::required_at_http;
  else if (attempt.ok)
    facts_.mode = ClientAuth::optional;
  if (!attempt.transport.empty()) facts_.evidence = attempt.transport;
  if (refused_at_http) facts_.evidence = "HTTP " + std::to_string(result.http_status);
}

ClientAuthFacts ClientAuthInquiry::facts() const {
  ClientAuthFacts facts = facts_;
  facts.requested = board_.certificate_requested.value_or(false);
  if (board_.certificate_requested && !facts.requested) facts.mode = ClientAuth::none;
  return facts;
}

// Only for servers that speak TLS 1.3 alone: older versions show their certificates in the clear.
void ObserverInquiry::prepare() {
  prepared_ = true;
  if (!board_.live(Version::tls13) || board_.best_legacy()) return;
  HandshakePlan plan;
  plan.observer = true;
  plan.server_name = board_.asking.server_name;
  plan.alpn = {"http/1.1"};
  for (const char* algorithms : {"ECDSA+SHA256:ECDSA+SHA384:ECDSA+SHA512:ed25519:ed448",
                                 "RSA-PSS+SHA256:RSA-PSS+SHA384:RSA-PSS+SHA512"}) {
    plan.signature_algorithms = algorithms;
    plans_.push_back(plan);
  }
  if (plan.server_name.empty()) return;
  plan.signature_algorithms.clear();
  plan.server_name.clear();
  plans_.push_back(plan);
}

std::optional<HandshakePlan> ObserverInquiry::plan() {
  if (!prepared_) {
    if (!board_.all_settled()) return std::nullopt;
    prepare();
  }
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
