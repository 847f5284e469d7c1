#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/charge/traffic.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

// Recorded traffic of anybody: it is refused, or what was read can be written, and is read from
// that again; and what is told of it can be printed.
using namespace checkoutdiag;
using namespace checkoutdiag::charge;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const Recorded& recorded) {
  const std::string line = to_ndjson(recorded);
  must(line.find('\n') == std::string::npos && text::is_utf8(line));
  const std::vector<Recorded> again = read_ndjson_traffic(line, "again");
  must(again.size() == 1 && to_ndjson(again[0]) == line);
  must(again[0].status == recorded.status && again[0].took == recorded.took);
}

void check(const TrafficFacts& facts) {
  must(facts.mutations.size() + facts.elsewhere + facts.preflights + facts.tunnels <=
       facts.requests);
  for (const Mutation& each : facts.mutations)
    for (const std::string* text :
         {&each.method, &each.host, &each.path, &each.reference, &each.answer_id, &each.objection})
      must(text::printable(*text, text->size()) == *text);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<Recorded> traffic;
  try {
    traffic = read_traffic(text, "fuzz");
  } catch (const Failure& failure) {
    must(failure.kind == Failure::Kind::input);
    return 0;
  }
  for (const Recorded& recorded : traffic)
    check(recorded);
  check(read_mutations(traffic, {}, "fuzz"));
  TrafficRules rules;
  rules.every_host = true;
  check(read_mutations(traffic, rules, "fuzz"));
  return 0;
}
