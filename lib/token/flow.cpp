#include <algorithm>
#include <array>
#include <cstdlib>
#include <ctime>
#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/time.hpp"
#include "lib/token/capture.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::token {
namespace {

using nlohmann::json;

// A shorter text is found in places where it is no token.
constexpr std::size_t kShortestToken = 8, kLongestToken = 16 * 1024;
constexpr int kDeepest = 12;

// Where the reply of an endpoint that is not known has its token.
constexpr std::array<std::string_view, 10> kUsualTokens = {
    "/token",           "/id",           "/nonce",    "/data/token",          "/token/id",
    "/paymentMethodId", "/paymentToken", "/token_id", "/paymentMethod/nonce", "/result/token"};
// Where an error has its code.
constexpr std::array<std::string_view, 10> kErrorCodes = {
    "/error/code",    "/error/type",    "/code",
    "/error_code",    "/errors/0/code", "/errorCode",
    "/error_codes/0", "/error/error",   "/errors/0/extensions/legacyCode",
    "/error"};

json parsed(const std::string& text) {
  int depth = 0;
  for (const char c : text) {
    depth += c == '{' || c == '[';
    if (depth > 512) return {};
  }
  return json::parse(text, nullptr, false);
}

// A text or a number at a pointer; empty: neither.
std::string scalar_at(const json& document, std::string_view pointer) {
  const json* value = &document;
  try {
    const json::json_pointer path{std::string(pointer)};
    if (!document.contains(path)) return {};
    value = &document.at(path);
  } catch (const json::exception&) {
    return {};
  }
  if (value->is_string()) return value->get<std::string>();
  return value->is_number_integer() ? value->dump() : std::string();
}

template <class Pointers>
std::string first_of(const json& document, const Pointers& pointers) {
  for (const auto& each : pointers)
    if (std::string found = scalar_at(document, each); !found.empty()) return found;
  return {};
}

bool is_bodiless(const std::string& method) {
  return method == "GET" || method == "HEAD" || method == "OPTIONS" || method == "TRACE";
}

const Gateway* gateway_of_entry(const Entry& entry, const Expected& expected, bool& is_exchange) {
  const auto asks = [&](const Gateway& gateway) {
    return std::any_of(gateway.endpoints.begin(), gateway.endpoints.end(),
                       [&](const Endpoint& e) { return matches(e, entry.host, entry.path); });
  };
  is_exchange = std::any_of(expected.endpoints.begin(), expected.endpoints.end(),
                            [&](const Endpoint& e) { return matches(e, entry.host, entry.path); });
  if (is_exchange) return expected.gateway;
  if (expected.gateway) {
    is_exchange = asks(*expected.gateway);
    return expected.gateway;
  }
  if (!expected.endpoints.empty()) return nullptr;
  for (const Gateway& each : gateways()) {
    if (!asks(each)) continue;
    is_exchange = true;
    return &each;
  }
  return nullptr;
}

// GraphQL takes every question at one place; those that do not tokenize are none of ours.
bool is_other_question(const Entry& entry) {
  if (!entry.path.ends_with("/graphql") || entry.body.empty()) return false;
  return text::lower(entry.body).find("tokenize") == std::string::npos;
}

// Seconds since 1970 of "Fri, 27 Nov 2026 11:14:01 GMT" (RFC 9110 section 5.6.7); 0: it is none.
double http_date(const std::string& written) {
  std::tm parts{};
  return strptime(written.c_str(), "%a, %d %b %Y %H:%M:%S GMT", &parts)
             ? static_cast<double>(timegm(&parts))
             : 0;
}

// Seconds that a reply says a token is good for, by the server's clock where the reply has it.
std::optional<double> life_in(const json& reply, const Entry& entry) {
  if (const std::string seconds = first_of(reply, std::array{"/expires_in", "/expiresIn"});
      !seconds.empty())
    return std::strtod(seconds.c_str(), nullptr);
  const std::string until =
      first_of(reply, std::array{"/expires_at", "/expires_on", "/expiresAt", "/expires"});
  if (until.empty()) return {};
  double end = 0;
  if (const auto when = text::parse_time(until)) {
    end = static_cast<double>(when->time_since_epoch().count());
  } else {
    constexpr double kMilliseconds = 1e11;
    end = std::strtod(until.c_str(), nullptr);
    if (end > kMilliseconds) end /= 1000;
  }
  constexpr double kLongest = 366.0 * 86400;
  const std::string* date = entry.reply_header("date");
  const double server = date ? http_date(*date) : 0;
  const double now = server > 0 ? server : entry.ended / 1000;
  return end > now && end - now < kLongest ? std::optional(end - now) : std::nullopt;
}

// Whether there is room for one more: what is left out is counted.
template <class T>
bool has_room(Capture& capture, const std::vector<T>& list) {
  if (list.size() < kMostFollowed) return true;
  ++capture.recording.unfollowed;
  return false;
}

void add_exchange(Capture& capture, std::size_t index, const Expected& expected) {
  const Entry& entry = capture.entries[index];
  if (is_bodiless(entry.method)) return;
  bool is_exchange = false;
  const Gateway* gateway = gateway_of_entry(entry, expected, is_exchange);
  if (!is_exchange || is_other_question(entry) || !has_room(capture, capture.exchanges)) return;
  Exchange exchange{index, gateway, {}, {}, {}};
  const json reply = parsed(entry.reply);
  const bool is_good = entry.status >= 200 && entry.status < 300;
  if (!expected.token.empty())
    exchange.token = first_of(reply, expected.token);
  else if (gateway && !gateway->token.empty())
    exchange.token = first_of(reply, gateway->token);
  else if (is_good)
    exchange.token = first_of(reply, kUsualTokens);
  if (exchange.token.size() < kShortestToken || exchange.token.size() > kLongestToken)
    exchange.token.clear();
  if (exchange.token.empty() || !is_good) {
    exchange.token.clear();
    exchange.error = first_of(reply, kErrorCodes);
  } else {
    exchange.life = life_in(reply, entry);
  }
  capture.exchanges.push_back(std::move(exchange));
}

// A request's body and URL, as they are and decoded: where a token may be.
struct Carrier {
  std::string body, url;  // decoded; empty: they are the same

  explicit Carrier(const Entry& entry) {
    if (entry.body.find('%') != std::string::npos) body = webhook::decode_form_text(entry.body);
    if (entry.url.find('%') != std::string::npos) url = webhook::decode_form_text(entry.url);
  }
  bool holds(const Entry& entry, const std::string& token) const {
    for (const std::string* text : {&entry.body, &entry.url, &body, &url})
      if (text->find(token) != std::string::npos) return true;
    return false;
  }
};

// What only watches gets a token too, and charges nothing.
bool may_charge(const Capture& capture, const Exchange& exchange, const Entry& entry) {
  if (is_bodiless(entry.method) || entry.kind == "ping") return false;
  if (capture.shop().empty() || is_of_shop(capture, entry.host)) return true;
  return exchange.gateway ? is_own_host(*exchange.gateway, entry.host)
                          : entry.host == capture.entries[exchange.entry].host;
}

void find_uses(Capture& capture) {
  if (capture.exchanges.empty()) return;
  for (std::size_t i = capture.exchanges.front().entry; i < capture.entries.size(); ++i) {
    const Entry& entry = capture.entries[i];
    if (is_bodiless(entry.method)) continue;
    const Carrier carrier(entry);
    for (std::size_t e = 0; e < capture.exchanges.size(); ++e) {
      const Exchange& exchange = capture.exchanges[e];
      if (exchange.token.empty() || exchange.entry >= i) continue;
      if (!may_charge(capture, exchange, entry) || !carrier.holds(entry, exchange.token)) continue;
      if (has_room(capture, capture.uses))
        capture.uses.push_back({e, i, first_of(parsed(entry.reply), kErrorCodes)});
    }
  }
}

// The member of that name, in any case, anywhere in a reply.
const json* find_member(const json& value, std::string_view name, int depth = 0) {
  if (depth > kDeepest || !value.is_structured()) return nullptr;
  for (const auto& [key, inner] : value.items()) {
    if (value.is_object() && text::equal_ignoring_case(key, name)) return &inner;
    if (const json* found = find_member(inner, name, depth + 1)) return found;
  }
  return nullptr;
}

std::string text_of(const json* value) {
  return value && value->is_string() ? value->get<std::string>() : std::string();
}

void add_challenge(Capture& capture, std::size_t index) {
  const Entry& entry = capture.entries[index];
  if (entry.reply.find("acs") == std::string::npos &&
      entry.reply.find("ACS") == std::string::npos &&
      entry.reply.find("ransStatus") == std::string::npos)
    return;
  const json reply = parsed(entry.reply);
  const std::string url = text_of(find_member(reply, "acsURL"));
  const std::string status = text_of(find_member(reply, "transStatus"));
  const bool asks = status == "C" || (status.empty() && !url.empty() && find_member(reply, "creq"));
  if (!asks || !has_room(capture, capture.challenges)) return;
  Entry acs;
  set_url(acs, url);
  capture.challenges.push_back({index, acs.host, acs.host.empty() ? std::string() : url, {}});
}

// A challenge is on the screen when the browser asked the ACS, with whatever it posts.
void find_mounts(Capture& capture) {
  for (Challenge& challenge : capture.challenges) {
    const double since = capture.entries[challenge.entry].ended;
    for (std::size_t i = 0; i < capture.entries.size() && !challenge.mounted; ++i) {
      const Entry& entry = capture.entries[i];
      if (entry.began + 1 < since || is_bodiless(entry.method)) continue;
      const bool is_acs = !challenge.acs.empty() && entry.host == challenge.acs;
      const bool has_creq = entry.body.find("creq=") != std::string::npos ||
                            entry.body.find("name=\"creq\"") != std::string::npos;
      if (is_acs || has_creq) challenge.mounted = i;
    }
  }
}

bool has_method_data(const Entry& entry) {
  return entry.body.find("threeDSMethodData") != std::string::npos;
}

// The call goes to the issuer, and the notification comes back to the shop.
void find_methods(Capture& capture) {
  for (std::size_t i = 0; i < capture.entries.size(); ++i) {
    const Entry& entry = capture.entries[i];
    if (!has_method_data(entry) || is_bodiless(entry.method)) continue;
    if (!is_of_shop(capture, entry.host)) {
      if (has_room(capture, capture.methods)) capture.methods.push_back({i, {}});
      continue;
    }
    for (MethodCall& call : capture.methods)
      if (!call.notified) {
        call.notified = i;
        break;
      }
  }
}

// The first page is the shop's; other documents of its frame are where it went.
void find_documents(Capture& capture) {
  for (std::size_t i = 0; i < capture.entries.size(); ++i) {
    const Entry& entry = capture.entries[i];
    if (entry.kind != "document") continue;
    const std::string* where = entry.request_header("sec-fetch-dest");
    bool is_top = capture.documents.empty();
    if (!is_top && where)
      is_top = *where == "document";
    else if (!is_top && !entry.frame.empty())
      is_top = entry.frame == capture.entries[capture.documents.front().entry].frame;
    if (has_room(capture, capture.documents)) capture.documents.push_back({i, is_top});
  }
}

}  // namespace

std::string Capture::shop() const {
  for (const Document& each : documents)
    if (each.is_top && entries[each.entry].was_answered()) return entries[each.entry].host;
  return {};
}

bool is_of_shop(const Capture& capture, const std::string& host) {
  const std::string shop = capture.shop();
  return !shop.empty() &&
         (host == shop || host.ends_with("." + shop) || shop.ends_with("." + host));
}

bool may_have_cards(const Expected& expected, const std::string& host) {
  const auto is = [&](const std::string& pattern) { return host_matches(pattern, host); };
  if (std::any_of(expected.card_hosts.begin(), expected.card_hosts.end(), is)) return true;
  if (std::any_of(expected.endpoints.begin(), expected.endpoints.end(),
                  [&](const Endpoint& each) { return host_matches(each.host, host); }))
    return true;
  if (expected.gateway) return is_own_host(*expected.gateway, host);
  return std::any_of(gateways().begin(), gateways().end(),
                     [&](const Gateway& each) { return is_own_host(each, host); });
}

std::string shown_token(const std::string& token) {
  constexpr std::size_t kShown = 6;
  return text::printable(token.substr(0, kShown)) + "…";
}

void find_flow(Capture& capture, const Expected& expected) {
  std::stable_sort(capture.entries.begin(), capture.entries.end(),
                   [](const Entry& a, const Entry& b) { return a.began < b.began; });
  find_documents(capture);
  for (std::size_t i = 0; i < capture.entries.size(); ++i) {
    add_exchange(capture, i, expected);
    add_challenge(capture, i);
  }
  find_uses(capture);
  find_methods(capture);
  find_mounts(capture);
}

}  // namespace checkoutdiag::token
