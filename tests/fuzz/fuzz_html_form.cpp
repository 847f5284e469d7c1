#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "lib/failure.hpp"
#include "lib/fields/html_form.hpp"

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

// A page of anybody has fields with names, or is refused.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace checkoutdiag;
  const std::string_view page(reinterpret_cast<const char*>(data), size);
  try {
    for (const fields::Field& each : fields::read_html_form(page, "1", "page").fields)
      must(!each.name.empty());
  } catch (const Failure& failure) {
    must(failure.kind == Failure::Kind::input);
  }
  return 0;
}
