#include <fmt/core.h>

#include <nlohmann/json.hpp>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_line.hpp"
#include "lib/text/json_object.hpp"
#include "lib/text/json_shape.hpp"

namespace checkoutdiag::text {
namespace {

using nlohmann::json;

Failure wrong(const std::string& what) {
  return Failure(Failure::Kind::input, what);
}

std::string in_words(const JsonFault& fault, std::string_view text, const char* kind) {
  switch (fault.kind) {
    case JsonFault::Kind::too_deep:
      return "nested too deeply";
    case JsonFault::Kind::too_many:
      return fmt::format("more values than a {} has", kind);
    case JsonFault::Kind::given_twice:
      return fmt::format("\"{}\" is given twice in one object", printable(fault.key, 80));
    case JsonFault::Kind::number:
      return "a number that is too large";
    case JsonFault::Kind::not_json:
      break;
  }
  const std::string place = line_and_column(text, fault.byte);
  return "not JSON at" + place.substr(place.find(',') + 1);
}

void check_size(std::size_t bytes, const std::string& file, std::size_t most) {
  if (bytes <= most) return;
  throw wrong(most < 1024 * 1024 ? fmt::format("{}: larger than {} KiB", file, most / 1024)
                                 : fmt::format("{}: larger than {} MiB", file, most / 1024 / 1024));
}

}  // namespace

json parse_json(const JsonSource& source, std::size_t most_bytes, const JsonLimits& limits,
                const char* kind) {
  check_size(source.text.size(), source.file, most_bytes);
  const auto fault = fault_in_json(source.text, limits);
  if (!fault) return json::parse(source.text);
  throw wrong(fmt::format("{}:{}: {}", source.file,
                          source.before + line_of(source.text, *fault, limits),
                          in_words(*fault, source.text, kind)));
}

}  // namespace checkoutdiag::text
