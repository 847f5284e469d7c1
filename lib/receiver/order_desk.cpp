#include "lib/receiver/order_desk.hpp"

#include <nlohmann/json.hpp>

#include "lib/receiver/orders.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::receiver {
namespace {

using Json = nlohmann::ordered_json;

http::Reply json_reply(int status, const Json& body) {
  http::Reply reply;
  reply.status = status;
  reply.headers = {{"Content-Type", "application/json"}, {"Cache-Control", "no-store"}};
  reply.body = body.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  return reply;
}

http::Reply refusal(int status, const char* why) {
  return json_reply(status, {{"error", why}});
}

std::string word_in(const Json& body, const char* key, std::string_view otherwise) {
  const auto found = body.find(key);
  if (found == body.end()) return std::string(otherwise);
  if (found->is_string()) return found->get<std::string>();
  return found->is_number_integer() ? found->dump() : std::string();
}

http::Reply add(const http::Request& request, Store& store, const std::function<void()>& applied) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object()) return refusal(400, "the body must be a JSON object");
  const std::string order = word_in(body, "order", ""), state = word_in(body, "state", kOpen);
  if (!is_order_word(order)) return refusal(400, "\"order\" must be visible ASCII without , and >");
  if (!is_order_word(state)) return refusal(400, "\"state\" must be a word, such as open");
  const Registered done = store.register_order(order, state);
  if (done.applied > 0) applied();
  return json_reply(done.is_new ? 201 : 200, {{"order", order},
                                              {"state", done.state},
                                              {"applied", done.applied},
                                              {"superseded", done.superseded}});
}

}  // namespace

http::Reply answer_order(const http::Request& request, Store& store,
                         const std::function<void()>& applied) {
  // A page that is open in a browser on this machine is not the application.
  if (http::find_header(request.headers, "Origin"))
    return refusal(403, "requests of pages are not taken");
  try {
    if (request.target == kOrders)
      return request.method == "POST" ? add(request, store, applied)
                                      : refusal(405, "POST registers an order");
    const std::string_view rest = std::string_view(request.target).substr(kOrders.size());
    if (!rest.starts_with('/')) return refusal(404, "/orders is here");
    const std::string order = webhook::percent_decoded(rest.substr(1));
    if (request.method != "GET") return refusal(405, "GET tells an order's state");
    const auto state = store.state_of_order(order);
    if (!state) return refusal(404, "there is no such order");
    return json_reply(200, {{"order", order}, {"state", *state}});
  } catch (const std::exception&) {
    // The application asks again: registering twice is the same as once.
    return refusal(503, "the store does not answer");
  }
}

}  // namespace checkoutdiag::receiver
