#include <fmt/core.h>

#include <chrono>
#include <nlohmann/json.hpp>
#include <set>

#include "checks/threeds/shown_code.hpp"
#include "checks/threeds/threeds.hpp"
#include "cli/commands.hpp"
#include "cli/files.hpp"
#include "cli/session.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/small_file.hpp"

namespace checkoutdiag {
namespace {

using Clock = std::chrono::steady_clock;
using Json = nlohmann::ordered_json;

constexpr std::size_t kMostBytes = 64u << 20;

// The beginning of a transaction's id; where that is none, nothing of it.
std::string beginning_of(const threeds::Transaction& transaction) {
  constexpr std::size_t kId = 8;
  const std::string id = threeds::code_in(transaction.id);
  return id.empty() ? "(no id)" : id.substr(0, kId);
}

// "AReq", "ARes, line 3"; of several transactions with the beginning of its id.
std::string subject_of(const threeds::Message& message, const threeds::Transaction& transaction,
                       bool is_one) {
  std::string name = message.type;
  if (message.line > 1) name += fmt::format(", line {}", message.line);
  return is_one ? name : fmt::format("{} {}", beginning_of(transaction), name);
}

// One of each type is one transaction, whatever their ids are: that they differ is a finding.
std::vector<threeds::Transaction> grouped(std::vector<threeds::Message> messages) {
  std::set<std::string> types;
  for (const threeds::Message& each : messages)
    types.insert(each.type);
  const bool asks_versions = types.contains("PReq") || types.contains("PRes");
  if (types.size() != messages.size() || asks_versions)
    return threeds::transactions_of(std::move(messages));
  std::vector<threeds::Transaction> one(1);
  one[0].id = messages.front().text("threeDSServerTransID");
  one[0].messages = std::move(messages);
  return one;
}

std::string flows_text(const std::vector<threeds::Flow>& flows) {
  return flows.size() == 1 ? std::string(threeds::name(flows.front()))
                           : std::string("channel or category not known");
}

Json to_json(const std::vector<threeds::Transaction>& all) {
  Json list = Json::array();
  for (const threeds::Transaction& transaction : all) {
    Json messages = Json::array();
    for (const threeds::Message& each : transaction.messages) {
      const std::vector<threeds::Flow> flows = transaction.flows(each);
      const std::string status = each.text("transStatus");
      messages.push_back(
          {{"type", each.type},
           {"version", threeds::shown_code(each.version)},
           {"line", each.line},
           {"flow", flows.size() == 1 ? Json(threeds::name(flows.front())) : Json()},
           {"trans_status", status.empty() ? Json() : Json(threeds::shown_code(status))}});
    }
    list.push_back(
        {{"id", transaction.id.empty() ? Json() : Json(threeds::shown_code(transaction.id))},
         {"messages", messages}});
  }
  return {{"transactions", list}};
}

threeds::Vocabulary gateway_named(const std::string& name) {
  if (const threeds::Vocabulary* known = threeds::vocabulary_of(name)) return *known;
  if (text::is_file_name(name))
    return threeds::parse_vocabulary(text::read_small_file(name, "profile", 256 * 1024),
                                     text::printable(name, 200));
  std::string all;
  for (const threeds::Vocabulary& each : threeds::vocabularies())
    all += (all.empty() ? "" : ", ") + each.gateway;
  throw Failure(Failure::Kind::usage,
                fmt::format("--profile does not take '{}'", text::printable(name, 60)),
                "exemptions are known of " + all);
}

// A request in the gateway's own names is no message, and what it says of 3-D Secure is judged
// alone.
void lint_request(const ThreeDsOptions& options, const std::string& text, const std::string& file,
                  Report& report) {
  constexpr text::JsonLimits kLimits = {24, 200'000};
  const threeds::Vocabulary gateway = gateway_named(options.profile);
  const nlohmann::json request = text::parse_json({file, text}, kMostBytes, kLimits, "request");
  Subject subject;
  subject.name = "request";
  subject.note = gateway.title;
  judge(threeds::requests(),
        threeds::RequestCase{gateway, threeds::exemptions_of(gateway, request)}, subject.name,
        report.outcomes);
  report.subjects.push_back(std::move(subject));
  report.data = to_json({}).dump();
}

}  // namespace

int run_threeds_lint(const ThreeDsOptions& options, const CommonOptions& common) {
  Session session(common);
  session.prepare();
  const auto begun = Clock::now();
  Report report;
  report.command = "threeds lint";
  report.arguments = common.given;
  report.started = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const std::string text = read_file(options.file, "the messages", kMostBytes);
  const std::string file = options.file == "-" ? "stdin" : text::printable(options.file, 200);
  if (!options.profile.empty()) {
    lint_request(options, text, file, report);
    return session.finish(std::move(report));
  }
  std::size_t unread = 0;
  const std::vector<threeds::Transaction> all =
      grouped(threeds::read_messages(text, file, {options.type, options.version}, &unread));
  if (unread > 0) {
    Subject whole;
    whole.name = file;
    judge(threeds::inputs(), threeds::InputCase{unread}, whole.name, report.outcomes);
    report.subjects.push_back(std::move(whole));
  }
  for (const threeds::Transaction& transaction : all) {
    for (const threeds::Message& message : transaction.messages) {
      Subject subject;
      subject.name = subject_of(message, transaction, all.size() == 1);
      subject.note = fmt::format("{}; {}", threeds::shown_code(message.version),
                                 flows_text(transaction.flows(message)));
      judge(threeds::all(),
            threeds::MessageCase{transaction, message, threeds::faults_of(transaction, message)},
            subject.name, report.outcomes);
      report.subjects.push_back(std::move(subject));
    }
    const bool is_alone = transaction.messages.size() < 2;
    if (is_alone && !transaction.find("ARes") && !transaction.find("RReq")) continue;
    Subject subject;
    subject.name = all.size() == 1 ? std::string("transaction")
                                   : fmt::format("{} transaction", beginning_of(transaction));
    judge(threeds::transactions(), threeds::TransactionCase{transaction}, subject.name,
          report.outcomes);
    report.subjects.push_back(std::move(subject));
  }
  constexpr std::size_t kFew = 12;
  if (report.subjects.size() > kFew)
    report.by_rule = {"message", "Every message by itself: --verbose.", false};
  report.data = to_json(all).dump(-1, ' ', false, Json::error_handler_t::replace);
  report.duration = std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begun);
  return session.finish(std::move(report));
}

}  // namespace checkoutdiag
