#pragma once
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "lib/text/ascii.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/scheme.hpp"
#include "lib/webhook/sign.hpp"
#include "lib/webhook/verify.hpp"

// A delivery that its sender signed, and what its receiver knows: right until a test damages it.
namespace checkoutdiag::test {

constexpr std::int64_t kSigned = 1'750'000'000;

struct Scene {
  const webhook::Scheme* scheme;
  std::string secret;
  webhook::Settings settings;
  webhook::Delivery delivery;
  std::int64_t now = kSigned + 2;
  std::vector<webhook::NamedSecret> others = {};
  std::vector<Secret> more = {};  // further secrets of the receiver

  std::string& header(std::string_view name) {
    for (webhook::Header& each : delivery.headers)
      if (text::equal_ignoring_case(each.name, name)) return each.value;
    delivery.headers.push_back({std::string(name), ""});
    return delivery.headers.back().value;
  }
  std::string& signature() { return header(scheme->signature.headers.front()); }
  std::string& body() { return delivery.body; }
  std::string& url() { return delivery.url; }
  void drop(std::string_view name) {
    std::erase_if(delivery.headers, [&](const webhook::Header& each) {
      return text::equal_ignoring_case(each.name, name);
    });
  }

  std::vector<Secret> secrets() const {
    std::vector<Secret> all = more;
    all.emplace_back(secret);
    return all;
  }
  webhook::Verification verify() const {
    return webhook::Verifier(*scheme, secrets(), settings).verify(delivery, now);
  }
  webhook::Diagnosis diagnose(const webhook::DiagnosisLimits& limits = {}) const {
    return webhook::diagnose(*scheme, secrets(), settings, delivery, verify(), now, others, limits);
  }
};

inline std::string usual_secret(const webhook::Scheme& scheme) {
  switch (scheme.secret.form) {
    case webhook::KeyForm::hex:
      return "DFB1EB5485895CFA84146406857104ABB4CBCABDC8AAF103A624C8F6A3EAAB00";
    case webhook::KeyForm::base64:
      return "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    case webhook::KeyForm::ed25519:
      return "whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9l"
             "MicMFs6Kvg==";
    case webhook::KeyForm::any:
      return "uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtD"
             "Q"
             "==";
    default:
      return scheme.secret.prefixes.empty()
                 ? "Kx9dP2mQ7vLs4RtW8yZb3NcJ6hFg1Ae5"
                 : scheme.secret.prefixes.front() + "Kx9dP2mQ7vLs4RtW8yZb3NcJ6hFg1Ae5";
  }
}

/// The sender's `secret` signs `body`, and the receiver has the same one.
inline Scene scene_of(std::string_view name, const std::string& body, std::string secret = {},
                      std::string url = {}) {
  Scene scene{webhook::find_scheme(name), std::move(secret), {}, {}};
  const webhook::Scheme& scheme = *scene.scheme;
  if (scene.secret.empty()) scene.secret = usual_secret(scheme);
  scene.delivery.url =
      url.empty() ? "https://shop.example/hooks/pay?data.id=ord01jq4s4ky8h&type=order" : url;
  scene.delivery.headers = {{"Host", "shop.example"},
                            {"Content-Type", "application/json"},
                            {"X-Request-Id", "2066ca19-c6f1-498a-be75-1923005edd06"}};
  scene.delivery.body = body;
  webhook::SignOptions options{.timestamp = kSigned, .id = "msg_p5jXN8AQM9LWM0D4loKWxJek"};
  options.key_ids = {"key7"};
  if (scheme.special == "braintree") {
    options.key_ids = {"integration_public_key"};
    scene.settings.values["public-key"] = "integration_public_key";
  }
  const webhook::Signed sent =
      webhook::sign(scheme, scene.delivery, scene.secrets(), scene.settings, options);
  for (const webhook::Header& each : sent.headers)
    scene.header(each.name) = each.value;
  scene.delivery.url = sent.url;
  scene.delivery.body = sent.body;
  return scene;
}

}  // namespace checkoutdiag::test
