#include "tests/lib/sandbox/scene.hpp"

#include <nlohmann/json.hpp>

#include "lib/charge/body.hpp"
#include "lib/charge/key.hpp"

namespace checkoutdiag::sandbox::test {
namespace {

StateOptions options_of(const std::string& profile, const Breakage& breakage) {
  return {.profile = charge::load_profile(profile),
          .scenario = "clean",
          .breakage = breakage,
          .seed = 1,
          .began = kStart};
}

// "/v2/*/payments" as somebody would have it.
std::string path_of(const charge::Profile& profile) {
  std::string path = profile.paths.front();
  for (std::size_t at = path.find('*'); at != std::string::npos; at = path.find('*'))
    path.replace(at, 1, "1234");
  return path;
}

}  // namespace

Gateway::Gateway(const std::string& name, const Breakage& breakage)
    : Gateway(options_of(name, breakage)) {}

Gateway::Gateway(StateOptions options)
    : profile(options.profile), reader({options.profile, true, ""}), state(std::move(options)) {}

std::string Gateway::body(const std::string& amount, const std::string& reference) const {
  using Pointer = nlohmann::json::json_pointer;
  nlohmann::json all;
  all[Pointer(profile.amount.front())] = nlohmann::json::parse(amount);
  all[Pointer(profile.currency.front())] = "EUR";
  all[Pointer(profile.reference.front())] = reference;
  return all.dump();
}

http::Request Gateway::request(const std::string& method, const std::string& target,
                               const std::string& body) const {
  http::Request request;
  request.method = method;
  request.target = target;
  request.body = body;
  request.number = ++requests_;
  request.connection = 1;
  if (!body.empty()) request.headers = {{"Content-Type", "application/json"}};
  return request;
}

http::Request Gateway::charge(const std::string& key, const std::string& amount,
                              const std::string& reference) const {
  http::Request made = request("POST", path_of(profile), body(amount, reference));
  if (key.empty()) return made;
  if (profile.place == charge::KeyPlace::body)
    made.body = charge::with_key(made.body, charge::BodyType::json, profile.key_name, key);
  else
    made.headers.push_back({profile.key_name, charge::header_value(key, profile.syntax)});
  return made;
}

Begun Gateway::begin(const http::Request& request, const std::string& fault) {
  Asked asked = reader.read(request, now);
  if (!fault.empty()) asked.fault = parse_fault(fault).value();
  return state.begin(asked, now, nullptr);
}

http::Reply Gateway::ask(const http::Request& request, const std::string& fault) {
  const Begun begun = begin(request, fault);
  if (!begun.ticket) return begun.reply.value();
  const Finished finished = finish(begun.ticket);
  return begun.reply ? *begun.reply : finished.reply.value();
}

std::string Gateway::id_in(const http::Reply& reply) const {
  const auto id = charge::value_at(reply.body, "application/json", profile.object_id);
  const auto other = charge::value_at(reply.body, "application/json", profile.duplicate_id);
  return id ? *id : profile.duplicate_id.empty() ? "" : other.value_or("");
}

bool Gateway::marked(const http::Reply& reply) const {
  return http::find_header(reply.headers, profile.marker.header) != nullptr ||
         (profile.marker.status != 0 && reply.status == profile.marker.status);
}

}  // namespace checkoutdiag::sandbox::test
