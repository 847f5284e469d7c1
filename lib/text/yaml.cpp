#include "lib/text/yaml.hpp"

#include <fmt/core.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>

#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::text {
namespace {

using nlohmann::json;

/// Aliases make a small text a large tree, so what is built is counted and not what is read.
class Reader {
 public:
  Reader(const std::string& file, const JsonLimits& limits) : file_(file), limits_(limits) {}

  json read(const YAML::Node& node, std::size_t depth = 0) {
    if (depth > limits_.depth) fail(node, "nested too deeply");
    if (++values_ > limits_.values) fail(node, "too many values");
    if (node.IsMap()) return map(node, depth);
    if (node.IsSequence()) {
      json list = json::array();
      for (const YAML::Node& each : node)
        list.push_back(read(each, depth + 1));
      return list;
    }
    return node.IsScalar() ? scalar(node) : json();
  }

 private:
  json map(const YAML::Node& node, std::size_t depth) {
    json object = json::object();
    for (const auto& member : node) {
      const YAML::Node &key = member.first, &value = member.second;
      if (!key.IsScalar()) fail(key, "a key that is no text");
      if (object.contains(key.Scalar()))
        fail(key, fmt::format("\"{}\" is given twice in one object", printable(key.Scalar(), 80)));
      object[key.Scalar()] = read(value, depth + 1);
    }
    return object;
  }

  // YAML 1.2.2, 10.3.2: what is not quoted may be something else than text.
  static json scalar(const YAML::Node& node) {
    const std::string& text = node.Scalar();
    if (node.Tag() == "!" || node.Tag() == "tag:yaml.org,2002:str") return text;
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL")
      return json();
    if (text == "true" || text == "True" || text == "TRUE") return true;
    if (text == "false" || text == "False" || text == "FALSE") return false;
    // A number as JSON writes it; others (0o17, .inf) are of no use in a schema.
    const json number = json::parse(text, nullptr, false);
    if (number.is_number()) return number;
    return text;
  }

  [[noreturn]] void fail(const YAML::Node& node, const std::string& what) const {
    throw Failure(Failure::Kind::input,
                  fmt::format("{}:{}: {}", file_, node.Mark().line + 1, what));
  }

  const std::string& file_;
  const JsonLimits& limits_;
  std::size_t values_ = 0;
};

// The line of a "---" (YAML 1.2.2, 9.1.2) behind anything else than comments and directives; 0:
// there is none.
std::size_t second_document(std::string_view text) {
  bool is_begun = false;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool marks = line.starts_with("---") &&
                       (line.size() == 3 || line[3] == ' ' || line[3] == '\t' || line[3] == '\r');
    if (marks && is_begun) return number;
    const bool is_nothing = line.find_first_not_of(" \t\r") == std::string_view::npos ||
                            line.front() == '#' || line.front() == '%';
    is_begun = is_begun || marks || !is_nothing;
  }
  return 0;
}

}  // namespace

json parse_yaml(std::string_view text, const std::string& file, const JsonLimits& limits) {
  try {
    json document = Reader(file, limits).read(YAML::Load(std::string(text)));
    // Load() reads the first one, and LoadAll() does not come to an end with every text.
    if (const std::size_t line = second_document(text); line != 0)
      throw Failure(Failure::Kind::input,
                    fmt::format("{}:{}: a second document begins here", file, line),
                    "make a file of each");
    return document;
  } catch (const YAML::Exception& error) {
    throw Failure(
        Failure::Kind::input,
        fmt::format("{}:{}: not YAML: {}", file, error.mark.line + 1, printable(error.msg, 200)));
  }
}

}  // namespace checkoutdiag::text
