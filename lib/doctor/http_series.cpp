#include "lib/doctor/http_series.hpp"

#include <fmt/core.h>
#include <poll.h>

#include <algorithm>

namespace checkoutdiag::doctor {
namespace {

constexpr std::size_t kMostBody = 64 * 1024;  // what it says is of interest, not all of it

http::Call call_of(const HttpPlan& plan, const net::Address* address) {
  http::Call call;
  call.method = "GET";
  call.url = fmt::format("https://{}:{}{}", plan.host, plan.port, plan.path);
  call.connect_timeout = call.timeout = plan.timeout;
  call.timeout *= 2;
  call.most_body = kMostBody;
  call.observes = true;
  call.proxy = plan.proxy;
  call.direct = !plan.proxy;
  call.connect_to = address ? net::to_string(*address) : plan.behind_proxy;
  if (plan.identity) {
    call.certificate_file = plan.identity->certificate_file;
    call.key_file = plan.identity->key_file;
    call.key_password = plan.identity->password;
  }
  return call;
}

bool asks_to_wait(const http::Exchange& answer) {
  return answer.status == 429 ||
         (answer.status == 503 && http::find_header(answer.headers, "Retry-After"));
}

// Waits, and tells whether the run has ended meanwhile.
bool is_over(int descriptor, std::chrono::milliseconds wait) {
  pollfd one{descriptor, POLLIN, 0};
  return ::poll(&one, 1, static_cast<int>(wait.count())) > 0;
}

// A gateway that takes few connections at once may not have noticed yet that the one before is
// over.
void ask_again(const http::Call& call, int interrupt, http::Exchange& answer) {
  constexpr std::chrono::milliseconds kWaits[] = {std::chrono::milliseconds(200),
                                                  std::chrono::milliseconds(500),
                                                  std::chrono::milliseconds(1500)};
  for (const std::chrono::milliseconds wait : kWaits) {
    if (answer.status != 0 || answer.timed_out || is_over(interrupt, wait)) return;
    answer = http::exchange(call, interrupt);
  }
}

}  // namespace

HttpFacts ask_http(const HttpPlan& plan) {
  HttpFacts facts;
  facts.path = plan.path;
  const std::size_t places = std::max<std::size_t>(1, plan.addresses.size());
  std::vector<bool> dead(places, false);
  const auto count = static_cast<std::size_t>(plan.requests);
  // Each address is asked once at least.
  const std::chrono::milliseconds pause(plan.is_strained ? 200 : 0);
  for (std::size_t i = 0; i < std::max(count, places) && !is_over(plan.interrupt, pause); ++i) {
    const std::size_t place = i % places;
    if (dead[place]) continue;
    const net::Address* address = plan.addresses.empty() ? nullptr : &plan.addresses[place];
    HttpTrial trial;
    if (address) trial.address = *address;
    if (plan.lookup) trial.lookup_ms = plan.lookup();
    trial.begun = std::chrono::duration_cast<std::chrono::milliseconds>(
                      std::chrono::system_clock::now().time_since_epoch())
                      .count();
    const http::Call call = call_of(plan, address);
    trial.answer = http::exchange(call, plan.interrupt);
    // Where something else was heard, a connection that is lost at once may be lost by chance.
    if (count > 1) ask_again(call, plan.interrupt, trial.answer);
    dead[place] = trial.answer.status == 0;
    facts.trials.push_back(std::move(trial));
    if (asks_to_wait(facts.trials.back().answer)) {
      facts.left_in_peace = true;
      break;
    }
  }
  return facts;
}

}  // namespace checkoutdiag::doctor
