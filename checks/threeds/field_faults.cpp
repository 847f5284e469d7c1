#include "checks/threeds/field_faults.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "checks/threeds/shown_code.hpp"

namespace checkoutdiag::threeds {
namespace {

using nlohmann::json;

constexpr int kDeepest = 4;

// What a 3DS Server fills in itself, or a directory server: not in the table, and no fault.
constexpr std::array<std::string_view, 14> kFilled = {
    "threeDSRequestorID",     "threeDSRequestorName",
    "threeDSServerRefNumber", "threeDSServerOperatorID",
    "threeDSServerURL",       "dsURL",
    "dsReferenceNumber",      "deviceInfo",
    "threeDSRequestorAppURL", "dsTransID",
    "acsReferenceNumber",     "acsOperatorID",
    "sdkInterface",           "sdkUiType"};

// Sent with some answers though the table has it for other channels.
bool is_tolerated(const Message& message, std::string_view field) {
  return (message.type == "CRes" && field == "challengeCompletionInd") ||
         (message.type == "RReq" && field == "sdkTransID");
}

// What an app's challenge shows and asks for is between its SDK and the ACS, and not in the table.
bool is_of_sdk(const Message& message, const std::vector<Flow>& flows) {
  const bool is_challenge = message.type == "CReq" || message.type == "CRes";
  return is_challenge && std::any_of(flows.begin(), flows.end(), [](Flow each) {
           return each == Flow::app_payment || each == Flow::app_other;
         });
}

bool is_empty(const json& value) {
  return value.is_null() || (value.is_string() && value.get_ref<const std::string&>().empty()) ||
         ((value.is_array() || value.is_object()) && value.empty());
}

std::string kind_of(const json& value) {
  if (value.is_null()) return "null";
  if (value.is_boolean()) return "a boolean";
  if (value.is_number()) return "a number";
  if (value.is_array()) return "a list";
  return value.is_object() ? "an object" : "a text";
}

std::vector<std::string> texts_of(const json& value) {
  std::vector<std::string> all;
  if (value.is_array())
    for (const json& each : value)
      for (std::string& one : texts_of(each))
        all.push_back(std::move(one));
  else if (value.is_string())
    all.push_back(value.get<std::string>());
  else if (value.is_primitive() && !value.is_null())
    all.push_back(value.dump());
  return all;
}

const json* at_path(const json& body, std::string_view path) {
  const json* at = &body;
  while (at) {
    const std::size_t dot = path.find('.');
    const auto found = at->is_object() ? at->find(std::string(path.substr(0, dot))) : at->end();
    if (found == at->end()) return nullptr;
    at = &*found;
    if (dot == std::string_view::npos) return at;
    path.remove_prefix(dot + 1);
  }
  return nullptr;
}

class Judge {
 public:
  Judge(const Transaction& transaction, const Message& message)
      : transaction_(transaction), message_(message), flows_(transaction.flows(message)) {}

  std::vector<FieldFault> run() && {
    object(message_.body, message_.type, "", 0);
    return std::move(faults_);
  }

 private:
  void object(const json& value, const std::string& name, const std::string& before, int depth) {
    const std::vector<const Row*>& rows = rows_of(name, message_.version);
    if (rows.empty() || depth > kDeepest) return;
    for (const Row* row : rows)
      field(value, *row, before, depth);
    for (const auto& [key, inner] : value.items())
      if (!find_row(name, key, message_.version) && !is_empty(inner)) other(name, key, before);
  }

  void field(const json& object, const Row& row, const std::string& before, int depth) {
    const std::string path = before + row.field;
    const auto found = object.find(row.field);
    if (found == object.end() || is_empty(*found)) {
      if (is_needed(row)) add(FieldProblem::missing, path, why_needed(row), "");
      return;
    }
    const bool is_defined = std::any_of(
        flows_.begin(), flows_.end(), [&](Flow flow) { return row.need(flow) != Need::undefined; });
    if (!is_defined && !is_tolerated(message_, row.field))
      return add(FieldProblem::forbidden, path, fmt::format("is not of {}", flows_text()), "");
    value(*found, row, path, depth);
  }

  void value(const json& given, const Row& row, const std::string& path, int depth) {
    const auto wrong = [&](std::string why) {
      const bool shows = given.is_primitive() && may_be_shown(row);
      std::string shown = shows ? texts_of(given).front() : std::string();
      add(FieldProblem::malformed, path, std::move(why), code_in(shown));
    };
    const auto must_be = [&](const char* what) {
      wrong(fmt::format("is {}, and must be {}", kind_of(given), what));
    };
    if (row.type == "list") {
      if (!given.is_array()) return must_be("a list");
      if (std::string why = row.format.fault_of_count(given.size()); !why.empty()) wrong(why);
      for (std::size_t i = 0; i < given.size(); ++i)
        item(given[i], row, fmt::format("{}[{}]", path, i), depth);
      return;
    }
    if (row.type == "object") {
      if (!given.is_object()) return must_be("an object");
      return object(given, row.item, path + ".", depth + 1);
    }
    if (row.type == "json") {
      if (std::string why = row.format.fault_of(given.dump()); !why.empty()) wrong(why);
      return;
    }
    if (row.type == "boolean" && !given.is_boolean()) return must_be("a boolean: true or false");
    if (row.type == "string" && !given.is_string()) return must_be("a text, in quotes");
    if (std::string why = row.format.fault_of(texts_of(given).front()); !why.empty()) wrong(why);
  }

  void item(const json& given, const Row& row, const std::string& path, int depth) {
    if (row.item != "string") {
      if (!given.is_object())
        return add(FieldProblem::malformed, path,
                   fmt::format("is {}, and must be an object", kind_of(given)), "");
      return object(given, row.item, path + ".", depth + 1);
    }
    if (!given.is_string())
      return add(FieldProblem::malformed, path,
                 fmt::format("is {}, and must be a text", kind_of(given)), "");
    const std::string& text = given.get_ref<const std::string&>();
    if (std::string why = row.format.fault_of(text); !why.empty())
      add(FieldProblem::malformed, path, why, may_be_shown(row) ? code_in(text) : std::string());
  }

  // A member without a row: of another version, of the server's, or of nobody.
  void other(const std::string& object, const std::string& key, const std::string& before) {
    std::string in;
    for (const std::string& version : versions())
      if (find_row(object, key, version)) in += (in.empty() ? "" : " and ") + version;
    if (!in.empty() && !is_tolerated(message_, key))
      return add(FieldProblem::forbidden, before + key,
                 fmt::format("is of version {} and not of {}", in, shown_code(message_.version)),
                 "");
    if (std::find(kFilled.begin(), kFilled.end(), key) != kFilled.end() ||
        is_tolerated(message_, key) || is_of_sdk(message_, flows_))
      return;
    add(FieldProblem::unknown, before + key, "is not in the table of fields", "");
  }

  // In whichever of the flows that it may be.
  bool is_needed(const Row& row) const {
    return std::all_of(flows_.begin(), flows_.end(), [&](Flow flow) {
      if (row.need(flow) == Need::required) return true;
      return row.need(flow) == Need::conditional && row.when &&
             row.when->holds([this](std::string_view field) { return look_up(field); }) == true;
    });
  }

  std::string why_needed(const Row& row) const {
    const bool is_conditional = std::any_of(flows_.begin(), flows_.end(), [&](Flow flow) {
      return row.need(flow) == Need::conditional;
    });
    return is_conditional && row.when ? fmt::format("is required when {}", row.when->text())
                                      : fmt::format("is required in {} of {}, {}", message_.type,
                                                    message_.version, flows_text());
  }

  // Of the message, or of another one of its transaction.
  std::optional<std::vector<std::string>> look_up(std::string_view field) const {
    if (const json* own = at_path(message_.body, field); own && !is_empty(*own))
      return texts_of(*own);
    const std::string name(field.substr(0, field.find('.')));
    if (find_row(message_.type, name, message_.version)) return std::vector<std::string>();
    bool is_known = false;
    for (const Message& each : transaction_.messages) {
      if (&each == &message_ || !find_row(each.type, name, each.version)) continue;
      is_known = true;
      const json* theirs = at_path(each.body, field);
      if (theirs && !is_empty(*theirs)) return texts_of(*theirs);
    }
    return is_known ? std::optional(std::vector<std::string>()) : std::nullopt;
  }

  std::string flows_text() const {
    if (flows_.size() == 1) return std::string(name(flows_.front()));
    return flows_.size() == kFlows.size() ? "any channel" : "that channel or category";
  }

  void add(FieldProblem problem, std::string field, std::string why, std::string shown) {
    constexpr std::size_t kMost = 500;
    if (faults_.size() < kMost)
      faults_.push_back({problem, std::move(field), std::move(why), std::move(shown)});
  }

  const Transaction& transaction_;
  const Message& message_;
  const std::vector<Flow> flows_;
  std::vector<FieldFault> faults_;
};

}  // namespace

bool is_in_table(const Message& message) {
  return !rows_of(message.type, message.version).empty();
}

bool may_be_shown(const Row& row) {
  return row.format.is_harmless() && row.field != "cardSecurityCode" &&
         row.field != "cardExpiryDate";
}

std::vector<FieldFault> faults_of(const Transaction& transaction, const Message& message) {
  return Judge(transaction, message).run();
}

}  // namespace checkoutdiag::threeds
