#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/fields/json_schema.hpp"
#include "lib/text/yaml.hpp"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// YAML of anybody becomes JSON, and a schema of it fields, or is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace checkoutdiag;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    const nlohmann::json document = text::parse_yaml(text, "schema", {32, 5000});
    for (const fields::Field& each : fields::read_json_schema(document, "", "schema").fields)
      must(each.by_country.empty());
  } catch (const Failure& failure) {
    must(failure.kind == Failure::Kind::input);
  }
  return 0;
}
