#include <fmt/core.h>

#include <algorithm>
#include <chrono>

#include "cli/commands.hpp"
#include "cli/facts/webhook_facts.hpp"
#include "cli/session.hpp"
#include "cli/webhook.hpp"
#include "lib/failure.hpp"
#include "lib/http/server_time.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/input/input.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag {
namespace {

using webhook::Delivery;
using webhook::DeliveryCase;
using webhook::Scheme;
using webhook::Settings;
using webhook::Trouble;
using webhook::Verification;
using Clock = std::chrono::steady_clock;

std::string subject_of(const WebhookOptions& options) {
  const std::string& file = !options.request.empty() ? options.request
                            : !options.har.empty()   ? options.har
                                                     : options.body;
  return file == "-" ? "stdin" : text::printable(file, 200);
}

Scheme detected_scheme(const Delivery& delivery, const std::vector<Secret>& secrets,
                       const Settings& settings) {
  if (const Scheme* found = detect_scheme(delivery, secrets, settings)) return *found;
  throw Failure(Failure::Kind::input, "the headers are those of no known scheme",
                "name it: --scheme NAME (checkoutdiag webhook schemes lists them); if it is one "
                "of them, its signature header did not arrive");
}

// An option that changes nothing would be taken for one that was heeded.
void check_settings(const Scheme& scheme, const WebhookOptions& options, bool detected) {
  if (detected) return;
  for (const auto& [name, value] : options.settings)
    if (!takes_setting(scheme, name))
      throw Failure(Failure::Kind::usage, fmt::format("{} has no use for --{}", scheme.title, name),
                    "leave it out, or name the scheme that it is for");
  if (!options.certificate.empty() && scheme.secret.form != webhook::KeyForm::certificate)
    throw Failure(Failure::Kind::usage, fmt::format("{} has no use for --cert", scheme.title),
                  "leave it out, or name the scheme that it is for");
}

std::string option_for(const std::string& setting) {
  return setting == "webhook-id" || setting == "public-key" ? "--" + setting
                                                            : "--setting " + setting + "=VALUE";
}

// What only the caller can bring; without it nothing can be said of the delivery.
void check_given(const Scheme& scheme, const Verification& seen, bool any_secret) {
  if (!any_secret && scheme.secret.form != webhook::KeyForm::certificate)
    throw Failure(Failure::Kind::usage, "there is no secret to verify with",
                  "--secret-file FILE, or --secret-env NAME");
  const auto missing = [&](const std::string& what, const std::string& hint) {
    throw Failure(Failure::Kind::usage, fmt::format("{} {}", scheme.title, what), hint);
  };
  // Which values are signed the delivery itself chooses there.
  if (scheme.special == "message-signatures") return;
  if (seen.trouble == Trouble::url_missing)
    missing("signs the URL that it calls, and it is not given",
            "--url URL, exactly as it stands in the sender's settings");
  if (seen.trouble == Trouble::setting_missing)
    missing("needs its " + seen.about, option_for(seen.about));
  if (seen.trouble == Trouble::certificate_missing)
    missing("signs with a certificate, and it is not given",
            "fetch the one that its certificate header names, from the vendor's own domain, and "
            "give it: --cert FILE");
}

void check_not_borrowed(const Scheme& scheme, const Verification& seen,
                        const ReadSecrets& secrets) {
  const auto index = static_cast<std::size_t>(std::max(seen.secret, 0));
  // A certificate proves without a secret.
  if (!seen.signature || index >= secrets.secrets.size()) return;
  if (!is_borrowed(scheme, secrets.secrets[index])) return;
  throw Failure(Failure::Kind::usage,
                fmt::format("by its headers the delivery is one of {}, and the secret in {} is "
                            "another scheme's by its beginning",
                            scheme.title, secrets.given[index].from),
                fmt::format("if that is meant, say so: --scheme {}", scheme.name));
}

std::optional<webhook::ClockFacts> clock_facts(const WebhookOptions& options,
                                               const CommonOptions& common) {
  if (options.clock_from.empty()) return std::nullopt;
  const http::ServerTime seen =
      http::server_time(options.clock_from, static_cast<int>(common.timeout * 1000));
  return webhook::ClockFacts{text::printable(options.clock_from, 200), seen.problem, seen.ahead,
                             seen.uncertainty};
}

// The vendor's own certificate, or anybody's?
std::optional<webhook::CertificateVerdict> certificate_verdict(const Scheme& scheme,
                                                               const WebhookOptions& options,
                                                               const Settings& settings, Time at) {
  if (scheme.secret.form != webhook::KeyForm::certificate) return std::nullopt;
  return webhook::judge_certificate(settings.certificate, options.ca_file, scheme.secret.domain,
                                    at);
}

// What may hold credentials: the user and the query of a URL, and a key that was taken for another.
std::vector<std::pair<std::string, std::string>> without_secrets(
    std::vector<std::pair<std::string, std::string>> given) {
  for (auto& [name, value] : given) {
    if (name == "public-key" || name == "setting") value = "(not shown)";
    if (name != "url" && name != "clock-from") continue;
    if (const std::size_t query = value.find('?'); query != value.npos)
      value.replace(query, value.npos, "?(not shown)");
    const std::size_t host = value.find("://") == value.npos ? 0 : value.find("://") + 3;
    const std::size_t at = value.find('@', host);
    if (at != value.npos && at < value.find_first_of("/?", host)) value.erase(host, at + 1 - host);
  }
  return given;
}

int verify_one(const WebhookOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const Time at = session.now();
  const auto begun = Clock::now();
  Report report;
  report.command = "webhook verify";
  report.arguments = without_secrets(common.given);
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());

  ReadSecrets secrets = read_webhook_secrets(options);
  const Delivery delivery = read_delivery(options);
  const Settings settings = settings_of(options);
  const bool detected = options.scheme == "auto";
  const Scheme scheme =
      detected ? detected_scheme(delivery, secrets.secrets, settings) : read_scheme(options);
  check_settings(scheme, options, detected);
  describe_keys(scheme, secrets);
  const std::int64_t now = at.time_since_epoch().count();
  webhook::Verifier verifier(scheme, secrets.secrets, settings);

  DeliveryCase seen{.scheme = scheme, .delivery = delivery, .seen = verifier.verify(delivery, now)};
  check_given(scheme, seen.seen, !secrets.secrets.empty());
  if (detected) check_not_borrowed(scheme, seen.seen, secrets);
  seen.secrets = secrets.given;
  seen.clock = clock_facts(options, common);
  seen.certificate = certificate_verdict(scheme, options, settings, at);
  seen.forbidden_certificate_url = forbidden_certificate_url(scheme, delivery);
  seen.tolerance = settings.tolerance;
  seen.now = now;
  seen.detected = detected;
  seen.url_from_request = options.url.empty() && !delivery.url.empty() && scheme.needs_url();
  if (!seen.seen.valid() && options.diagnose) {
    webhook::DiagnosisLimits limits;
    limits.all = common.format == Format::json || common.verbose || !common.reports.empty();
    const std::vector<webhook::NamedSecret> candidates = read_candidates(options);
    seen.candidates = candidates.size();
    seen.diagnosis = webhook::diagnose(scheme, secrets.secrets, settings, delivery, seen.seen, now,
                                       candidates, limits);
  }

  Subject subject;
  subject.name = subject_of(options);
  subject.note = text::printable(scheme.title);
  subject.details = facts::delivery_details(seen);
  subject.footer = facts::delivery_footer(seen);
  judge(webhook::all(), seen, subject.name, report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = facts::to_json(seen);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace

int run_webhook_verify(const WebhookOptions& options, const CommonOptions& common) {
  return options.batch.empty() ? verify_one(options, common) : run_webhook_batch(options, common);
}

}  // namespace checkoutdiag
