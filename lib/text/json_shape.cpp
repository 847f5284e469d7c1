#include "lib/text/json_shape.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>
#include <vector>

namespace checkoutdiag::text {
namespace {

using nlohmann::json;

// A callback of the library's parser could watch too, but takes quadratic time over a list of
// objects.
class Watch : public json::json_sax_t {
 public:
  explicit Watch(const JsonLimits& limits) : limits_(limits) {}

  std::optional<JsonFault> fault;

  bool null() override { return value(); }
  bool boolean(bool) override { return value(); }
  bool number_integer(number_integer_t) override { return value(); }
  bool number_unsigned(number_unsigned_t) override { return value(); }
  bool number_float(number_float_t, const string_t&) override { return value(); }
  bool string(string_t&) override { return value(); }
  bool binary(binary_t&) override { return value(); }
  bool start_object(std::size_t) override { return open(); }
  bool start_array(std::size_t) override { return open(); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }

  bool key(string_t& key) override {
    return open_.back().insert(key).second || stop({JsonFault::Kind::given_twice, 0, key});
  }

  bool parse_error(std::size_t byte, const std::string&, const json::exception& error) override {
    bool syntax = dynamic_cast<const json::parse_error*>(&error) != nullptr;
    return stop({syntax ? JsonFault::Kind::not_json : JsonFault::Kind::number, byte, {}});
  }

 private:
  bool stop(JsonFault found) {
    fault = std::move(found);
    return false;
  }

  bool value() { return ++values_ <= limits_.values || stop({JsonFault::Kind::too_many, 0, {}}); }

  bool open() {
    if (open_.size() == limits_.depth) return stop({JsonFault::Kind::too_deep, 0, {}});
    open_.emplace_back();
    return value();
  }

  bool close() {
    open_.pop_back();
    return true;
  }

  const JsonLimits& limits_;
  std::size_t values_ = 0;
  std::vector<std::set<std::string>> open_;  // the keys of each object that is open
};

}  // namespace

std::optional<JsonFault> fault_in_json(std::string_view text, const JsonLimits& limits) {
  Watch watch(limits);
  json::sax_parse(text, &watch);
  return std::move(watch.fault);
}

std::string line_and_column(std::string_view text, std::size_t byte) {
  std::string_view before = text.substr(0, std::min(byte > 0 ? byte - 1 : 0, text.size()));
  auto line = std::count(before.begin(), before.end(), '\n') + 1;
  std::size_t start = before.rfind('\n');
  std::size_t column = before.size() - (start == std::string_view::npos ? 0 : start + 1) + 1;
  return fmt::format("line {}, column {}", line, column);
}

}  // namespace checkoutdiag::text
