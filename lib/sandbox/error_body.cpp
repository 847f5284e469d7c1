#include <nlohmann/json.hpp>

#include "lib/sandbox/answers.hpp"
#include "lib/sandbox/place.hpp"

namespace checkoutdiag::sandbox {
namespace {

using Json = nlohmann::ordered_json;

Json stripe(const Problem& problem) {
  Json error = {{"type", problem.type}};
  // An idempotency_error has no code: docs.stripe.com/api/errors.
  if (problem.code != problem.type) error["code"] = problem.code;
  error["message"] = problem.message;
  return {{"error", error}};
}

Json adyen(const Problem& problem) {
  return {{"status", problem.status},
          {"errorCode", problem.code},
          {"message", problem.message},
          {"errorType", problem.status >= 500 ? "internal" : "validation"}};
}

Json checkoutcom(const Problem& problem) {
  return {{"error_type", problem.type},
          {"error_codes", Json::array({problem.code})},
          {"message", problem.message}};
}

Json square(const Problem& problem) {
  const char* category = problem.status == 401   ? "AUTHENTICATION_ERROR"
                         : problem.status == 402 ? "PAYMENT_METHOD_ERROR"
                         : problem.status >= 500 ? "API_ERROR"
                                                 : "INVALID_REQUEST_ERROR";
  return {{"errors",
           Json::array(
               {{{"category", category}, {"code", problem.code}, {"detail", problem.message}}})}};
}

Json paypal(const Problem& problem) {
  return {{"name", problem.code}, {"message", problem.message}, {"details", Json::array()}};
}

Json gocardless(const Problem& problem) {
  const char* type = problem.status == 409   ? "invalid_state"
                     : problem.status >= 500 ? "gocardless"
                                             : "invalid_api_usage";
  const Json one = {{"reason", problem.code}, {"message", problem.message}};
  return {{"error",
           {{"message", problem.message},
            {"type", type},
            {"code", problem.status},
            {"errors", Json::array({one})}}}};
}

Json worldline(const Problem& problem) {
  return {{"errorId", problem.type},
          {"errors", Json::array({{{"id", problem.code},
                                   {"message", problem.message},
                                   {"httpStatusCode", problem.status}}})}};
}

// RFC 9457.
Json ietf(const Problem& problem) {
  return {{"type", "https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/"},
          {"title", problem.message},
          {"status", problem.status},
          {"code", problem.code}};
}

Json mangopay(const Problem& problem) {
  return {{"Type", problem.code}, {"Message", problem.message}, {"Id", "sandbox"}};
}

Json generic(const Problem& problem) {
  return {
      {"error", {{"type", problem.type}, {"code", problem.code}, {"message", problem.message}}}};
}

Json shape_of(std::string_view family, const Problem& problem) {
  if (family == "stripe") return stripe(problem);
  if (family == "adyen") return adyen(problem);
  if (family == "checkoutcom") return checkoutcom(problem);
  if (family == "square") return square(problem);
  if (family == "paypal") return paypal(problem);
  if (family == "gocardless") return gocardless(problem);
  if (family == "worldline") return worldline(problem);
  if (family == "ietf") return ietf(problem);
  if (family == "mangopay") return mangopay(problem);
  return generic(problem);
}

}  // namespace

std::string error_body(std::string_view family, const Problem& problem,
                       const std::string& duplicate_id) {
  Json body = shape_of(family, problem);
  if (!problem.names.empty() && !duplicate_id.empty()) {
    // A profile of one's own may have it where this shape has something else.
    if (!place(body, duplicate_id, problem.names)) {
      body = Json::object();
      place(body, duplicate_id, problem.names);
    }
  }
  return body.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace checkoutdiag::sandbox
