#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "checks/nearest.hpp"
#include "cli/commands.hpp"
#include "cli/output/layout.hpp"
#include "cli/terminal.hpp"
#include "lib/failure.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/threeds/meanings.hpp"
#include "lib/threeds/table.hpp"

namespace checkoutdiag {
namespace {

using Json = nlohmann::ordered_json;
using Kind = Failure::Kind;
using threeds::Meaning;
using threeds::Row;

constexpr std::size_t kLabel = 12;

std::string labelled(const char* label, const std::string& text) {
  return text.empty() ? "" : "  " + output::padded(label, kLabel) + text + "\n";
}

std::string told(const Meaning& meaning) {
  const std::string network = meaning.network.empty() ? "" : " (" + meaning.network + ")";
  return fmt::format("{}{}  {}\n", meaning.code, network, meaning.means) +
         labelled("back end", meaning.server) + labelled("page", meaning.page) +
         labelled("liability", meaning.shift) + labelled("again", meaning.retry);
}

Json to_json(const Meaning& meaning) {
  const auto value = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
  return {{"code", meaning.code},         {"network", value(meaning.network)},
          {"means", meaning.means},       {"back_end", value(meaning.server)},
          {"page", value(meaning.page)},  {"liability", value(meaning.shift)},
          {"again", value(meaning.retry)}};
}

// "R: app, payment; browser, payment. C: …".
std::string needs_of(const Row& row) {
  std::string text;
  for (const auto& [need, word] : {std::pair(threeds::Need::required, "required"),
                                   std::pair(threeds::Need::conditional, "required on a condition"),
                                   std::pair(threeds::Need::optional, "optional")}) {
    std::string flows;
    std::size_t count = 0;
    for (const threeds::Flow flow : threeds::kFlows) {
      if (row.need(flow) != need) continue;
      ++count;
      flows += (flows.empty() ? "" : "; ") + std::string(threeds::name(flow));
    }
    if (count == 0) continue;
    text += (text.empty() ? "" : " | ") + std::string(word) + ": " +
            (count == threeds::kFlows.size() ? "always" : flows);
  }
  return text;
}

std::vector<const Row*> rows_named(const std::string& field) {
  std::vector<const Row*> rows;
  for (const Row& each : threeds::table())
    if (text::equal_ignoring_case(each.field, field)) rows.push_back(&each);
  return rows;
}

void print_rows(const std::vector<const Row*>& rows, bool as_json) {
  Json list = Json::array();
  std::string text;
  for (const Row* row : rows) {
    std::string versions;
    for (const std::string& each : row->versions)
      versions += (versions.empty() ? "" : ", ") + each;
    const std::string type = row->item.empty() ? row->type : row->type + " of " + row->item;
    list.push_back({{"message", row->object},
                    {"field", row->field},
                    {"versions", row->versions},
                    {"type", type},
                    {"format", row->format.text().empty() ? Json() : Json(row->format.text())},
                    {"needs", needs_of(*row)},
                    {"when", row->when ? Json(row->when->text()) : Json()}});
    text +=
        fmt::format("{} of {}, {}\n", row->field, row->object, versions) +
        labelled("takes", type + (row->format.text().empty() ? "" : ", " + row->format.text())) +
        labelled("needed", needs_of(*row)) +
        labelled("when", row->when ? row->when->text() : std::string());
  }
  print(as_json ? list.dump(2) + "\n" : text);
}

[[noreturn]] void not_known(const ThreeDsOptions& options) {
  std::vector<std::string> names = threeds::explained_fields();
  for (const Row& each : threeds::table())
    names.push_back(each.field);
  const std::vector<std::string_view> all(names.begin(), names.end());
  const std::string_view near = nearest(options.field, all);
  throw Failure(Kind::usage,
                fmt::format("no field of 3-D Secure is {}", text::printable(options.field, 60)),
                near.empty() ? "codes are known of transStatus, transStatusReason, errorCode, eci, "
                               "challengeCancel, threeDSCompInd and threeDSRequestorChallengeInd"
                             : fmt::format("{}?", near));
}

}  // namespace

int run_threeds_explain(const ThreeDsOptions& options) {
  std::vector<Meaning> all = threeds::meanings_of(options.field);
  const std::vector<const Row*> rows = rows_named(options.field);
  if (all.empty() && rows.empty()) not_known(options);
  if (!options.network.empty() && threeds::eci_family(options.network).empty())
    throw Failure(Kind::usage,
                  fmt::format("--network does not take '{}'", text::printable(options.network, 40)),
                  "it takes visa, mastercard, american-express, jcb, discover, unionpay, ...");
  if (!options.network.empty())
    std::erase_if(all, [&](const Meaning& each) {
      return !each.network.empty() && each.network != threeds::eci_family(options.network);
    });
  if (!options.code.empty())
    std::erase_if(all, [&](const Meaning& each) {
      return !text::equal_ignoring_case(each.code, options.code);
    });
  if (all.empty() && !options.code.empty()) {
    const bool is_own =
        options.code.size() == 2 && (options.code[0] == '8' || options.code[0] == '9');
    throw Failure(Kind::usage,
                  fmt::format("no meaning is known of {} {}{}", text::printable(options.field, 60),
                              text::printable(options.code, 20),
                              options.network.empty() ? "" : " at that network"),
                  is_own ? "80 to 99 are the directory server's own"
                         : "what is known: checkoutdiag threeds explain " +
                               text::printable(options.field, 60));
  }
  if (all.empty()) {
    print_rows(rows, options.json);
    return 0;
  }
  Json list = Json::array();
  std::string text;
  for (const Meaning& each : all) {
    list.push_back(to_json(each));
    text += told(each);
  }
  print(options.json ? list.dump(2) + "\n" : text);
  return 0;
}

}  // namespace checkoutdiag
