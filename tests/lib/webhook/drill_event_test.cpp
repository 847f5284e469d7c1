#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/webhook/drill/event.hpp"
#include "lib/webhook/scheme.hpp"

namespace checkoutdiag::webhook {
namespace {

using nlohmann::json;

const EventValues kValues{"id1", "order1", "a.type", 1'700'000'000};

}  // namespace

TEST_CASE("every template names its scheme, its types and what it is filled with") {
  int count = 0;
  for (const data::File& file : data::all_files()) {
    if (!file.name.starts_with("webhook-event/")) continue;
    ++count;
    CAPTURE(file.name);
    const std::string name(file.name.substr(14));
    CHECK(json::parse(file.text)["scheme"] == name);
    CHECK(find_scheme(name) != nullptr);
    const EventTemplate events = events_of(name);
    for (const char* role : {"created", "paid", "refunded", "unknown"})
      CHECK(events.types.contains(role));
    const std::string body = body_of(events, kValues);
    CHECK(is_json_object(body));
    std::string all = body;
    for (const http::Header& each : headers_of(events, kValues))
      all += "\n" + each.name + ": " + each.value;
    CHECK(all.find("order1") != std::string::npos);
    CHECK(all.find("{now") == std::string::npos);
    // What the sender's id is, where it is not in a header that signing adds.
    const Scheme& scheme = *find_scheme(name);
    CHECK((all.find("id1") != std::string::npos || !scheme.id_headers.empty()));
  }
  CHECK(count >= 16);
  CHECK(events_of("twilio").title == events_of("generic").title);
}

TEST_CASE("the same event written otherwise") {
  const std::string body = R"({"id":"a/b","n":[1,2.5,true,null],"o":{},"s":"é\n"})";
  const json meant = json::parse(body);
  const std::string spaced = spaced_json(body);
  json read = json::parse(spaced);
  CHECK(read["checkoutdiag"]["a"] == 1.1);
  read.erase("checkoutdiag");
  CHECK(read == meant);
  CHECK(spaced.find("\\/") != std::string::npos);
  CHECK(spaced.find("1E+2") != std::string::npos);
  const std::string lines = crlf_json(body);
  CHECK(json::parse(lines) == meant);
  CHECK(lines.find("\r\n") != std::string::npos);
  const std::string twice = repeated_member(body);
  CHECK(json::parse(twice) == meant);
  CHECK(twice.starts_with(R"({"id":"a/b","id":"a/b",)"));
  CHECK(json::parse(spaced_json("{}")).contains("checkoutdiag"));
  CHECK(repeated_member("{}") == "{}");
}

TEST_CASE("what stands in braces, and what does not") {
  CHECK(filled("{id} {order} {type} {now} {now_iso} {other} {", kValues) ==
        "id1 order1 a.type 1700000000 2023-11-14T22:13:20Z {other} {");
}

}  // namespace checkoutdiag::webhook
