#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/replace.hpp"
#include "lib/token/capture.hpp"
#include "lib/token/reply.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::token {
namespace {

using nlohmann::json;

constexpr int kDeepest = 12;

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

// GraphQL takes every question at one place; those that do not tokenize a card are none of ours.
bool is_other_question(const Entry& entry, const std::string& token) {
  if (!entry.path.ends_with("/graphql")) return false;
  if (entry.body.empty()) return token.empty();
  return text::lower(entry.body).find("tokenizecreditcard") == std::string::npos;
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
  if (is_bodiless(entry.method) || entry.is_worker_copy) return;
  bool is_exchange = false;
  const Gateway* gateway = gateway_of_entry(entry, expected, is_exchange);
  if (!is_exchange) return;
  Exchange exchange{index, gateway, {}, {}, {}};
  const Reply reply(entry.reply);
  if (entry.status >= 200 && entry.status < 300)
    exchange.token = reply.token(gateway, expected.token);
  if (is_other_question(entry, exchange.token)) return;
  // The same token again is what a gateway says of an exchange that it goes on with.
  for (const Exchange& each : capture.exchanges)
    if (!exchange.token.empty() && each.token == exchange.token) return;
  if (exchange.token.empty()) {
    exchange.error = reply.error();
  } else {
    const std::string* date = entry.reply_header("date");
    exchange.life = reply.life(date ? *date : std::string(), entry.ended / 1000);
  }
  if (has_room(capture, capture.exchanges)) capture.exchanges.push_back(std::move(exchange));
}

/// Where in a request a token may be: its body, its URL and its headers, as they are and decoded.
class Carrier {
 public:
  explicit Carrier(const Entry& entry) : texts_{entry.body, entry.url, entry.carried} {
    for (std::size_t i = 0; i < 2; ++i) {
      if (texts_[i].find('%') != std::string::npos)
        decoded_ += webhook::decode_form_text(texts_[i]) + '\n';
      decoded_ += base64_texts(texts_[i]);
    }
  }
  bool holds(const std::string& token) const {
    const auto has = [&](std::string_view text) {
      return ::memmem(text.data(), text.size(), token.data(), token.size()) != nullptr;
    };
    return has(texts_[0]) || has(texts_[1]) || has(texts_[2]) || has(decoded_);
  }
  std::size_t size() const {
    return texts_[0].size() + texts_[1].size() + texts_[2].size() + decoded_.size();
  }

 private:
  std::string_view texts_[3];
  std::string decoded_;
};

// What the shop or the gateway's own endpoint gets with a body may be a charge.
bool may_charge(const Capture& capture, const Exchange& exchange, const Entry& entry) {
  if (is_bodiless(entry.method)) return false;
  if (capture.shop().empty() || is_of_shop(capture, entry.host)) return true;
  return entry.host == capture.entries[exchange.entry].host;
}

void find_uses(Capture& capture) {
  // Bytes that are looked through: beyond, what is left is said to be left out.
  constexpr std::size_t kMostWork = 3'000'000'000;
  std::size_t work = 0;
  if (capture.exchanges.empty()) return;
  for (std::size_t i = capture.exchanges.front().entry; i < capture.entries.size(); ++i) {
    const Entry& entry = capture.entries[i];
    if (entry.method == "OPTIONS" || entry.kind == "ping" || entry.is_worker_copy) continue;
    const Carrier carrier(entry);
    for (std::size_t e = 0; e < capture.exchanges.size(); ++e) {
      const Exchange& exchange = capture.exchanges[e];
      if (exchange.token.empty() || exchange.entry >= i) continue;
      if ((work += carrier.size()) > kMostWork) {
        ++capture.recording.unfollowed;
        return;
      }
      if (!carrier.holds(exchange.token)) continue;
      if (!may_charge(capture, exchange, entry)) {
        if (has_room(capture, capture.elsewhere)) capture.elsewhere.push_back({e, i});
      } else if (has_room(capture, capture.uses)) {
        capture.uses.push_back({e, i, Reply(entry.reply).error()});
      }
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

// Every value of that member, in any case, anywhere in a reply.
void collect(const json& value, std::string_view name, std::vector<std::string>& found,
             int depth = 0) {
  if (depth > kDeepest || !value.is_structured()) return;
  for (const auto& [key, inner] : value.items()) {
    if (value.is_object() && text::equal_ignoring_case(key, name) && inner.is_string())
      found.push_back(inner.get<std::string>());
    collect(inner, name, found, depth + 1);
  }
}

void add_challenge(Capture& capture, std::size_t index) {
  const Entry& entry = capture.entries[index];
  const std::string lowered = text::lower(entry.reply);
  if (lowered.find("acsurl") == std::string::npos &&
      lowered.find("transstatus") == std::string::npos)
    return;
  const json reply = parsed_reply(entry.reply);
  const std::string url = text_of(find_member(reply, "acsURL"));
  const std::string creq = text_of(find_member(reply, "creq"));
  std::vector<std::string> statuses;
  collect(reply, "transStatus", statuses);
  // A C beside another status was asked for and is over.
  const bool asks = statuses.empty()
                        ? !url.empty() && !creq.empty()
                        : std::all_of(statuses.begin(), statuses.end(),
                                      [](const std::string& each) { return each == "C"; });
  if (!asks) return;
  for (const Challenge& each : capture.challenges)
    if (!creq.empty() && each.creq == creq) return;
  Entry acs;
  set_url(acs, url);
  if (has_room(capture, capture.challenges))
    capture.challenges.push_back(
        {index, creq, acs.host, acs.host.empty() ? std::string() : url, {}});
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
  std::string first_frame;
  for (std::size_t i = 0; i < capture.entries.size(); ++i) {
    const Entry& entry = capture.entries[i];
    if (entry.kind != "document") continue;
    const std::string* where = entry.request_header("sec-fetch-dest");
    bool is_top = capture.documents.empty();
    if (where)
      is_top = *where == "document";
    else if (!is_top && !entry.frame.empty())
      is_top = entry.frame == first_frame;
    if (is_top && first_frame.empty()) first_frame = entry.frame;
    if (has_room(capture, capture.documents)) capture.documents.push_back({i, is_top});
  }
}

// Tokens are shown by their beginning wherever they stand: in a path, and in what is told of it.
void cut_tokens(Capture& capture) {
  for (const Exchange& each : capture.exchanges) {
    if (each.token.empty()) continue;
    const std::string shown = shown_token(each.token);
    for (Entry& entry : capture.entries)
      text::replace_all(entry.path, each.token, shown);
    for (Leak& leak : capture.leaks)
      text::replace_all(leak.request, each.token, shown);
    for (Use& use : capture.uses)
      text::replace_all(use.error, each.token, shown);
    for (Exchange& other : capture.exchanges)
      text::replace_all(other.error, each.token, shown);
  }
}

// An endpoint may have cards, and where it is the shop's own host, at its own path alone.
void drop_allowed(Capture& capture, const Expected& expected) {
  std::erase_if(capture.leaks, [&](const Leak& leak) {
    const auto is_host = [&](const Endpoint& each) { return host_matches(each.host, leak.host); };
    return leak.place != LeakPlace::console && !is_of_shop(capture, leak.host) &&
           std::any_of(expected.endpoints.begin(), expected.endpoints.end(), is_host);
  });
}

}  // namespace

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
  drop_allowed(capture, expected);
  cut_tokens(capture);
}

}  // namespace checkoutdiag::token
