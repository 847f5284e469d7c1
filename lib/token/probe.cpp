#include "lib/token/probe.hpp"

#include <fmt/core.h>
#include <poll.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/text/replace.hpp"
#include "lib/token/reply.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::token {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kSpares = 1;           // tokens beside each, for a use that was unclear
constexpr int kPointsOfRound = 3;    // ages that a round of narrowing tries
constexpr double kLeastWidth = 0.5;  // seconds: narrower bounds are about the network

double seconds_since(Clock::time_point then) {
  return std::chrono::duration<double>(Clock::now() - then).count();
}

/// A token, and when it was there.
struct Made {
  std::string token;
  Clock::time_point at;
};

class Run {
 public:
  Run(const ProbePlan& plan, int interrupt, const std::function<void(const std::string&)>& told)
      : plan_(plan), interrupt_(interrupt), told_(told) {}

  ProbeFacts run() {
    facts_.gateway = plan_.gateway;
    if (begin() && at_ages(plan_.ages)) narrow();
    return std::move(facts_);
  }

 private:
  // The uses without an age: what a refusal at an age is compared with.
  bool begin() {
    told_("a fresh token");
    const auto first = make();
    if (!first) return false;
    const ProbeUse fresh = use(*first, Purpose::fresh);
    if (fresh.taken != Taken::taken) return false;
    told_("the same token again");
    if (use(*first, Purpose::again).taken == Taken::refused) confirm();
    if (const std::string other = garbled(first->token); other != first->token) {
      told_("a token that was never made");
      use({other, Clock::now()}, Purpose::unknown);
    }
    return !facts_.was_interrupted;
  }

  // All tokens are made at once, so that the whole takes as long as the greatest age.
  bool at_ages(const std::vector<double>& ages) {
    struct Waiting {
      double age;
      std::vector<Made> tokens;
    };
    std::vector<Waiting> waiting;
    for (const double age : ages) {
      Waiting one{age, {}};
      for (int i = 0; i <= kSpares; ++i) {
        const auto token = make();
        if (!token) return false;
        one.tokens.push_back(*token);
      }
      waiting.push_back(std::move(one));
    }
    for (const Waiting& each : waiting) {
      told_(fmt::format("a token of {:.0f} s", each.age));
      for (const Made& token : each.tokens) {
        if (!wait_until(token.at, each.age)) return false;
        const Taken taken = use(token, Purpose::age).taken;
        // Where it is over, it is over for older ones.
        if (taken == Taken::refused && confirm()) return !is_over();
        if (taken == Taken::taken) break;
      }
    }
    return !is_over();
  }

  // A refusal counts where a fresh token is taken by the same request: else it was for something
  // else, such as a charge that the gateway has seen before.
  bool confirm() {
    if (is_over() || facts_.uses.empty()) return false;
    const std::size_t refused = facts_.uses.size() - 1;
    const auto fresh = make();
    const bool is_confirmed = fresh && use(*fresh, Purpose::control).taken == Taken::taken;
    if (!is_confirmed) {
      facts_.uses[refused].taken = Taken::unclear;
      facts_.uses[refused].reason = "no fresh token was taken after it";
    }
    return is_confirmed;
  }

  // Between the last that was taken and the first that was refused.
  void narrow() {
    for (int round = 0; round < plan_.rounds; ++round) {
      const auto low = facts_.taken_at(), high = facts_.refused_at();
      if (!low || !high || *high - *low <= std::max(kLeastWidth, *high * plan_.precision)) return;
      std::vector<double> ages;
      for (int i = 1; i <= kPointsOfRound; ++i)
        ages.push_back(*low + (*high - *low) * i / (kPointsOfRound + 1));
      if (!at_ages(ages)) return;
    }
  }

  http::Call call_of(const std::string& url, const http::Headers& headers, std::string body) const {
    http::Call call;
    call.url = url;
    call.headers = headers;
    call.body = std::move(body);
    call.ca_file = plan_.ca_file;
    call.timeout = plan_.timeout;
    return call;
  }

  std::optional<Made> make() {
    const http::Exchange answer =
        http::exchange(call_of(plan_.url, plan_.headers, plan_.payload), interrupt_);
    ++facts_.exchanges;
    if (is_over()) return {};
    const Reply reply(answer.body);
    std::string token;
    if (answer.status >= 200 && answer.status < 300)
      token = reply.token(plan_.gateway, plan_.token);
    if (token.empty()) {
      facts_.problem = no_token(answer, reply.error());
      return {};
    }
    const std::string* date = http::find_header(answer.headers, "Date");
    const double now =
        std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
    if (!facts_.said) facts_.said = reply.life(date ? *date : std::string(), now);
    tokens_.push_back(token);
    return Made{std::move(token), answer.answered};
  }

  static std::string no_token(const http::Exchange& answer, const std::string& code) {
    if (answer.status == 0)
      return fmt::format("the exchange got no answer: {}",
                         text::printable(text::redacted(answer.error), 200));
    const std::string what =
        answer.status >= 200 && answer.status < 300 ? " without a token" : std::string();
    return fmt::format("the exchange was answered {}{}{}", answer.status, what,
                       code.empty()
                           ? std::string()
                           : fmt::format(" ({})", text::printable(text::redacted(code), 60)));
  }

  ProbeUse use(const Made& made, Purpose purpose) {
    const double age = seconds_since(made.at);
    const http::Exchange answer =
        http::exchange(call_of(plan_.use_url, plan_.use_headers,
                               with_token(plan_.use_payload, made.token, unique())),
                       interrupt_);
    ProbeUse one = judged_use(answer, plan_.gateway);
    one.purpose = purpose;
    // A gateway may say the token itself where a code belongs: it is told nowhere.
    for (const std::string& token : tokens_)
      if (one.code.find(token) != std::string::npos) one.code = "(not shown)";
    if (one.code.find(made.token) != std::string::npos) one.code = "(not shown)";
    // The gateway looked between the two: the bounds of a life are on their own sides.
    one.age = one.taken == Taken::refused ? seconds_since(made.at) : age;
    if (purpose == Purpose::unknown) one.age = 0;
    if (!is_over()) facts_.uses.push_back(one);
    return one;
  }

  std::string unique() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return fmt::format(
        "{:x}{:x}", std::chrono::duration_cast<std::chrono::milliseconds>(now).count(), ++number_);
  }

  // Another ending of the same kind: digits and letters stay what they are.
  static std::string garbled(std::string token) {
    for (std::size_t i = token.size() - std::min<std::size_t>(6, token.size()); i < token.size();
         ++i) {
      if (token[i] >= '0' && token[i] <= '9')
        token[i] = static_cast<char>('0' + (token[i] - '0' + 5) % 10);
      else if (token[i] >= 'a' && token[i] <= 'f')
        token[i] = static_cast<char>('a' + (token[i] - 'a' + 3) % 6);
      else if (token[i] >= 'g' && token[i] <= 'z')
        token[i] = static_cast<char>('g' + (token[i] - 'g' + 10) % 20);
      else if (token[i] >= 'A' && token[i] <= 'Z')
        token[i] = static_cast<char>('A' + (token[i] - 'A' + 13) % 26);
    }
    return token;
  }

  bool wait_until(Clock::time_point from, double age) {
    const double left = age - seconds_since(from);
    if (left > 0) {
      pollfd ended{interrupt_, POLLIN, 0};
      poll(&ended, interrupt_ < 0 ? 0 : 1, static_cast<int>(left * 1000) + 1);
    }
    return !is_over();
  }

  bool is_over() {
    pollfd ended{interrupt_, POLLIN, 0};
    if (interrupt_ >= 0 && poll(&ended, 1, 0) > 0) facts_.was_interrupted = true;
    return facts_.was_interrupted;
  }

  const ProbePlan& plan_;
  int interrupt_;
  const std::function<void(const std::string&)>& told_;
  ProbeFacts facts_;
  std::vector<std::string> tokens_;  // that were made
  unsigned number_ = 0;
};

std::string unclear_reason(const http::Exchange& answer, const std::string& code) {
  if (answer.status == 0)
    return "no answer came: " + text::printable(text::redacted(answer.error), 120);
  switch (answer.status) {
    case 401:
    case 403:
      return "the key may not do it";
    case 402:
      return "the charge was declined, which says nothing of the token";
    case 408:
    case 425:
    case 429:
      return "the gateway limits requests";
    case 409:
      return "it contradicts another request";
    default:
      break;
  }
  if (answer.status >= 500) return "the gateway failed";
  if (code.find("decline") != std::string::npos)
    return "the charge was declined, which says nothing of the token";
  return answer.status >= 300 && answer.status < 400 ? "it was redirected" : "";
}

// What some say in the place of an error's code when there is none: "00", "200", "success".
bool is_code_of_success(const std::string& code, int status) {
  const std::string word = text::lower(code);
  return word.find_first_not_of('0') == std::string::npos || word == std::to_string(status) ||
         word == "ok" || word == "success" || word == "succeeded" || word == "successful" ||
         word == "approved" || word == "none";
}

}  // namespace

std::string_view name(Taken taken) {
  switch (taken) {
    case Taken::taken:
      return "taken";
    case Taken::refused:
      return "refused";
    case Taken::unclear:
      return "unclear";
  }
  return {};
}

std::string_view name(Purpose purpose) {
  switch (purpose) {
    case Purpose::fresh:
      return "fresh";
    case Purpose::again:
      return "again";
    case Purpose::unknown:
      return "unknown";
    case Purpose::age:
      return "age";
    case Purpose::control:
      return "control";
  }
  return {};
}

const ProbeUse* ProbeFacts::find(Purpose purpose) const {
  for (const ProbeUse& each : uses)
    if (each.purpose == purpose) return &each;
  return nullptr;
}

std::optional<double> ProbeFacts::taken_at() const {
  std::optional<double> most;
  for (const ProbeUse& each : uses) {
    const bool counts = each.purpose == Purpose::age || each.purpose == Purpose::fresh;
    if (counts && each.taken == Taken::taken) most = std::max(most.value_or(0), each.age);
  }
  return most;
}

const ProbeUse* ProbeFacts::refusal() const {
  const double since = taken_at().value_or(0);
  const ProbeUse* least = nullptr;
  for (const ProbeUse& each : uses)
    if (each.purpose == Purpose::age && each.taken == Taken::refused && each.age > since &&
        (!least || each.age < least->age))
      least = &each;
  return least;
}

std::optional<double> ProbeFacts::refused_at() const {
  const ProbeUse* use = refusal();
  return use ? std::optional(use->age) : std::nullopt;
}

ProbeUse judged_use(const http::Exchange& answer, const Gateway* gateway) {
  ProbeUse use;
  use.status = answer.status;
  const bool is_good = answer.status >= 200 && answer.status < 300;
  use.code = Reply(answer.body).error();
  // Some say with 200 what others say with 400.
  if (is_good && is_code_of_success(use.code, answer.status)) {
    use.taken = Taken::taken;
    use.code.clear();
    return use;
  }
  use.reason = is_good ? "it was answered 2xx with a code that may be an error's"
                       : unclear_reason(answer, use.code);
  // A code that names the token is clearer than the status that it came with.
  const std::string_view meaning = gateway ? meaning_of(*gateway, use.code) : std::string_view{};
  const bool is_about_key = answer.status == 401 || answer.status == 403;
  const bool is_about_token = meaning == "used" || meaning == "expired" || meaning == "unknown" ||
                              (!is_about_key && use.code.find("token") != std::string::npos);
  if (is_about_token && answer.status > 0 && answer.status < 500) use.reason.clear();
  use.taken = use.reason.empty() ? Taken::refused : Taken::unclear;
  return use;
}

std::string with_token(const std::string& payload, const std::string& token,
                       const std::string& unique) {
  const bool is_json = payload.find_first_not_of(" \t\r\n") != std::string::npos &&
                       (payload[payload.find_first_not_of(" \t\r\n")] == '{' ||
                        payload[payload.find_first_not_of(" \t\r\n")] == '[');
  std::string written;
  if (is_json) {
    written = nlohmann::json(token).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    written = written.substr(1, written.size() - 2);
  } else {
    written = webhook::encode_form_text(token);
  }
  std::string out = payload;
  text::replace_all(out, kUnique, unique);
  text::replace_all(out, kPlaceholder, written);
  return out;
}

ProbeFacts probe(const ProbePlan& plan, int interrupt,
                 const std::function<void(const std::string&)>& told) {
  return Run(plan, interrupt, told).run();
}

}  // namespace checkoutdiag::token
