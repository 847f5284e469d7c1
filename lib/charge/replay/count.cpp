#include "lib/charge/replay/count.hpp"

#include <fmt/core.h>

#include "lib/charge/replay/pause.hpp"
#include "lib/charge/retry.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::charge {
namespace {

constexpr std::size_t kLargestList = 4 * 1024 * 1024;

std::string url_encoded(std::string_view text) {
  constexpr std::string_view kUnreserved =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string out;
  for (const char c : text) {
    if (kUnreserved.find(c) != std::string_view::npos)
      out += c;
    else
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

http::Call call_for(const ReplayPlan& plan, std::string_view key, std::string_view id) {
  http::Call call;
  call.method = "GET";
  call.url = verify_url(plan.verify.url, key, id);
  call.headers = plan.verify.headers;
  call.ca_file = plan.ca_file;
  call.connect_timeout = plan.connect_timeout;
  call.timeout = plan.timeout;
  call.most_body = kLargestList;
  return call;
}

std::string problem_of(const http::Exchange& exchange) {
  if (exchange.fate != http::Fate::answered)
    return fmt::format("the verify URL gave no answer: {}", text::printable(exchange.error, 200));
  if (exchange.status != 200)
    return fmt::format("the verify URL answered with HTTP status {}", exchange.status);
  return exchange.body_dropped ? "the verify URL's answer is too large" : "";
}

}  // namespace

std::string verify_url(const std::string& url, std::string_view key, std::string_view id) {
  std::string out;
  for (std::size_t at = 0; at < url.size();) {
    if (url.compare(at, 5, "{key}") == 0) {
      out += url_encoded(key);
      at += 5;
    } else if (url.compare(at, 4, "{id}") == 0) {
      out += url_encoded(id);
      at += 4;
    } else {
      out += url[at++];
    }
  }
  return out;
}

Counted ask_count(const ReplayPlan& plan, std::string_view key, std::string_view id, int interrupt,
                  const std::function<double()>& random) {
  const http::Call call = call_for(plan, key, id);
  Counted counted;
  for (int tried = 1;; ++tried) {
    const http::Exchange exchange = http::exchange(call, interrupt);
    counted.problem = problem_of(exchange);
    if (counted.problem.empty())
      return count_in(exchange.headers, exchange.body, plan.verify, plan.profile);
    const Step step = after(plan.profile, plan.retry, exchange, tried, random(), now_ms() / 1000);
    if (!interrupted(interrupt) && step.next != Next::again) return counted;
    if (!pause(step.wait, interrupt)) {
      counted.interrupted = true;
      counted.problem = "the run was interrupted";
      return counted;
    }
  }
}

}  // namespace checkoutdiag::charge
