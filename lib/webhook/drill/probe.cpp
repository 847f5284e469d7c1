#include "lib/webhook/drill/probe.hpp"

#include <fmt/core.h>
#include <sqlite3.h>
#include <unistd.h>

#include <array>
#include <nlohmann/json.hpp>
#include <vector>

#include "lib/failure.hpp"
#include "lib/http/client.hpp"
#include "lib/process/child.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/redact.hpp"
#include "lib/x509/handle.hpp"

namespace checkoutdiag::webhook {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kPatience{10'000};
constexpr std::int64_t kMost = 1'000'000'000'000;

std::string shown(std::string_view text) {
  return text::printable(text::redacted(text), 120);
}

ProbeCount problem(std::string why) {
  return {std::nullopt, std::move(why)};
}

// A number as it stands alone: of an answer, of an output.
ProbeCount number_in(std::string_view text, std::string_view what) {
  const std::size_t from = text.find_first_not_of(" \t\r\n\"");
  const std::size_t to = text.find_last_not_of(" \t\r\n\"");
  const std::string_view digits =
      from == text.npos ? std::string_view{} : text.substr(from, to + 1 - from);
  std::int64_t number = 0;
  bool is_number = !digits.empty() && digits.size() <= 12;
  for (const char c : digits) {
    is_number = is_number && text::is_digit(c);
    if (is_number) number = number * 10 + (c - '0');
  }
  if (is_number) return {number, ""};
  return problem(fmt::format("{} is no number: '{}'", what, shown(text)));
}

ProbeCount ask_url(const Probe& probe, const EventValues& values, int interrupt) {
  http::Call call;
  call.method = "GET";
  call.url = filled(probe.where, values);
  call.headers = probe.headers;
  call.ca_file = probe.ca_file;
  call.timeout = kPatience;
  const http::Exchange got = http::exchange(call, interrupt);
  if (got.fate != http::Fate::answered) return problem("the probe URL: " + got.error);
  if (got.status != 200) return problem(fmt::format("the probe URL answers {}", got.status));
  if (probe.pointer.empty()) return number_in(got.body, "the probe's answer");
  try {
    const auto body = nlohmann::json::parse(got.body, nullptr, false);
    const auto pointer = nlohmann::json::json_pointer(probe.pointer);
    if (body.is_discarded() || !body.contains(pointer))
      return problem(fmt::format("the probe's answer has nothing at {}", shown(probe.pointer)));
    const auto& value = body.at(pointer);
    // A list is as good as its length.
    if (value.is_array()) return {static_cast<std::int64_t>(value.size()), ""};
    return number_in(value.is_string() ? value.get<std::string>() : value.dump(),
                     "what the probe's answer has there");
  } catch (const nlohmann::json::exception&) {
    return problem(fmt::format("{} is no JSON Pointer", shown(probe.pointer)));
  }
}

std::vector<std::string> environment(const EventValues& values, std::string_view trial) {
  std::vector<std::string> all;
  for (char** each = ::environ; each && *each; ++each)
    all.emplace_back(*each);
  all.push_back("CHECKOUTDIAG_ORDER=" + values.order);
  all.push_back("CHECKOUTDIAG_EVENT=" + values.id);
  if (!trial.empty()) all.push_back("CHECKOUTDIAG_TRIAL=" + std::string(trial));
  return all;
}

struct Ran {
  std::string output, problem;  // the problem: a clause
};

Ran run(const std::string& command, const EventValues& values, std::string_view trial,
        milliseconds most, bool leaves_others, int interrupt) {
  process::ChildPlan plan;
  plan.file = "/bin/sh";
  plan.words = {"sh", "-c", filled(command, values)};
  plan.environment = environment(values, trial);
  plan.leaves_others = leaves_others;
  process::Child child(plan);
  if (!child.problem().empty()) return {"", child.problem()};
  std::vector<int> stops;
  if (interrupt >= 0) stops.push_back(interrupt);
  const process::ChildEnd end = child.wait(most, stops);
  const std::string output = child.output();
  if (end.over_time) return {output, fmt::format("it took longer than {} ms", most.count())};
  if (end.stopped) return {output, "the run was cut short"};
  if (!end.exit) return {output, fmt::format("it died of signal {}", end.signal)};
  if (*end.exit != 0)
    return {output, fmt::format("it ended with {}{}{}", *end.exit, output.empty() ? "" : ": ",
                                shown(output))};
  return {output, ""};
}

using Connection = x509::Handle<sqlite3, sqlite3_close_v2>;
using Statement = x509::Handle<sqlite3_stmt, sqlite3_finalize>;

ProbeCount ask_sqlite(const Probe& probe, const EventValues& values) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(probe.where.c_str(), &opened, SQLITE_OPEN_READONLY, nullptr);
  const Connection database(opened);
  const auto fault = [&] {
    return problem(fmt::format("the probe's database: {}", shown(sqlite3_errmsg(opened))));
  };
  if (code != SQLITE_OK) return fault();
  sqlite3_busy_timeout(opened, static_cast<int>(kPatience.count()));
  sqlite3_stmt* prepared = nullptr;
  const std::string sql = filled(probe.sql, values);
  if (sqlite3_prepare_v2(opened, sql.c_str(), -1, &prepared, nullptr) != SQLITE_OK) return fault();
  const Statement statement(prepared);
  const int step = prepared ? sqlite3_step(prepared) : SQLITE_DONE;
  if (step == SQLITE_DONE) return problem("the probe's query has no row");
  if (step != SQLITE_ROW) return fault();
  if (sqlite3_column_type(prepared, 0) != SQLITE_INTEGER)
    return problem("the probe's query does not give a number");
  const std::int64_t count = sqlite3_column_int64(prepared, 0);
  return count >= 0 && count <= kMost ? ProbeCount{count, ""}
                                      : problem("the probe's query gives no count");
}

}  // namespace

ProbeCount ask(const Probe& probe, const EventValues& values, int interrupt) {
  switch (probe.kind) {
    case Probe::Kind::url:
      return ask_url(probe, values, interrupt);
    case Probe::Kind::command: {
      const Ran ran = run(probe.where, values, "", kPatience, false, interrupt);
      return ran.problem.empty() ? number_in(ran.output, "what the probe's command prints")
                                 : problem("the probe's command: " + ran.problem);
    }
    case Probe::Kind::sqlite:
      return ask_sqlite(probe, values);
    case Probe::Kind::none:
      break;
  }
  return problem("there is no probe");
}

std::string run_hook(const std::string& command, const char* what, const EventValues& values,
                     std::string_view trial, milliseconds most, int interrupt) {
  const Ran ran = run(command, values, trial, most, true, interrupt);
  if (!ran.problem.empty())
    throw Failure(Failure::Kind::input, fmt::format("{}: {}", what, ran.problem),
                  "run it by hand: sh -c '…', with CHECKOUTDIAG_ORDER and CHECKOUTDIAG_EVENT set");
  return ran.output;
}

}  // namespace checkoutdiag::webhook
