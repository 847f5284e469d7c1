#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {
namespace {

constexpr std::size_t kShortestSignature = 20;
constexpr std::size_t kMostHeaders = 100;

// "HTTP_STRIPE_SIGNATURE" as CGI, PHP and WSGI have it: "stripe-signature".
std::string plain_name(std::string_view name) {
  std::string plain = text::lower(name);
  std::replace(plain.begin(), plain.end(), '_', '-');
  for (std::string_view prefix : {"redirect-", "http-"})
    if (plain.starts_with(prefix)) plain.erase(0, prefix.size());
  return plain;
}

bool cgi_repair(const Search& search, const HeaderOffer& offer) {
  std::vector<Header> headers = search.given.headers;
  bool changed = false;
  for (Header& each : headers) {
    if (each.name.find('_') == std::string::npos) continue;
    each.name = plain_name(each.name);
    changed = true;
  }
  if (!changed) return true;
  return offer(
      {.words = {"header.cgi-name", "the headers have the names that CGI, PHP and WSGI give them",
                 "they have their own names",
                 "write the headers as they crossed the wire: Stripe-Signature, not "
                 "HTTP_STRIPE_SIGNATURE"},
       .headers = std::move(headers)});
}

// The signature may stand in a header of another name: a gateway that copies headers renames them.
bool other_name(const Search& search, const HeaderOffer& offer) {
  const std::string& wanted = search.scheme.signature.headers.front();
  for (std::size_t i = 0; i < search.given.headers.size(); ++i) {
    if (search.given.headers[i].value.size() < kShortestSignature) continue;
    std::vector<Header> headers = search.given.headers;
    const std::string name = headers[i].name;
    headers[i].name = wanted;
    if (!offer({.words = {"header.other-name", "the signature stands in the header " + name,
                          "that is read as " + wanted,
                          "let whatever hands the request on keep the header's name, or name the "
                          "header that the sender uses"},
                .headers = std::move(headers)}))
      return false;
  }
  return true;
}

}  // namespace

bool name_repairs(const Search& search, const HeaderOffer& offer) {
  if (search.given.headers.size() > kMostHeaders) return true;
  if (!cgi_repair(search, offer)) return false;
  if (search.verification.trouble != Trouble::header_missing) return true;
  if (search.scheme.signature.headers.empty()) return true;
  return other_name(search, offer);
}

}  // namespace checkoutdiag::webhook
