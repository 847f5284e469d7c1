#include "lib/http/client.hpp"

#include <fmt/core.h>

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/http/client/crowd.hpp"

namespace checkoutdiag::http {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr milliseconds kLongestWait{1000};  // libcurl's own time-outs end it earlier
constexpr std::size_t kMostTogether = 500;  // a process may have 1024 files open

const std::string kInterrupted = "interrupted";

void run(Crowd& crowd) {
  for (crowd.perform(); !crowd.over(); crowd.perform()) {
    crowd.wait(kLongestWait);
    if (crowd.interrupted()) crowd.end_all(kInterrupted);
  }
}

// Until each one stands at the barrier or is over.
void gather_all(Crowd& crowd, milliseconds most) {
  const Clock::time_point end = Clock::now() + most;
  const auto there = [](const auto& member) {
    return member->over() || member->state().at_barrier();
  };
  while (true) {
    crowd.perform();
    const auto left = std::chrono::ceil<milliseconds>(end - Clock::now());
    const auto& members = crowd.members();
    if (left.count() <= 0 || std::all_of(members.begin(), members.end(), there)) break;
    crowd.wait(std::min(left, kLongestWait));
    if (crowd.interrupted()) return crowd.end_all(kInterrupted);
  }
  crowd.end_late(fmt::format("it was not ready within {} ms, and the others did not wait for it",
                             most.count()));
}

std::chrono::microseconds spread_of(const std::vector<Exchange>& exchanges,
                                    const std::vector<bool>& released) {
  Clock::time_point first = Clock::time_point::max(), last = Clock::time_point::min();
  for (std::size_t i = 0; i < exchanges.size(); ++i) {
    const Clock::time_point when = exchanges[i].released;
    if (!released[i] || when == Clock::time_point{}) continue;
    first = std::min(first, when);
    last = std::max(last, when);
  }
  return last < first ? std::chrono::microseconds(0)
                      : std::chrono::duration_cast<std::chrono::microseconds>(last - first);
}

}  // namespace

std::string_view name(Fate fate) {
  switch (fate) {
    case Fate::answered:
      return "answered";
    case Fate::not_sent:
      return "not sent";
    case Fate::no_status:
      return "sent, no status";
    case Fate::truncated:
      return "truncated";
  }
  return "not sent";
}

Exchange exchange(const Call& call, int interrupt) {
  Crowd crowd(interrupt);
  crowd.add(call, false, milliseconds(0));
  run(crowd);
  crowd.farewell();
  return crowd.members().front()->result();
}

Together exchange_together(const std::vector<Call>& calls, milliseconds gather, int interrupt) {
  if (calls.size() > kMostTogether)
    throw Failure(Failure::Kind::usage,
                  fmt::format("at most {} requests can be sent together, not {}", kMostTogether,
                              calls.size()));
  Crowd crowd(interrupt);
  for (const Call& call : calls) {
    if (call.body.empty())
      throw Failure(Failure::Kind::internal, "a request without a body has no last byte to hold");
    crowd.add(call, true, gather);
  }
  gather_all(crowd, gather);
  Together together;
  const auto& members = crowd.members();
  std::vector<bool> released;
  for (const auto& member : members)
    released.push_back(!member->over());
  together.released = static_cast<std::size_t>(std::count(released.begin(), released.end(), true));
  crowd.release();
  run(crowd);
  crowd.farewell();
  for (const auto& member : members)
    together.exchanges.push_back(member->result());
  together.spread = spread_of(together.exchanges, released);
  return together;
}

}  // namespace checkoutdiag::http
