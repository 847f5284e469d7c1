#include "checks/doctor/words.hpp"

#include <algorithm>
#include <cmath>

namespace checkoutdiag::doctor {
namespace {

std::string plain(double value) {
  return fmt::format("{:g}", std::round(value * 10) / 10);
}

bool valid_at(const x509::Certificate& each, Time when) {
  return each.malformed.empty() && each.not_before <= when && when <= each.not_after;
}

// Certificates are evidence too: one that is valid by one clock alone was surely not installed to
// be invalid.
void ask_certificates(const DoctorCase& seen, ClockVerdict& verdict) {
  const Time theirs = gateway_time(seen);
  for (const tls::AddressFacts& address : seen.seen.tls.addresses)
    for (const tls::ChainFacts& chain : address.chains)
      for (const x509::Certificate& each : chain.certificates) {
        const bool here = valid_at(each, seen.at), there = valid_at(each, theirs);
        if (here == there || verdict.whose != WrongClock::unknown) continue;
        verdict.whose = here ? WrongClock::gateway : WrongClock::this_machine;
        verdict.evidence.push_back(
            fmt::format("the certificate {} is valid by {} alone",
                        each.common_name.empty() ? each.subject : each.common_name,
                        here ? "this machine's clock" : "the gateway's clock"));
      }
}

void ask_witness(const DoctorCase& seen, ClockVerdict& verdict) {
  if (!seen.seen.witness) return;
  const ClockOffset& third = *seen.seen.witness;
  if (!third.problem.empty()) {
    verdict.evidence.push_back(fmt::format("{} was to tell, but {}", third.from, third.problem));
    return;
  }
  const ClockOffset& theirs = seen.seen.clock;
  const bool agrees_here = third.least <= 0 && third.most >= 0;
  const bool agrees_there = third.least <= theirs.most && third.most >= theirs.least;
  if (agrees_here == agrees_there) {
    verdict.evidence.push_back(fmt::format("{} agrees with neither", third.from));
    return;
  }
  verdict.whose = agrees_here ? WrongClock::gateway : WrongClock::this_machine;
  verdict.evidence.push_back(
      fmt::format("{} agrees with {}", third.from, agrees_here ? "this machine" : "the gateway"));
}

}  // namespace

std::string seconds_text(double seconds) {
  const double size = std::fabs(seconds);
  if (size < 60) return plain(size) + " s";
  const long whole = std::lround(size);
  if (whole < 3600)
    return whole % 60 == 0 ? fmt::format("{} min", whole / 60)
                           : fmt::format("{} min {} s", whole / 60, whole % 60);
  if (whole < 2 * 86400) return fmt::format("{} h {} min", whole / 3600, whole % 3600 / 60);
  return days_text(whole / 86400);
}

std::string milliseconds_text(double ms) {
  if (ms >= 1000) return fmt::format("{:.1f} s", ms / 1000);
  return ms < 10 ? fmt::format("{:.1f} ms", ms) : fmt::format("{:.0f} ms", ms);
}

double percentile(std::vector<double> values, double percent) {
  if (values.empty()) return -1;
  std::sort(values.begin(), values.end());
  const double rank = std::ceil(percent / 100 * static_cast<double>(values.size()));
  return values[static_cast<std::size_t>(std::max(1.0, rank)) - 1];
}

std::string offset_text(const ClockOffset& offset) {
  const double middle = (offset.least + offset.most) / 2;
  return fmt::format("{} (within {}) {}", seconds_text(middle),
                     seconds_text((offset.most - offset.least) / 2),
                     middle > 0 ? "ahead of" : "behind");
}

double certain_offset(const ClockOffset& offset) {
  if (!offset.problem.empty()) return 0;
  if (offset.least > 0) return offset.least;
  return offset.most < 0 ? -offset.most : 0;
}

ClockVerdict whose_clock(const DoctorCase& seen) {
  ClockVerdict verdict;
  ask_witness(seen, verdict);
  ask_certificates(seen, verdict);
  // The weakest of the three: a machine that nobody keeps on time is the likelier one.
  if (seen.seen.around.clock_synchronised)
    verdict.evidence.emplace_back(*seen.seen.around.clock_synchronised
                                      ? "this machine's kernel takes its clock for synchronised"
                                      : "nothing keeps this machine's clock on time, says its "
                                        "kernel");
  return verdict;
}

Time gateway_time(const DoctorCase& seen) {
  const double middle = (seen.seen.clock.least + seen.seen.clock.most) / 2;
  return seen.at - std::chrono::seconds(std::lround(middle));
}

std::vector<const HttpTrial*> answers_with(const DoctorCase& seen, std::span<const int> statuses) {
  std::vector<const HttpTrial*> found;
  for (const HttpTrial& trial : seen.seen.http.trials)
    if (std::find(statuses.begin(), statuses.end(), trial.answer.status) != statuses.end())
      found.push_back(&trial);
  return found;
}

std::string share(std::size_t some, const DoctorCase& seen) {
  const std::size_t all = seen.seen.http.trials.size();
  return all == 1 ? "the answer" : fmt::format("{} of {} answers", some, all);
}

std::string from_addresses(const std::vector<const HttpTrial*>& some, const DoctorCase& seen) {
  std::vector<std::string> those, others;
  const auto add = [](std::vector<std::string>& to, const HttpTrial& trial) {
    if (trial.address.port != 0 && std::find(to.begin(), to.end(), trial.address.ip) == to.end())
      to.push_back(trial.address.ip);
  };
  for (const HttpTrial* each : some)
    add(those, *each);
  for (const HttpTrial& each : seen.seen.http.trials)
    add(others, each);
  if (those.empty() || those.size() == others.size()) return {};
  return " from " + listed(those);
}

long wait_seconds(const HttpTrial& trial) {
  const std::string* after = http::find_header(trial.answer.headers, "Retry-After");
  return after ? http::retry_after(*after, static_cast<long>(trial.begun / 1000)) : -1;
}

std::string wait_text(const HttpTrial& trial) {
  const long seconds = wait_seconds(trial);
  if (seconds < 0) return {};
  return fmt::format("; Retry-After asks to wait {}", seconds_text(static_cast<double>(seconds)));
}

std::string curl_head(const DoctorCase& seen) {
  return "curl -sS -o /dev/null -D - " + shell_word("https://" + seen.target + seen.seen.http.path);
}

}  // namespace checkoutdiag::doctor
