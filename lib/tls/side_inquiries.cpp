// The smaller questions, asked once it is known which versions live. Each asks with suites that the
// server has already taken, so that only the thing in question can be refused.
#include <algorithm>

#include "lib/tls/inquiries.hpp"
#include "lib/tls/registry.hpp"

namespace checkoutdiag::tls {
std::optional<Hello> Sha1Inquiry::ask(bool) {
  if (asked_ || !board_.live(Version::tls12)) return std::nullopt;
  const VersionView& view = board_.versions[Version::tls12];
  if (view.signed_suites.empty() || !(view.enumerated || board_.far())) return std::nullopt;
  asked_ = true;
  Ids suites = view.signed_suites;
  if (suites.size() > Tolerance::kSafe) suites.resize(Tolerance::kSafe);
  Hello hello = plain_hello(board_, Version::tls12, suites);
  hello.schemes = {0x0201, 0x0203, 0x0202};  // rsa_pkcs1_sha1, ecdsa_sha1, dsa_sha1
  return hello;
}

void Sha1Inquiry::hear(const Hello& hello, const Reply& reply) {
  constexpr int kIllegalParameter = 47;
  if (reply.accepted())  // signed with something else all the same: not with SHA-1
    accepted_ = reply.scheme && std::find(hello.schemes.begin(), hello.schemes.end(),
                                          *reply.scheme) != hello.schemes.end()
                    ? State::accepted
                    : State::refused;
  else if (reply.refused() || (reply.wordless() && board_.closes_to_refuse) ||
           (reply.kind == ReplyKind::alert && reply.alert &&
            reply.alert->code == kIllegalParameter))
    accepted_ = State::refused;
}

PreferenceInquiry::PreferenceInquiry(Board* board, Version version)
    : HelloInquiry(board), version_(version) {}

std::optional<Hello> PreferenceInquiry::ask(bool) {
  if (without_alpn_) {
    without_alpn_ = false;
    Hello plain = plain_hello(board_, version_, asked_suites_);
    plain.compression = true;
    return plain;
  }
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
    if (version_ != Version::ssl3) hello.alpn = {"h2", "http/1.1"};
  }
  return hello;
}

void PreferenceInquiry::hear(const Hello& hello, const Reply& reply) {
  constexpr int kNoApplicationProtocol = 120;
  if (reply.kind == ReplyKind::alert && reply.alert && !hello.alpn.empty() &&
      reply.alert->code == kNoApplicationProtocol)
    without_alpn_ = true;
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
