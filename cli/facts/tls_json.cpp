#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/facts/certificate_json.hpp"
#include "cli/facts/tls_facts.hpp"
#include "lib/text/escape.hpp"
#include "lib/tls/registry.hpp"

// One function per struct of facts. Text from a peer goes through printable(), so that the report
// is valid UTF-8 and safe to print, whatever was received.
namespace checkoutdiag::facts {
namespace {

using nlohmann::ordered_json;
using namespace tls;

template <class T>
ordered_json or_null(const std::optional<T>& value) {
  return value ? ordered_json(*value) : ordered_json(nullptr);
}

double rounded(double ms) {
  return std::round(ms * 100) / 100;
}

const char* word(State state) {
  switch (state) {
    case State::accepted:
      return "accepted";
    case State::refused:
      return "refused";
    case State::unknown:
      return "unknown";
  }
  return "unknown";
}

const char* word(ReplyKind kind) {
  switch (kind) {
    case ReplyKind::server_hello:
      return "server_hello";
    case ReplyKind::alert:
      return "alert";
    case ReplyKind::closed:
      return "closed";
    case ReplyKind::reset:
      return "reset";
    case ReplyKind::silence:
      return "silence";
    case ReplyKind::plain_http:
      return "plain_http";
    case ReplyKind::other_protocol:
      return "other_protocol";
    case ReplyKind::malformed:
      return "malformed";
    case ReplyKind::wrong_answer:
      return "wrong_answer";
    case ReplyKind::connect_refused:
      return "connect_refused";
    case ReplyKind::connect_timeout:
      return "connect_timeout";
    case ReplyKind::connect_failed:
      return "connect_failed";
    case ReplyKind::proxy_error:
      return "proxy_error";
    case ReplyKind::proxy_unreachable:
      return "proxy_unreachable";
  }
  return "silence";
}

const char* word(Preference preference) {
  switch (preference) {
    case Preference::server:
      return "server";
    case Preference::client:
      return "client";
    case Preference::unknown:
      return "unknown";
  }
  return "unknown";
}

const char* word(ClientAuth mode) {
  switch (mode) {
    case ClientAuth::none:
      return "none";
    case ClientAuth::optional:
      return "optional";
    case ClientAuth::required_at_tls:
      return "required_at_tls";
    case ClientAuth::required_at_http:
      return "required_at_http";
    case ClientAuth::unknown:
      return "unknown";
  }
  return "unknown";
}

ordered_json json(const std::optional<Alert>& alert) {
  if (!alert) return nullptr;
  return {{"level", alert->level == 1 ? "warning" : "fatal"},
          {"code", alert->code},
          {"name", alert_name(alert->code)}};
}

ordered_json json(const Answer& answer) {
  return {{"kind", word(answer.kind)},
          {"alert", json(answer.alert)},
          {"detail", text_or_null(answer.detail)}};
}

ordered_json named(std::uint32_t id, const std::string& name, int digits) {
  return {{"id", fmt::format("0x{:0{}X}", id, digits)}, {"name", name}};
}

ordered_json json(const VersionFacts& facts) {
  ordered_json suites = ordered_json::array();
  for (const std::uint32_t id : facts.suites)
    suites.push_back(named(id, suite(id).name, facts.version == Version::ssl2 ? 6 : 4));
  return {{"version", key(facts.version)},
          {"name", name(facts.version)},
          {"state", word(facts.state)},
          {"answer", json(facts.answer)},
          {"preference", word(facts.preference)},
          {"complete", facts.complete},
          {"incomplete_because", text_or_null(facts.incomplete_because)},
          {"suites", std::move(suites)}};
}

ordered_json json(const GroupFacts& facts) {
  ordered_json groups = ordered_json::array();
  for (const std::uint16_t id : facts.groups)
    groups.push_back(named(id, group(id).name, 4));
  return {{"state", word(facts.state)},
          {"asked_with", key(facts.asked_with)},
          {"complete", facts.complete},
          {"incomplete_because", text_or_null(facts.incomplete_because)},
          {"dh_bits", facts.dh_bits ? ordered_json(facts.dh_bits) : ordered_json(nullptr)},
          {"groups", std::move(groups)}};
}

ordered_json json(const SignatureFacts& facts) {
  ordered_json schemes = ordered_json::array();
  for (const std::uint16_t id : facts.schemes)
    schemes.push_back(named(id, signature_scheme_name(id), 4));
  return {{"asked", facts.asked},
          {"complete", facts.complete},
          {"incomplete_because", text_or_null(facts.incomplete_because)},
          {"sha1", word(facts.sha1)},
          {"schemes", std::move(schemes)}};
}

ordered_json errors(const std::vector<x509::VerifyError>& found) {
  ordered_json list = ordered_json::array();
  for (const x509::VerifyError& error : found)
    list.push_back({{"code", error.code},
                    {"depth", error.depth},
                    {"text", text::printable(error.text)},
                    {"subject", text::printable(error.subject)}});
  return list;
}

ordered_json json(const x509::Verification& facts) {
  return {{"store", text::printable(facts.store)},
          {"tried", facts.tried},
          {"valid", facts.valid},
          {"errors", errors(facts.errors)},
          {"path", texts(facts.path)},
          {"unavailable", text_or_null(facts.unavailable)}};
}

ordered_json json(const x509::AiaProof& proof) {
  ordered_json added = ordered_json::array();
  for (const x509::Certificate& certificate : proof.added)
    added.push_back(certificate_json(certificate));
  return {{"tried", proof.tried},
          {"repaired", proof.repaired},
          {"added", std::move(added)},
          {"urls", texts(proof.urls)},
          {"failure", text_or_null(proof.failure)}};
}

ordered_json json(const ChainFacts& facts) {
  ordered_json chain = ordered_json::array(), seen = ordered_json::array();
  for (const x509::Certificate& certificate : facts.certificates)
    chain.push_back(certificate_json(certificate));
  for (const Version version : facts.seen_in)
    seen.push_back(key(version));
  return {
      {"subject", facts.certificates.empty() ? ordered_json(nullptr)
                                             : text_or_null(facts.certificates.front().subject)},
      {"seen_in", std::move(seen)},
      {"stapled", facts.staple_asked ? ordered_json(facts.stapled) : ordered_json(nullptr)},
      {"host_matches", facts.host_matches},
      {"verification", json(facts.verification)},
      {"aia", json(facts.aia)},
      {"chain", std::move(chain)}};
}

ordered_json json(const ClientAuthFacts& facts) {
  return {
      {"mode", word(facts.mode)},
      {"requested", facts.requested},
      {"ca_names", texts(facts.ca_names)},
      {"presented", facts.presented},
      {"presented_result", word(facts.presented_result)},
      {"alert", json(facts.alert)},
      {"http_status", facts.http_status ? ordered_json(facts.http_status) : ordered_json(nullptr)},
      {"evidence", text_or_null(facts.evidence)}};
}

ordered_json json(const SniFacts& facts) {
  return {{"sent", text_or_null(facts.sent)},
          {"without", word(facts.without)},
          {"without_answer",
           facts.without_answer ? json(*facts.without_answer) : ordered_json(nullptr)},
          {"name_refused", facts.name_refused},
          {"same_leaf", or_null(facts.same_leaf)},
          {"default_subject", text_or_null(facts.default_subject)}};
}

ordered_json json(const FeatureFacts& facts) {
  return {{"secure_renegotiation", or_null(facts.secure_renegotiation)},
          {"extended_master_secret", or_null(facts.extended_master_secret)},
          {"compression", or_null(facts.compression)},
          {"fallback_scsv", or_null(facts.fallback_scsv)},
          {"alpn_asked", facts.alpn_asked.value_or(false)},
          {"alpn", texts(facts.alpn)}};
}

ordered_json json(const LocalFacts& facts) {
  ordered_json repairs = ordered_json::array();
  for (const LocalRepair& repair : facts.repairs)
    repairs.push_back({{"change", repair.change}, {"ok", repair.ok}});
  const LocalAttempt& attempt = facts.attempt;
  return {
      {"tried", facts.tried},
      {"library", text_or_null(facts.library)},
      {"config_file", text_or_null(facts.config_file)},
      {"security_level", facts.tried ? ordered_json(facts.security_level) : ordered_json(nullptr)},
      {"min_version", text_or_null(facts.min_version)},
      {"max_version", text_or_null(facts.max_version)},
      {"ok", facts.tried ? ordered_json(attempt.ok) : ordered_json(nullptr)},
      {"version", text_or_null(attempt.version)},
      {"suite", text_or_null(attempt.suite)},
      {"group", text_or_null(attempt.group)},
      {"error", text_or_null(attempt.error_text)},
      {"alert_received", json(attempt.received)},
      {"alert_sent", json(attempt.sent)},
      {"state", text_or_null(attempt.state)},
      {"transport", text_or_null(attempt.transport)},
      {"chain_objections", errors(facts.chain_objections)},
      {"repairs", std::move(repairs)}};
}

ordered_json json(const AddressFacts& facts);
ordered_json json(const TargetFacts& facts);

template <class T>
ordered_json list(const std::vector<T>& items) {
  ordered_json out = ordered_json::array();
  for (const T& item : items)
    out.push_back(json(item));
  return out;
}

ordered_json json(const AddressFacts& facts) {
  return {{"address", facts.address.ip},
          {"family", facts.via_proxy    ? ordered_json(nullptr)
                     : facts.address.v6 ? ordered_json("ipv6")
                                        : ordered_json("ipv4")},
          {"via_proxy", facts.via_proxy},
          {"proxy", text_or_null(facts.proxy)},
          {"reachable", word(facts.reachable)},
          {"first_answer", json(facts.first_answer)},
          {"versions", list(facts.versions)},
          {"groups", json(facts.groups)},
          {"signatures", json(facts.signatures)},
          {"certificates", list(facts.chains)},
          {"client_auth", json(facts.client_auth)},
          {"sni", json(facts.sni)},
          {"features", json(facts.features)},
          {"local", json(facts.local)},
          {"connections", facts.connections},
          {"max_open", facts.max_open},
          {"backed_off", facts.backed_off},
          {"interrupted", facts.interrupted},
          {"round_trip_ms", rounded(facts.round_trip_ms)},
          {"duration_ms", rounded(facts.duration_ms)}};
}

ordered_json json(const TargetFacts& facts) {
  ordered_json resolved = ordered_json::array();
  for (const net::Address& address : facts.resolved)
    resolved.push_back(address.ip);
  return {{"target", text::printable(facts.written)},
          {"host", text::printable(facts.endpoint.host)},
          {"port", facts.endpoint.port},
          {"resolve_error", text_or_null(facts.resolve_error)},
          {"resolved", std::move(resolved)},
          {"interrupted", facts.interrupted},
          {"addresses", list(facts.addresses)}};
}

}  // namespace

std::string to_json(const std::vector<TargetFacts>& targets, const TlsPolicy& policy) {
  const ordered_json data = {{"policy", {{"name", policy.name}, {"title", policy.title}}},
                             {"targets", list(targets)}};
  return data.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace checkoutdiag::facts
