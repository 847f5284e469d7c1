#include "cli/gate/report_reader.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "checks/registry.hpp"
#include "cli/output/sections.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_object.hpp"

namespace checkoutdiag {
namespace {

using nlohmann::json;
using text::JsonObject;

constexpr std::size_t kMostBytes = 64u << 20, kMostItems = 1'000'000;
constexpr text::JsonLimits kLimits{64, 4'000'000};

// What was written was escaped, and what somebody made of it since may not be. Nothing is cut.
std::string safe(std::string_view raw) {
  return text::printable(raw, 2 * kMostBytes);
}

// A fix has lines.
std::string safe_lines(std::string_view raw) {
  std::string lines;
  while (true) {
    const std::size_t end = raw.find('\n');
    lines += safe(raw.substr(0, end));
    if (end == raw.npos) return lines;
    lines += '\n';
    raw.remove_prefix(end + 1);
  }
}

std::string safe(const JsonObject& object, const char* key) {
  return safe(object.string(key));
}

/// The outcomes that a report tells apart by rule and subject, put together again.
class Outcomes {
 public:
  Outcome& of(const Rule* rule, const std::string& subject) {
    const auto [at, is_new] = index_.try_emplace({rule, subject}, all_.size());
    if (is_new) all_.push_back({rule, subject, {}, {}, {}});
    return all_[at->second];
  }

  /// In the order of subjects, then of rules, so that what was written in any order is told in one.
  std::vector<Outcome> sorted(const std::vector<Subject>& subjects) {
    std::map<std::string, std::size_t> order;
    for (const Subject& each : subjects)
      order.emplace(each.name, order.size());
    std::map<const Rule*, std::size_t> rules;
    for (const Rule* each : all_rules())
      rules.emplace(each, rules.size());
    const auto place = [&](const Outcome& outcome) {
      const auto found = order.find(outcome.subject);
      return std::pair(found == order.end() ? order.size() : found->second, rules.at(outcome.rule));
    };
    std::stable_sort(all_.begin(), all_.end(),
                     [&](const Outcome& a, const Outcome& b) { return place(a) < place(b); });
    return std::move(all_);
  }

 private:
  std::map<std::pair<const Rule*, std::string>, std::size_t> index_;
  std::vector<Outcome> all_;
};

class Reader {
 public:
  Reader(const json& document, const text::JsonSource& source)
      : document_(document), top_(document, source) {}

  ReadReport read() {
    refuse_others();
    Report& report = read_.report;
    report.command = safe(top_, "command");
    report.started = top_.moment("started");
    report.duration = std::chrono::milliseconds(top_.whole("duration_ms", 0, kLongest));
    read_.exit_code = static_cast<int>(top_.whole("exit_code", 0, 255));
    read_status();
    read_arguments();
    read_subjects();
    read_findings();
    for (const JsonObject& each : top_.list("inconclusive", kMostItems))
      outcomes_.of(rule_of(each), safe(each, "subject"))
          .undecided_text(safe_lines(each.string("reason")));
    read_held();
    read_skipped();
    report.outcomes = outcomes_.sorted(report.subjects);
    if (document_.contains("data")) report.data = document_["data"].dump();
    read_data();
    return std::move(read_);
  }

 private:
  static constexpr std::int64_t kLongest = std::int64_t{400} * 86400 * 1000;

  void refuse_others() const {
    const std::string schema =
        top_.has("schema") && top_.is_text("schema") ? top_.string("schema") : "";
    if (schema == "checkoutdiag.error/1") {
      const auto error = top_.object("error");
      top_.fail("nothing was judged there: " + (error ? error->text("message") : "no reason"),
                "correct that run, and let it write its report again");
    }
    if (schema != "checkoutdiag.report/1")
      top_.fail("is no report of checkoutdiag",
                "write one with --report json=FILE, or with --json");
  }

  void read_status() {
    const std::string& word = top_.string("status");
    for (const Status each : {Status::pass, Status::findings, Status::inconclusive})
      if (word == name(each)) {
        read_.status = each;
        return;
      }
    top_.miss("status", "must be pass, findings or inconclusive");
  }

  void read_arguments() {
    const auto given = top_.object("arguments");
    if (!given) return;
    for (const std::string& key : given->keys())
      for (const std::string& value : given->strings(key.c_str()))
        read_.report.arguments.emplace_back(safe(key), safe(value));
  }

  void read_subjects() {
    for (const JsonObject& each : top_.list("subjects", kMostItems)) {
      Subject subject;
      subject.name = safe(each, "name");
      if (each.is_text("note")) subject.note = safe(each, "note");
      subject.place = place_of(each);
      read_.report.subjects.push_back(std::move(subject));
    }
  }

  static std::optional<Place> place_of(const JsonObject& of) {
    if (!of.has("place") || of.null("place")) return {};
    const auto place = of.object("place");
    return Place{safe(*place, "file"), static_cast<int>(place->whole("line", 1, 1'000'000'000))};
  }

  const Rule* known(const std::string& id, const JsonObject& where) const {
    if (const Rule* rule = find_rule(id)) return rule;
    where.fail("there is no rule " + text::printable(id, 80),
               "the report is of another version of checkoutdiag: use that one");
  }

  const Rule* rule_of(const JsonObject& of) {
    const std::string& id = of.string("rule");
    const auto [at, is_new] = rules_.try_emplace(id, nullptr);
    if (is_new) at->second = known(id, of);
    return at->second;
  }

  static Level level_of(const JsonObject& of) {
    const std::string& word = of.string("level");
    for (const Level each : {Level::error, Level::warning, Level::note})
      if (word == name(each)) return each;
    of.miss("level", "must be error, warning or note");
  }

  void read_findings() {
    const JsonObject& top = top_;
    const json& raw = document_.value("findings", json::array());
    std::size_t number = 0;
    for (const JsonObject& each : top.list("findings", kMostItems)) {
      const json& written = raw[number++];
      Outcome& outcome = outcomes_.of(rule_of(each), safe(each, "subject"));
      Finding& finding = outcome.fail_text(safe(each, "message"));
      finding.at_level(level_of(each));
      if (each.is_text("fix")) finding.fix = safe_lines(each.string("fix"));
      if (written.contains("evidence")) read_evidence(written["evidence"], finding);
      finding.place = place_of(each);
      if (each.has("waived") && !each.null("waived")) {
        const auto waived = each.object("waived");
        const bool has_end = waived->is_text("expires");
        finding.waived =
            Waiver{std::string(outcome.rule->id), outcome.subject, safe(*waived, "reason"),
                   has_end ? waived->day("expires") : output::kNoEnd};
      }
    }
  }

  static void read_evidence(const json& all, Finding& finding) {
    if (!all.is_object()) return;
    for (const auto& [key, value] : all.items()) {
      const std::string name = safe(key);
      if (value.is_string()) finding.with(name, value.get_ref<const std::string&>());
      if (value.is_number_integer()) finding.with(name, value.get<std::int64_t>());
      if (!value.is_array()) continue;
      std::vector<std::string> list;
      for (const json& item : value)
        if (item.is_string()) list.push_back(item.get<std::string>());
      finding.with(name, std::move(list));
    }
  }

  // Reports of versions that did not tell what held are read as well.
  void read_held() {
    const auto held = top_.object("held");
    if (!held) return;
    for (const std::string& id : held->keys())
      for (const std::string& subject : held->strings(id.c_str()))
        outcomes_.of(known(id, *held), safe(subject));
  }

  void read_skipped() {
    const auto skipped = top_.object("skipped");
    if (!skipped) return;
    for (const std::string& id : skipped->keys()) {
      const auto reasons = skipped->object(id.c_str());
      const Rule* rule = known(id, *skipped);
      for (const std::string& reason : reasons->keys())
        for (const std::string& subject : reasons->strings(reason.c_str()))
          outcomes_.of(rule, safe(subject)).skipped_because = safe_lines(reason);
    }
  }

  void read_data() {
    if (!document_.contains("data") || !document_["data"].is_object()) return;
    const auto data = top_.object("data");
    if (read_.report.command == "tls probe") read_tls13(*data);
    if (read_.report.command != "gate") return;
    read_.shards = static_cast<int>(data->whole("shards", 1, 100'000));
    if (read_.shards > 1) read_.shard = static_cast<int>(data->whole("shard", 0, read_.shards - 1));
    for (const JsonObject& part : data->list("parts", kMostItems))
      if (part.string("command") == "tls probe" && !part.null("data"))
        read_tls13(*part.object("data"));
  }

  // An address that was not reached is none that was seen.
  void read_tls13(const JsonObject& data) {
    for (const JsonObject& target : data.list("targets", kMostItems)) {
      const std::string name = safe(target, "target");
      const auto addresses = target.list("addresses", kMostItems);
      for (const JsonObject& address : addresses) {
        gate::Tls13 seen{addresses.size() > 1 && address.is_text("address")
                             ? fmt::format("{} ({})", name, safe(address, "address"))
                             : name,
                         {}};
        for (const JsonObject& version : address.list("versions", 100))
          if (version.string("version") == "tls1.3") {
            const std::string& state = version.string("state");
            if (state == "accepted") seen.is_accepted = true;
            if (state == "refused") seen.is_accepted = false;
          }
        read_.tls13.push_back(std::move(seen));
      }
      if (addresses.empty()) read_.tls13.push_back({name, {}});
    }
  }

  const json& document_;
  JsonObject top_;
  ReadReport read_;
  Outcomes outcomes_;
  std::map<std::string, const Rule*> rules_;
};

}  // namespace

ReadReport read_report(const std::string& text, const std::string& file) {
  const text::JsonSource source{text::printable(file, 400), text};
  const json document = text::parse_json(source, kMostBytes, kLimits, "report");
  return Reader(document, source).read();
}

}  // namespace checkoutdiag
