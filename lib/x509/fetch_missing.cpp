#include <fmt/core.h>
#include <openssl/x509_vfy.h>

#include <algorithm>

#include "lib/http/download.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::x509 {
namespace {

constexpr std::size_t kMostSent = 20;  // real chains have 2 to 5; each pair may cost a signature
constexpr std::size_t kMostUrlsPerStep = 3;
constexpr std::size_t kMostPerFile = 20;
constexpr std::size_t kLargestDownload = 64 * 1024;

/// Does the path end at an anchor, whatever else is wrong with it (dates, key usage)?
bool reaches_anchor(const Verification& verification) {
  auto breaks_the_path = [](const VerifyError& error) {
    return error.code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
           error.code == X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT ||
           error.code == X509_V_ERR_SELF_SIGNED_CERT_IN_CHAIN ||
           error.code == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
           error.code == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
  };
  const auto& errors = verification.errors;
  return !verification.path.empty() && std::none_of(errors.begin(), errors.end(), breaks_the_path);
}

/// Names and signature fit: what nobody on the way can forge.
bool issued(X509* issuer, X509* child) {
  EVP_PKEY* key = X509_get0_pubkey(issuer);
  bool names = X509_NAME_cmp(X509_get_subject_name(issuer), X509_get_issuer_name(child)) == 0;
  return names && key && X509_verify(child, key) == 1;
}

/// The end of the path that begins with the leaf; what was sent beside the path is left aside.
Certificate end_of(std::span<const std::string> sent) {
  std::vector<Cert> pool;
  for (const std::string& der : sent.first(std::min(sent.size(), kMostSent)))
    if (Decoded decoded = decode(der); decoded.certificate)
      pool.push_back(std::move(decoded.certificate));
  Cert end = std::move(pool.front());
  pool.erase(pool.begin());
  auto issuer = [&] {
    return std::find_if(pool.begin(), pool.end(),
                        [&](const Cert& each) { return issued(each.get(), end.get()); });
  };
  for (auto next = issuer(); next != pool.end(); next = issuer()) {
    end = std::move(*next);
    pool.erase(next);
  }
  return read_certificate(der_of(end.get()));
}

bool is_http(std::string_view url) {
  std::string scheme = text::lower(url.substr(0, url.find("://")));
  return scheme == "http" || scheme == "https";
}

/// The certificates at `url` that issued `child`; none: `failure` says why.
std::vector<std::string> fetch_issuers(const std::string& url, const Certificate& child,
                                       int timeout_ms, std::string& failure) {
  http::Download got = http::download(url, {timeout_ms, kLargestDownload});
  std::vector<std::string> issuers;
  if (got.error.empty()) {
    Decoded below = decode(child.der);
    for (std::string& der : certificates_in(got.body, kMostPerFile))
      if (Decoded above = decode(der);
          above.certificate && issued(above.certificate.get(), below.certificate.get()))
        issuers.push_back(std::move(der));
    got.error = "what is there did not issue " + child.subject;
  }
  if (issuers.empty())
    failure = fmt::format("{}: {}", text::printable(url), text::printable(got.error));
  return issuers;
}

/// Climbs one chain. Every step repairs it, lengthens it by a certificate that it did not have, or
/// ends.
class Climb {
 public:
  Climb(std::span<const std::string> sent, const Verifier& verifier, Time now, int timeout_ms,
        const std::function<int()>& time_left_ms)
      : verifier_(verifier),
        now_(now),
        timeout_ms_(timeout_ms),
        time_left_ms_(time_left_ms),
        chain_(sent.begin(), sent.end()) {}

  AiaProof run(int limit) {
    proof_.tried = true;
    Certificate end = end_of(chain_);
    for (int step = 0; step < limit && proof_.failure.empty() && !proof_.repaired; ++step)
      end = climb(end);
    if (proof_.failure.empty() && !proof_.repaired)
      proof_.failure = end.self_signed
                           ? unknown_root(end)
                           : fmt::format("no anchor within {} certificates above the chain", limit);
    return std::move(proof_);
  }

 private:
  std::string unknown_root(const Certificate& root) const {
    return fmt::format("reached the self-signed root {}, which is not in {}",
                       text::printable(root.subject), verifier_.description());
  }

  /// One step up from `child`; returns the new end.
  Certificate climb(const Certificate& child) {
    if (child.self_signed) {
      proof_.failure = unknown_root(child);
      return child;
    }
    std::vector<std::string> issuers = issuers_of(child);
    for (const std::string& issuer : issuers) {
      if (!repairs(issuer)) continue;
      proof_.added.push_back(read_certificate(issuer));
      proof_.repaired = true;
      return proof_.added.back();
    }
    return issuers.empty() ? child : go_on_with(issuers);
  }

  std::vector<std::string> issuers_of(const Certificate& child) {
    std::string failure =
        fmt::format("{} names no http address of its issuer", text::printable(child.subject));
    std::size_t tries = 0;
    for (const std::string& url : child.ca_issuers_urls) {
      if (!is_http(url) || tries == kMostUrlsPerStep) continue;
      const int left = time_left_ms_ ? time_left_ms_() : timeout_ms_;
      if (left <= 0) {
        failure = "the run ended first";
        break;
      }
      ++tries;
      proof_.urls.push_back(url);
      std::vector<std::string> issuers =
          fetch_issuers(url, child, std::min(timeout_ms_, left), failure);
      if (!issuers.empty()) return issuers;
    }
    proof_.failure = failure;
    return {};
  }

  bool repairs(const std::string& issuer) {
    chain_.push_back(issuer);
    bool repaired = reaches_anchor(verifier_.verify(chain_, now_));
    chain_.pop_back();
    return repaired;
  }

  /// An issuer that leads further up is worth more than a root that is not in the store.
  Certificate go_on_with(const std::vector<std::string>& issuers) {
    Certificate root;
    for (const std::string& der : issuers) {
      Certificate issuer = read_certificate(der);
      if (issuer.self_signed) root = issuer;
      if (issuer.self_signed || !issuer.malformed.empty()) continue;
      if (std::find(chain_.begin(), chain_.end(), der) != chain_.end()) continue;
      chain_.push_back(der);
      proof_.added.push_back(issuer);
      return issuer;
    }
    if (root.der.empty())
      proof_.failure = "nothing new was fetched: the issuers go round in a circle";
    return root;
  }

  const Verifier& verifier_;
  Time now_;
  int timeout_ms_;
  const std::function<int()>& time_left_ms_;
  std::vector<std::string> chain_;
  AiaProof proof_;
};

}  // namespace

AiaProof fetch_missing(std::span<const std::string> ders, const Verifier& verifier, Time now,
                       int timeout_ms, int limit, const std::function<int()>& time_left_ms) {
  QuietErrors quiet;
  AiaProof proof;
  Verification before = verifier.verify(ders, now);
  if (!before.unavailable.empty()) {
    proof.failure = before.unavailable;
  } else if (before.path.empty()) {
    proof.failure = "the leaf cannot be read";
  } else if (!reaches_anchor(before)) {
    return Climb(ders, verifier, now, timeout_ms, time_left_ms).run(limit);
  }
  return proof;
}

}  // namespace checkoutdiag::x509
