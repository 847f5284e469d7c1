#include "lib/tls/board.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "lib/tls/registry.hpp"
#include "lib/x509/certificate.hpp"

namespace checkoutdiag::tls {
namespace {

constexpr int kUnrecognizedName = 112;

bool is_answer(ReplyKind kind) {
  switch (kind) {
    case ReplyKind::silence:
    case ReplyKind::connect_refused:
    case ReplyKind::connect_timeout:
    case ReplyKind::connect_failed:
    case ReplyKind::proxy_error:
    case ReplyKind::proxy_unreachable:
      return false;
    default:
      return true;
  }
}

// Of several answers that are no TLS, the one that says most stands for all.
int weight(ReplyKind kind) {
  switch (kind) {
    case ReplyKind::plain_http:
    case ReplyKind::other_protocol:
      return 5;
    case ReplyKind::malformed:
    case ReplyKind::wrong_answer:
      return 4;
    case ReplyKind::proxy_error:
    case ReplyKind::proxy_unreachable:
    case ReplyKind::connect_refused:
    case ReplyKind::connect_failed:
      return 3;
    case ReplyKind::connect_timeout:
    case ReplyKind::reset:
      return 2;
    default:
      return 1;
  }
}

template <class T>
void add_once(std::vector<T>& list, const T& item) {
  if (std::find(list.begin(), list.end(), item) == list.end()) list.push_back(item);
}

}  // namespace

const x509::Certificate& Board::certificate(const std::string& der) const {
  const auto known = read_.find(der);
  if (known != read_.end()) return known->second;
  return read_.emplace(der, x509::read_certificate(der)).first->second;
}

bool Board::live(Version version) const {
  const auto found = versions.find(version);
  return found != versions.end() && found->second.state == State::accepted;
}

std::optional<Version> Board::any_live() const {
  for (auto version = std::rbegin(kVersions); version != std::rend(kVersions); ++version)
    if (*version != Version::ssl2 && live(*version)) return *version;
  return std::nullopt;
}

bool Board::settled(Version version) const {
  const auto found = versions.find(version);
  return found != versions.end() && found->second.settled;
}

bool Board::all_settled() const {
  return std::all_of(std::begin(kVersions), std::end(kVersions),
                     [this](Version version) { return settled(version); });
}

bool Board::settled_above(Version version) const {
  return std::all_of(std::begin(kVersions), std::end(kVersions),
                     [&](Version other) { return other <= version || settled(other); });
}

std::optional<Version> Board::best_legacy() const {
  for (const Version version : {Version::tls12, Version::tls11, Version::tls10, Version::ssl3}) {
    if (live(version)) return version;
    if (!settled(version)) return std::nullopt;
  }
  return std::nullopt;
}

void Board::note_progress(const Reply& reply) {
  if (!is_answer(reply.kind)) {
    ++failures_in_a_row;
  } else {
    ++answered;
    failures_in_a_row = 0;
    if (round_trip_ms == 0 || reply.ms < round_trip_ms) round_trip_ms = reply.ms;
  }
  if (reply.kind == ReplyKind::server_hello || reply.kind == ReplyKind::wrong_answer || reply.alert)
    spoke_tls = true;
  else if (!telling || weight(reply.kind) > weight(telling->kind))
    telling = answer_of(reply);
}

void Board::note(const Hello& hello, const Reply& reply) {
  note_progress(reply);
  const bool about_name = reply.alert && reply.alert->code == kUnrecognizedName;
  if (about_name && !hello.server_name.empty())
    (reply.accepted() ? name_warned : name_refused) = true;
  if (about_name && asking.server_name.empty() && !reply.accepted())
    no_name_refused = answer_of(reply);
  if (!reply.accepted()) return;
  if (reply.dh_bits > 0 && (dh_bits == 0 || reply.dh_bits < dh_bits)) dh_bits = reply.dh_bits;
  if (reply.scheme) add_once(schemes_seen, *reply.scheme);
  const bool same_name = hello.server_name == asking.server_name;
  if (!reply.certificates.empty() && same_name)
    note_chain(reply.certificates, hello.version, hello.status_request, reply.stapled);
  if (!reply.certificates.empty() && hello.server_name.empty())
    default_leaf = reply.certificates.front();
  if (hello.version == Version::tls13 || hello.version == Version::ssl2) return;
  if (reply.flight_complete && same_name) {
    if (reply.certificate_requested) certificate_requested = true;
    if (!certificate_requested) certificate_requested = false;
  }
  if (hello.version == Version::ssl3) return;
  if (!features.secure_renegotiation || !reply.secure_renegotiation)
    features.secure_renegotiation = reply.secure_renegotiation;
  // TLS 1.2 decides about the extended master secret; older versions only when there is nothing
  // newer.
  if (!features.extended_master_secret || hello.version == Version::tls12)
    features.extended_master_secret = reply.extended_master_secret;
}

void Board::note_chain(const std::vector<std::string>& ders, Version version, bool staple_asked,
                       bool stapled) {
  auto same = std::find_if(chains.begin(), chains.end(),
                           [&ders](const SeenChain& seen) { return seen.ders == ders; });
  if (same == chains.end()) same = chains.insert(chains.end(), SeenChain{ders, {}, false, false});
  add_once(same->seen_in, version);
  same->staple_asked |= staple_asked;
  same->stapled |= stapled;
}

void Board::note_protocol(const std::string& alpn) {
  if (!alpn.empty()) add_once(features.alpn, alpn);
}

Answer answer_of(const Reply& reply) {
  return {reply.kind, reply.alert, reply.detail};
}

std::string describe(const Answer& answer) {
  if (answer.kind == ReplyKind::alert && answer.alert)
    return "alert " + std::to_string(answer.alert->code) + " (" + alert_name(answer.alert->code) +
           ")";
  switch (answer.kind) {
    case ReplyKind::closed:
      return "the connection was closed without an answer";
    case ReplyKind::reset:
      return "the connection was reset";
    case ReplyKind::silence:
      return "silence until the time-out";
    case ReplyKind::malformed:
      return "an answer that cannot be parsed: " + answer.detail;
    case ReplyKind::wrong_answer:
      return answer.detail;
    case ReplyKind::connect_refused:
      return "the connection was refused";
    case ReplyKind::connect_timeout:
      return "no answer to the connection attempt";
    default:
      return answer.detail.empty() ? "no clean answer" : answer.detail;
  }
}

std::string describe(const Hello& hello) {
  std::string text =
      fmt::format("{}, {} suite{}, {} groups, {} schemes", name(hello.version), hello.suites.size(),
                  hello.suites.size() == 1 ? "" : "s", hello.groups.size(), hello.schemes.size());
  if (hello.server_name.empty()) text += ", no SNI";
  if (hello.key_share == KeyShare::x25519) text += ", x25519 share";
  if (hello.fallback_scsv) text += ", fallback SCSV";
  if (hello.compression) text += ", DEFLATE";
  return text;
}

namespace {

std::string describe(const Reply& reply) {
  if (!reply.accepted()) return tls::describe(answer_of(reply));
  std::string text = name(reply.version).data() + std::string(" ") + suite(reply.suite).name;
  if (reply.version == Version::ssl2)
    text = fmt::format("SSLv2 with {} kinds of cipher", reply.ssl2_kinds.size());
  if (reply.group) text += ", " + group(*reply.group).name;
  if (reply.scheme) text += ", " + signature_scheme_name(*reply.scheme);
  if (!reply.certificates.empty())
    text += fmt::format(", {} certificates", reply.certificates.size());
  return text;
}

}  // namespace

std::unique_ptr<net::Conversation> HelloInquiry::next(bool ahead) {
  if (!again_.empty()) {
    auto conversation = std::make_unique<HelloConversation>(std::move(again_.back()));
    again_.pop_back();
    return conversation;
  }
  std::optional<Hello> hello = ask(ahead);
  if (!hello) return nullptr;
  return std::make_unique<HelloConversation>(std::move(*hello));
}

void HelloInquiry::learn(net::Conversation& conversation, const net::Closing& closing) {
  auto& talk = static_cast<HelloConversation&>(conversation);
  const Reply reply = talk.finish(closing);
  if (board_.trace)
    board_.trace(fmt::format("hello {} -> {} ({:.1f} ms)", tls::describe(talk.hello()),
                             describe(reply), reply.ms));
  board_.note(talk.hello(), reply);
  hear(talk.hello(), reply);
}

void HelloInquiry::forget(net::Conversation& conversation) {
  again_.push_back(static_cast<HelloConversation&>(conversation).hello());
}

Hello plain_hello(const Board& board, Version version, Ids suites) {
  Hello hello;
  hello.version = version;
  hello.suites = std::move(suites);
  const auto groups = groups_to_probe(version);
  hello.groups.assign(groups.begin(), groups.end());
  const auto schemes = signature_schemes();
  hello.schemes.assign(schemes.begin(), schemes.end());
  hello.server_name = board.asking.server_name;
  hello.status_request = version != Version::ssl3 && version != Version::tls13;
  if (version == Version::tls13)
    hello.key_share = board.needs_share ? KeyShare::x25519 : KeyShare::empty;
  return hello;
}

}  // namespace checkoutdiag::tls
