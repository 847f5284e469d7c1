#include "cli/charge.hpp"

#include <arpa/inet.h>
#include <fmt/core.h>

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/net/endpoint.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/webhook/url_parts.hpp"

namespace checkoutdiag {
namespace {

using Kind = Failure::Kind;

bool is_numeric(const std::string& address) {
  in6_addr room{};
  return ::inet_pton(AF_INET, address.c_str(), &room) == 1 ||
         ::inet_pton(AF_INET6, address.c_str(), &room) == 1;
}

// What may hold credentials.
constexpr std::string_view kUrls[] = {"url", "verify-url", "upstream", "webhook-url"};

}  // namespace

charge::Profile read_gateway(const ChargeOptions& options, const char* otherwise) {
  charge::Profile profile =
      charge::load_profile(options.profile.empty() ? otherwise : options.profile);
  if (!options.key_header.empty()) {
    profile.place = charge::KeyPlace::header;
    profile.key_name = options.key_header;
  }
  if (!options.key_member.empty()) {
    profile.place = charge::KeyPlace::body;
    profile.key_name = options.key_member;
  }
  if (!options.syntax.empty())
    profile.syntax =
        options.syntax == "raw" ? charge::KeySyntax::raw : charge::KeySyntax::sf_string;
  if (!options.object_id.empty()) profile.object_id = options.object_id;
  if (!options.object_created.empty()) profile.object_created = options.object_created;
  return profile;
}

bool is_this_machine(std::string_view host) {
  if (host == "localhost" || host.ends_with(".localhost")) return true;
  const std::string text(host);
  in_addr v4{};
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return (ntohl(v4.s_addr) >> 24) == 127;
  in6_addr v6{};
  return ::inet_pton(AF_INET6, text.c_str(), &v6) == 1 && IN6_IS_ADDR_LOOPBACK(&v6);
}

void require_here(const std::string& url, const char* option, bool allowed,
                  const std::string& instead) {
  const auto parts = webhook::split_url(url);
  std::string host(parts ? parts->host : "");
  if (host.size() > 2 && host.front() == '[') host = host.substr(1, host.size() - 2);
  if (host.empty())
    throw Failure(Kind::usage, fmt::format("{} is no URL: '{}'", option, shown_url(url)),
                  "such as http://127.0.0.1:3000/webhook");
  if (!allowed && !is_this_machine(host))
    throw Failure(Kind::usage, fmt::format("{} is not on this machine", shown_url(url)), instead);
}

ListenAt parse_listen(const std::string& text) {
  const Failure wrong(Kind::usage,
                      fmt::format("--listen does not take '{}'", text::printable(text, 80)),
                      "it takes a numeric address and a port: 127.0.0.1:4000, [::1]:0");
  const std::size_t colon = text.rfind(':');
  if (colon == text.npos || colon == 0) throw wrong;
  ListenAt at{text.substr(0, colon), 0};
  if (at.address.front() == '[' && at.address.back() == ']')
    at.address = at.address.substr(1, at.address.size() - 2);
  else if (at.address.find(':') != text.npos)
    throw wrong;
  const std::string digits = text.substr(colon + 1);
  if (at.address == "localhost") at.address = "127.0.0.1";
  if (!is_numeric(at.address) || digits.empty() || digits.size() > 5 ||
      digits.find_first_not_of("0123456789") != digits.npos || std::stoi(digits) > 65535)
    throw wrong;
  at.port = static_cast<std::uint16_t>(std::stoi(digits));
  return at;
}

ListenAt read_listen(const std::string& text, bool exposed) {
  ListenAt at = parse_listen(text);
  if (exposed || is_this_machine(at.address)) return at;
  throw Failure(Kind::usage, fmt::format("{} can be reached from other machines", at.address),
                "listen on 127.0.0.1; sandbox and webhook listen take --expose, if that is meant");
}

std::vector<std::pair<std::string, std::string>> charge_arguments(const CommonOptions& common) {
  std::vector<std::pair<std::string, std::string>> given = common.given;
  for (auto& [name, value] : given) {
    const bool url = std::find(std::begin(kUrls), std::end(kUrls), name) != std::end(kUrls);
    if (name == "header" || name == "provoke")
      value = text::printable(value.substr(0, value.find(':'))) + ": (not shown)";
    else
      value = url ? shown_url(value) : text::redacted(value);
  }
  return given;
}

std::string shown_url(const std::string& url) {
  const auto parts = webhook::split_url(url);
  if (!parts) return text::printable(text::redacted(url), 200);
  return text::printable(text::redacted(fmt::format("{}://{}{}{}", parts->scheme, parts->host,
                                                    parts->port, parts->path)),
                         200);
}

}  // namespace checkoutdiag
