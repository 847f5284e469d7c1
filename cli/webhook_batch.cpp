#include <fcntl.h>
#include <fmt/core.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <functional>
#include <memory>
#include <unordered_map>

#include "cli/interrupt.hpp"
#include "cli/terminal.hpp"
#include "cli/webhook.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/webhook/certificate.hpp"
#include "lib/webhook/input/input.hpp"
#include "lib/webhook/verify.hpp"

namespace checkoutdiag {
namespace {

using webhook::BatchLine;
using webhook::Cause;
using webhook::Delivery;
using webhook::NamedSecret;
using webhook::Scheme;
using webhook::Settings;
using webhook::Verification;
using webhook::Verifier;

constexpr std::size_t kChunk = 1 << 20;
constexpr std::size_t kLongestLine = 64u << 20;
constexpr std::size_t kMostVerifiers = 1024;

// JSON between programs is UTF-8 (RFC 8259 section 8.1); what is not would be judged as something
// else than was sent.
bool is_utf8_line(std::string_view text, std::string& fault) {
  const bool ascii = std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; });
  if (ascii || text::is_utf8(text)) return true;
  fault = "it is not UTF-8";
  return false;
}

std::vector<Cause> one_cause(const char* id, std::string message, std::string fix) {
  return {{id, std::move(message), std::move(fix), true}};
}

// A scheme with secrets, ready, and what the two were made from.
struct Ready {
  std::string scheme;
  std::vector<Secret> secrets;
  std::unique_ptr<Verifier> verifier;
};

class Batch {
 public:
  Batch(const WebhookOptions& options, const CommonOptions& common)
      : options_(options),
        common_(common),
        settings_(settings_of(options)),
        candidates_(read_candidates(options)),
        given_(read_webhook_secrets(options).secrets) {
    if (options.scheme != "auto") named_ = std::make_unique<Scheme>(read_scheme(options));
  }

  // Empty lines count, so that numbers are those of editors.
  void skip() { ++number_; }

  // Appends the answer to a line.
  void answer(std::string_view text, std::string& out) {
    std::string fault;
    ++number_;
    const bool utf8 = is_utf8_line(text, fault);
    if (!utf8) line_.name.clear();
    const bool read = utf8 && webhook::read_batch_line(text, line_, fault);
    if (line_.name.empty()) line_.name = fmt::format("line {}", number_);
    if (!read)
      return write(false, false,
                   one_cause("input.malformed", "the line cannot be read: " + fault,
                             "checkoutdiag-webhook-verify(1) tells what a line holds"),
                   out);
    const std::int64_t now = line_.now ? *line_.now : now_();
    Ready* ready = nullptr;
    std::vector<Cause> refused;
    if (!choose(ready, refused)) return write(false, false, refused, out);
    const Verification seen = ready->verifier->verify(line_.delivery, now);
    const std::vector<Cause> causes = doubts(*ready, seen, now);
    if (!causes.empty()) return write(false, seen.signature, causes, out);
    webhook::Diagnosis diagnosis;
    if (!seen.valid() && options_.diagnose)
      diagnosis =
          webhook::diagnose(ready->verifier->scheme(), ready->secrets, ready->verifier->settings(),
                            line_.delivery, seen, now, candidates_, {});
    write(seen.valid(), seen.signature, diagnosis.causes, out, diagnosis.bounded);
  }

  bool all_valid() const { return all_valid_; }
  bool any() const { return any_; }

 private:
  // What a right signature does not settle: whose certificate it was, and whose secret.
  std::vector<Cause> doubts(const Ready& ready, const Verification& seen, std::int64_t now) const {
    if (!seen.signature) return {};
    const Scheme& scheme = ready.verifier->scheme();
    if (scheme.secret.form == webhook::KeyForm::certificate) {
      const webhook::CertificateVerdict verdict =
          webhook::judge_certificate(ready.verifier->settings().certificate, options_.ca_file,
                                     scheme.secret.domain, Time(std::chrono::seconds(now)));
      if (!verdict.trusted())
        return one_cause(
            "certificate.untrusted",
            "the certificate is not the sender's: " +
                (verdict.problem.empty() ? "it has another name" : verdict.problem),
            "fetch it anew, with https from a host that ends in " + scheme.secret.domain);
      if (!forbidden_certificate_url(scheme, line_.delivery).empty())
        return one_cause("certificate.untrusted",
                         "the delivery names a certificate that is not https at a host of the "
                         "sender's domain",
                         "refuse the delivery, and fetch certificates only with https from hosts "
                         "that end in " +
                             scheme.secret.domain);
    } else if (detected_ && seen.secret >= 0 &&
               static_cast<std::size_t>(seen.secret) < ready.secrets.size() &&
               is_borrowed(scheme, ready.secrets[static_cast<std::size_t>(seen.secret)])) {
      return one_cause("secret.wrong-kind",
                       "by its headers the delivery is one of " + scheme.title +
                           ", and the secret is another scheme's by its beginning",
                       "name the scheme if that is meant: \"scheme\"");
    }
    return {};
  }

  void write(bool valid, bool signature, const std::vector<Cause>& causes, std::string& out,
             bool bounded = false) {
    any_ = true;
    all_valid_ = all_valid_ && valid;
    if (common_.quiet && valid) return;
    webhook::write_batch_line({line_.name, valid, signature, bounded, causes}, out);
  }

  std::int64_t now_() const {
    if (common_.now) return common_.now->time_since_epoch().count();
    return std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now())
        .time_since_epoch()
        .count();
  }

  const Scheme* scheme_of_line(std::vector<Cause>& refused) {
    detected_ = (line_.scheme.empty() || line_.scheme == "auto") && !named_;
    if (line_.scheme.empty() || line_.scheme == "auto") {
      if (named_) return named_.get();
      const Scheme* found = detect_scheme(line_.delivery, secrets_of_line(), settings_of_line());
      if (!found)
        refused = one_cause("header.no-known-scheme", "the headers are those of no known scheme",
                            "name it: \"scheme\"");
      return found;
    }
    const Scheme* found =
        named_ && named_->name == line_.scheme ? named_.get() : webhook::find_scheme(line_.scheme);
    if (!found)
      refused = one_cause("input.unknown-scheme", "no scheme is called " + line_.scheme,
                          "checkoutdiag webhook schemes lists them");
    return found;
  }

  std::vector<Secret> secrets_of_line() const {
    std::vector<Secret> secrets;
    if (!line_.has_secret) return given_;
    secrets.emplace_back(line_.secret);
    for (const std::string& each : line_.secrets)
      secrets.emplace_back(each);
    return secrets;
  }

  Settings settings_of_line() const {
    Settings settings = settings_;
    for (const auto& [name, value] : line_.settings) {
      if (name == "certificate" || name == "cert")
        settings.certificate = value;
      else if (name == "allow-uncovered-body")
        settings.body_may_be_uncovered = value == "true";
      else
        settings.values[name] = value;
    }
    if (line_.tolerance) settings.tolerance = line_.tolerance;
    return settings;
  }

  bool choose(Ready*& ready, std::vector<Cause>& refused) {
    const Scheme* scheme = scheme_of_line(refused);
    if (!scheme || !settings_fit(*scheme, refused)) return false;
    const bool plain = line_.settings.empty() && !line_.tolerance && line_.secrets.empty();
    if (plain && last_ && last_->scheme == scheme->name && same_secret(*last_)) {
      ready = last_;
      return true;
    }
    std::vector<Secret> secrets = secrets_of_line();
    for (const Secret& each : secrets)
      if (webhook::keeps_nobody_out(*scheme, each)) {
        refused = one_cause("secret.blank", "the secret is blank",
                            "with a blank secret everybody's signature would be right: see that "
                            "the variable or file is set");
        return false;
      }
    if (secrets.empty() && scheme->secret.form != webhook::KeyForm::certificate) {
      refused = one_cause("secret.missing", "there is no secret to verify with",
                          "\"secret\", or --secret-file FILE for all lines");
      return false;
    }
    ready = plain ? remembered(*scheme, std::move(secrets)) : once(*scheme, std::move(secrets));
    return true;
  }

  // One that is misspelt would be taken for one that was heeded.
  bool settings_fit(const Scheme& scheme, std::vector<Cause>& refused) const {
    for (const auto& [name, value] : line_.settings) {
      if (name == "certificate" || name == "cert" || name == "allow-uncovered-body" ||
          takes_setting(scheme, name))
        continue;
      refused =
          one_cause("input.malformed", "opts has no " + name + " for the scheme " + scheme.name,
                    "checkoutdiag-webhook-verify(1) tells what opts may hold");
      return false;
    }
    return true;
  }

  bool same_secret(const Ready& ready) const {
    if (!line_.has_secret) return from_options_;
    return !from_options_ && ready.secrets.size() == 1 && ready.secrets[0].reveal() == line_.secret;
  }

  Ready* once(const Scheme& scheme, std::vector<Secret> secrets) {
    auto verifier = std::make_unique<Verifier>(scheme, secrets, settings_of_line());
    single_ = Ready{scheme.name, std::move(secrets), std::move(verifier)};
    return &single_;
  }

  // Streams of deliveries come from few endpoints: what was made ready once serves all of them.
  Ready* remembered(const Scheme& scheme, std::vector<Secret> secrets) {
    std::size_t key = std::hash<std::string_view>{}(scheme.name);
    for (const Secret& each : secrets)
      key = key * 31 + std::hash<std::string_view>{}(each.reveal());
    if (ready_.size() > kMostVerifiers) ready_.clear();
    Ready& found = ready_[key];
    const bool same =
        found.verifier && found.scheme == scheme.name &&
        std::equal(found.secrets.begin(), found.secrets.end(), secrets.begin(), secrets.end(),
                   [](const Secret& a, const Secret& b) { return a.reveal() == b.reveal(); });
    if (!same) {
      auto verifier = std::make_unique<Verifier>(scheme, secrets, settings_);
      found = Ready{scheme.name, std::move(secrets), std::move(verifier)};
    }
    last_ = &found;
    from_options_ = !line_.has_secret;
    return last_;
  }

  const WebhookOptions& options_;
  const CommonOptions& common_;
  Settings settings_;
  std::vector<NamedSecret> candidates_;
  std::vector<Secret> given_;
  std::unique_ptr<Scheme> named_;
  BatchLine line_;
  std::unordered_map<std::size_t, Ready> ready_;
  Ready single_;
  Ready* last_ = nullptr;
  bool from_options_ = false;
  bool detected_ = false;
  bool all_valid_ = true, any_ = false;
  std::size_t number_ = 0;  // of the line, from 1
};

class Input {
 public:
  explicit Input(const std::string& file) : name_(file == "-" ? "stdin" : file) {
    if (file == "-") return;
    descriptor_ = open(file.c_str(), O_RDONLY | O_CLOEXEC);
    if (descriptor_ < 0) fail(errno);
  }
  ~Input() {
    if (descriptor_ > 0) close(descriptor_);
  }
  Input(const Input&) = delete;
  Input& operator=(const Input&) = delete;

  // Appends what there is; false at the end.
  bool more(std::string& buffer) {
    const std::size_t before = buffer.size();
    buffer.resize(before + kChunk);
    ssize_t got = -1;
    do {
      if (!wait_readable(descriptor_)) break;
      got = read(descriptor_, buffer.data() + before, kChunk);
    } while (got < 0 && errno == EINTR);
    buffer.resize(before + static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
    if (got < 0 && !interrupted_by()) fail(errno);
    return got > 0;
  }

 private:
  [[noreturn]] void fail(int error) const {
    throw Failure(Failure::Kind::input,
                  fmt::format("cannot read the batch {}: {}", text::printable(name_, 200),
                              std::strerror(error)));
  }

  std::string name_;
  int descriptor_ = 0;
};

bool blank(std::string_view line) {
  return line.find_first_not_of(" \t\r") == line.npos;
}

// Answers every whole line in the buffer and takes it out.
void answer_lines(Batch& batch, std::string& buffer, std::string& out, bool last) {
  std::size_t begin = 0;
  for (;;) {
    std::size_t end = buffer.find('\n', begin);
    if (end == std::string::npos) {
      if (!last || begin == buffer.size()) break;
      end = buffer.size();
    }
    const std::string_view line = std::string_view(buffer).substr(begin, end - begin);
    if (blank(line))
      batch.skip();
    else
      batch.answer(line, out);
    begin = std::min(end + 1, buffer.size());
    if (interrupted_by()) break;
  }
  buffer.erase(0, begin);
  if (buffer.size() > kLongestLine)
    throw Failure(Failure::Kind::input, "a line of the batch is longer than 64 MiB");
}

}  // namespace

int run_webhook_batch(const WebhookOptions& options, const CommonOptions& common) {
  Batch batch(options, common);
  Input input(options.batch);
  std::string buffer, out;
  bool more = true;
  while (more && !interrupted_by()) {
    more = input.more(buffer);
    answer_lines(batch, buffer, out, !more);
    print(out);
    out.clear();
  }
  if (const int signal = interrupted_by()) return 128 + signal;
  if (!batch.any()) {
    complain("checkoutdiag: the batch holds no delivery, so nothing was judged\n");
    return common.threshold.inconclusive == Status::pass ? 0 : 3;
  }
  return batch.all_valid() || !common.threshold.fail_on ? 0 : 1;
}

}  // namespace checkoutdiag
