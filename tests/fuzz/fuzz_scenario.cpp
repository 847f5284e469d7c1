#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/sandbox/scenario.hpp"
#include "lib/text/escape.hpp"

// Whatever comes as a scenario, or as a fault in a header, is refused or is within its bounds, and
// what is sent then stays within the answer.
using namespace checkoutdiag;
using namespace checkoutdiag::sandbox;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const Fault& fault) {
  must(!describe(fault).empty() && !name(fault.kind).empty() && !name(fault.when).empty());
  must(fault.wait.count() >= 0 && fault.wait.count() <= 600'000);
  must(fault.retry_after.value_or(0) >= 0 && fault.retry_after.value_or(0) <= 600);
  for (const char* body : {"", "{\"id\": 1}"}) {
    http::Reply reply;
    reply.body = body;
    const http::Reply sent = with_fault(reply, fault);
    must(sent.status >= 200 && sent.status <= 599);
    if (sent.manner.most_body) must(*sent.manner.most_body <= sent.body.size());
    must(sent.manner.wrong_length + static_cast<std::int64_t>(sent.body.size()) >= 0);
    must(fault.kind != FaultKind::drip || sent.manner.drip > 0);
  }
}

void check(const Scenario& scenario) {
  must(!scenario.name.empty() && scenario.work.count() <= 600'000);
  std::vector<std::uint64_t> counts;
  for (const FaultRule& rule : scenario.faults) {
    must(rule.first >= 1 && (rule.last == 0 || rule.first <= rule.last));
    check(rule.fault);
    next_fault(scenario, counts, rule.method, rule.path, true);
    next_fault(scenario, counts, "GET", rule.path + "?" + rule.path, false);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (const auto fault = parse_fault(text)) check(*fault);
  try {
    check(parse_scenario(text, "f"));
  } catch (const Failure& failure) {
    const std::string_view what = failure.what();
    must(text::printable(what, 8192) == what && what.starts_with("f:"));
  }
  return 0;
}
