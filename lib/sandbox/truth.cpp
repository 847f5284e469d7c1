#include "lib/sandbox/truth.hpp"

#include <map>
#include <nlohmann/json.hpp>

#include "lib/text/redact.hpp"

namespace checkoutdiag::sandbox {
namespace {

using Json = nlohmann::ordered_json;

Json json_of(const Charge& charge) {
  return {{"id", charge.id},
          {"amount", charge.amount},
          {"currency", charge.currency},
          {"reference", charge.reference},
          {"key", text::redacted(charge.key)},
          {"status", charge.status},
          {"created_ms", charge.created},
          {"request", charge.request}};
}

Json json_of(const SeenRequest& request) {
  return {{"number", request.number},
          {"connection", request.connection},
          {"at_ms", request.at},
          {"method", request.method},
          {"path", request.path},
          {"key", text::redacted(request.key)},
          {"quoted", request.quoted},
          {"fingerprint", request.fingerprint},
          {"reference", request.reference},
          {"charges", request.charges},
          {"executed", request.executed},
          {"replayed", request.replayed},
          {"status", request.status},
          {"charge", request.charge},
          {"fault", request.fault},
          {"retry_after", request.retry_after ? Json(*request.retry_after) : Json()}};
}

Json json_of(const Event& event) {
  return {{"id", event.id},
          {"type", event.type},
          {"charge", event.charge},
          {"at_ms", event.at},
          {"deliveries", event.deliveries}};
}

template <class T>
Json list_of(const std::vector<T>& all) {
  Json list = Json::array();
  for (const T& each : all)
    list.push_back(json_of(each));
  return list;
}

// What became of each key: the question that the books are opened for.
Json keys_of(const Truth& truth) {
  struct Use {
    std::size_t requests = 0, charges = 0;
  };
  std::map<std::string, Use> uses;
  for (const SeenRequest& each : truth.requests)
    if (!each.key.empty()) ++uses[each.key].requests;
  for (const Charge& each : truth.charges)
    if (!each.key.empty()) ++uses[each.key].charges;
  Json list = Json::array();
  for (const auto& [key, use] : uses)
    list.push_back(
        {{"key", text::redacted(key)}, {"requests", use.requests}, {"charges", use.charges}});
  return list;
}

}  // namespace

std::string to_json(const Truth& truth) {
  const Json all = {{"profile", truth.profile},
                    {"scenario", truth.scenario},
                    {"broken", truth.broken},
                    {"requests_seen", truth.requests_seen},
                    {"charges", list_of(truth.charges)},
                    {"requests", list_of(truth.requests)},
                    {"keys", keys_of(truth)},
                    {"events", list_of(truth.events)},
                    {"tokens",
                     {{"made", truth.tokens_made},
                      {"used", truth.tokens_used},
                      {"expired", truth.tokens_expired}}}};
  // What a client sent need not be UTF-8.
  return all.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace checkoutdiag::sandbox
