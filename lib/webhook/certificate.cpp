#include "lib/webhook/certificate.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <vector>

#include "lib/text/ascii.hpp"
#include "lib/webhook/url_parts.hpp"
#include "lib/x509/certificate.hpp"
#include "lib/x509/decode.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kLongestChain = 10, kLongestUrl = 2048, kLongestName = 253;
// 112 bits, as Debian's OpenSSL asks of a TLS server: a key of less could be anybody's.
constexpr int kSecurityLevel = 2;

/// A host name of whole labels below the domain. A NUL or a space in it could hide another name.
bool is_below(std::string_view name, std::string_view suffix, bool wildcard) {
  auto in_name = [](char c) {
    return text::is_letter(c) || text::is_digit(c) || c == '-' || c == '.';
  };
  std::size_t star = wildcard && name.starts_with("*.") ? 1 : 0;
  if (!suffix.starts_with('.') || name.size() <= suffix.size() || name.size() > kLongestName ||
      !std::all_of(name.begin() + static_cast<std::ptrdiff_t>(star), name.end(), in_name))
    return false;
  std::string_view labels = name.substr(0, name.size() - suffix.size());
  return text::equal_ignoring_case(name.substr(labels.size()), suffix) &&
         labels.find("..") == std::string_view::npos && !labels.starts_with('.') &&
         !labels.ends_with('.');
}

/// What of the path is told: OpenSSL's objection to the certificate nearest to the leaf.
std::string objection(const x509::Verification& found) {
  if (!found.unavailable.empty()) return found.unavailable;
  auto nearest = std::min_element(found.errors.begin(), found.errors.end(),
                                  [](const auto& a, const auto& b) { return a.depth < b.depth; });
  if (nearest == found.errors.end()) return "its chain was not verified";
  return fmt::format("its chain is not trusted: {}", nearest->text);
}

std::string problem_of(const CertificateVerdict& verdict, std::string_view suffix, Time now,
                       const x509::Verification& chain) {
  if (!verdict.names_paypal) return fmt::format("none of its names ends in {}", suffix);
  if (now < verdict.not_before)
    return fmt::format("it is not valid before {}", text::rfc3339(verdict.not_before));
  if (now > verdict.not_after)
    return fmt::format("it expired at {}", text::rfc3339(verdict.not_after));
  return verdict.chain_ok ? "" : objection(chain);
}

}  // namespace

CertificateVerdict judge_certificate(std::string_view pem, const std::string& ca_file,
                                     std::string_view suffix, Time now) {
  x509::Verifier verifier({ca_file, ""});
  CertificateVerdict verdict;
  std::vector<std::string> ders = x509::certificates_in(pem, kLongestChain);
  if (ders.empty()) {
    verdict.problem = "there is no certificate in it";
    return verdict;
  }
  x509::Certificate leaf = x509::read_certificate(ders.front());
  if (!leaf.malformed.empty()) {
    verdict.problem = fmt::format("it cannot be read: {}", leaf.malformed);
    return verdict;
  }
  verdict.readable = true;
  verdict.subject = leaf.subject;
  verdict.not_before = leaf.not_before;
  verdict.not_after = leaf.not_after;
  auto named = [suffix](const std::string& name) { return is_below(name, suffix, true); };
  verdict.names_paypal =
      named(leaf.common_name) || std::any_of(leaf.dns_names.begin(), leaf.dns_names.end(), named);
  x509::Verification chain = verifier.verify(ders, now, kSecurityLevel);
  verdict.chain_ok = chain.tried && chain.valid;
  verdict.problem = problem_of(verdict, suffix, now, chain);
  return verdict;
}

bool cert_url_allowed(std::string_view url, std::string_view suffix) {
  // Where readers of URLs differ (RFC 3986, WHATWG, curl), there is a character that no URL has.
  auto plain = [](char c) {
    return c > 0x20 && c < 0x7F &&
           std::string_view("\"<>\\^`{|}").find(c) == std::string_view::npos;
  };
  if (url.size() > kLongestUrl || !std::all_of(url.begin(), url.end(), plain)) return false;
  std::optional<UrlParts> parts = split_url(url);
  return parts && text::equal_ignoring_case(parts->scheme, "https") && parts->user.empty() &&
         (parts->port.empty() || parts->port == ":443") && is_below(parts->host, suffix, false);
}

}  // namespace checkoutdiag::webhook
