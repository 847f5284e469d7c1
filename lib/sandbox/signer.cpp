#include "lib/sandbox/signer.hpp"

#include <fmt/core.h>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/small_file.hpp"
#include "lib/webhook/sign.hpp"

namespace checkoutdiag::sandbox {
namespace {

constexpr std::size_t kMostScheme = 64 * 1024;
constexpr std::chrono::milliseconds kPatience{5000};  // a receiver has to answer at once
constexpr std::size_t kMostAnswer = 4096;

webhook::Scheme read_scheme(const std::string& name) {
  if (text::is_file_name(name))
    return webhook::parse_scheme(text::read_small_file(name, "webhook scheme", kMostScheme), name);
  if (const webhook::Scheme* found = webhook::find_scheme(name)) return *found;
  throw Failure(Failure::Kind::input,
                fmt::format("no webhook scheme is called {}", text::printable(name, 80)),
                "checkoutdiag webhook schemes lists them");
}

}  // namespace

Signer::Signer(WebhookTarget target) : target_(std::move(target)) {
  if (target_.scheme.empty()) return;
  scheme_ = read_scheme(target_.scheme);
  // Rather now than at the first event.
  call("evt_0", R"({"id":"evt_0"})", 0);
}

http::Call Signer::call(const std::string& event, const std::string& body, std::int64_t now) const {
  http::Call call;
  call.url = target_.url;
  call.ca_file = target_.ca_file;
  call.connect_timeout = call.timeout = kPatience;
  call.most_body = kMostAnswer;
  call.headers = {{"Content-Type", "application/json"}, {"User-Agent", "checkoutdiag-sandbox"}};
  call.body = body;
  if (!scheme_) return call;
  webhook::Delivery delivery;
  delivery.url = call.url;
  delivery.headers = call.headers;
  delivery.body = body;
  webhook::SignOptions options{.timestamp = now, .id = event};
  const webhook::SignatureRule& rule = scheme_->signature;
  if (rule.grammar == webhook::Grammar::key_ids || rule.key_id_before_colon)
    options.key_ids = {"sandbox"};
  webhook::Signed done = webhook::sign(*scheme_, delivery, {target_.secret}, {}, options);
  for (webhook::Header& each : done.headers)
    call.headers.push_back(std::move(each));
  call.url = done.url;
  call.body = done.body;
  return call;
}

}  // namespace checkoutdiag::sandbox
