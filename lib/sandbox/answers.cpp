#include "lib/sandbox/answers.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <string>

#include "lib/sandbox/place.hpp"
#include "lib/text/time.hpp"

namespace checkoutdiag::sandbox {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::array<const char*, 9> kSlots = {
    "",          "@id@",           "@amount@",   "@currency@", "@reference@",
    "@created@", "@created-text@", "@metadata@", "@status@",
};

std::string last_token(const std::string& pointer) {
  const std::size_t slash = pointer.rfind('/');
  return slash == std::string::npos ? std::string() : pointer.substr(slash + 1);
}

std::string amount_json(const std::string& amount) {
  // As it came: gateways of minor units have whole numbers, the others have decimals in strings.
  const bool whole = amount.find('.') == std::string::npos && amount.front() != '0';
  return whole ? amount : quoted_json(amount);
}

}  // namespace

std::string quoted_json(std::string_view text) {
  return Json(text).dump(-1, ' ', false, Json::error_handler_t::replace);
}

http::Reply json_reply(int status, std::string body) {
  return {
      .status = status, .headers = {{"Content-Type", "application/json"}}, .body = std::move(body)};
}

Answers::Answers(const charge::Profile& profile)
    : family_(profile.name),
      duplicate_id_(profile.duplicate_id),
      object_(form_of(profile, false)),
      item_(form_of(profile, true)) {
  if (profile.marker.first_status)
    made_ = profile.marker.first_status;
  else if (!profile.success.empty())
    made_ = profile.success.front();
  repeated_ = profile.marker.status ? profile.marker.status : made_;
}

Answers::Form Answers::form_of(const charge::Profile& profile, bool listed) const {
  Json object = {{"id", "@id@"},
                 {"object", "charge"},
                 {"amount", "@amount@"},
                 {"currency", "@currency@"},
                 {"reference", "@reference@"},
                 {"status", "@status@"},
                 {"paid", true},
                 {"created", "@created@"},
                 {"livemode", false},
                 {"metadata", "@metadata@"}};
  const std::string id = last_token(profile.object_id),
                    created = last_token(profile.object_created);
  const std::string parent = profile.object_id.substr(0, profile.object_id.size() - id.size());
  if (!id.empty() && !object.contains(id)) object[id] = "@id@";
  if (!created.empty() && !object.contains(created)) object[created] = "@created-text@";
  if (!listed && parent.size() > 1) {
    Json whole = Json::object();
    if (place(whole, parent.substr(0, parent.size() - 1), object)) object = whole;
    // Outside of the object itself.
    if (!profile.object_created.starts_with(parent))
      place(object, profile.object_created, created == "created" ? "@created@" : "@created-text@");
  }
  std::string rest = object.dump();
  Form form;
  while (true) {
    std::size_t at = std::string::npos, slot = 0;
    for (std::size_t i = 1; i < kSlots.size(); ++i)
      if (const std::size_t found = rest.find('"' + std::string(kSlots[i]) + '"'); found < at) {
        at = found;
        slot = i;
      }
    form.emplace_back(rest.substr(0, at), static_cast<Slot>(slot));
    if (slot == 0) return form;
    rest.erase(0, at + std::string_view(kSlots[slot]).size() + 2);
  }
}

std::string Answers::filled(const Form& form, const KeptCharge& kept) {
  const Charge& charge = kept.charge;
  const std::int64_t seconds = charge.created / 1000;
  const auto text_or_null = [](const std::string& text) {
    return text.empty() ? std::string("null") : quoted_json(text);
  };
  std::string body;
  for (const auto& [piece, slot] : form) {
    body += piece;
    switch (slot) {
      case Slot::end:
        break;
      case Slot::id:
        body += quoted_json(charge.id);
        break;
      case Slot::amount:
        body += amount_json(charge.amount);
        break;
      case Slot::currency:
        body += text_or_null(charge.currency);
        break;
      case Slot::reference:
        body += text_or_null(charge.reference);
        break;
      case Slot::created:
        body += std::to_string(seconds);
        break;
      case Slot::created_text:
        body += quoted_json(text::rfc3339(Time(std::chrono::seconds(seconds))));
        break;
      case Slot::metadata:
        body += kept.metadata.empty() ? "{}" : kept.metadata;
        break;
      case Slot::status:
        body += quoted_json(charge.status);
        break;
    }
  }
  return body;
}

http::Reply Answers::charge(int status, const KeptCharge& kept) const {
  return json_reply(status, filled(object_, kept));
}

http::Reply Answers::list(const std::vector<KeptCharge>& found, std::size_t total) const {
  std::string body = R"({"object":"list","data":[)";
  for (std::size_t i = 0; i < found.size(); ++i) {
    if (i) body += ',';
    body += filled(item_, found[i]);
  }
  body += R"(],"has_more":)";
  body += found.size() < total ? "true" : "false";
  body += R"(,"total_count":)" + std::to_string(total) + "}";
  return json_reply(200, std::move(body));
}

http::Reply Answers::error(const Problem& problem) const {
  http::Reply reply = json_reply(problem.status, error_body(family_, problem, duplicate_id_));
  if (family_ != "ietf") return reply;
  // draft-ietf-httpapi-idempotency-key-header, section 2.6: what is wrong is described.
  reply.headers = {{"Content-Type", "application/problem+json"},
                   {"Link",
                    "<https://datatracker.ietf.org/doc/"
                    "draft-ietf-httpapi-idempotency-key-header/>; rel=\"describedby\""}};
  return reply;
}

}  // namespace checkoutdiag::sandbox
