#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/charge/profile.hpp"
#include "lib/failure.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/json_line.hpp"

// Whatever comes as a profile is refused with a line that it has and words that can be printed, or
// is one that keeps its own promises.
using namespace checkoutdiag;
using namespace checkoutdiag::charge;

namespace {

void must(bool holds) {
  if (!holds) std::abort();
}

void check(const Profile& profile) {
  must(!profile.name.empty() && !profile.title.empty() && !name(profile.policy).empty());
  must((profile.place == KeyPlace::none) == (profile.policy == Policy::no_key));
  must((profile.place == KeyPlace::none) == profile.key_name.empty());
  must(profile.least >= 1 && (profile.most == 0 || profile.least <= profile.most));
  must(profile.place == KeyPlace::none || !profile.methods.empty());
  must((profile.policy == Policy::conflict) == !profile.duplicate.statuses.empty());
  must(!profile.success.empty() && profile.object_id.starts_with('/'));
  for (const std::string& path : profile.paths)
    must(matches_path({path}, "/before" + path + "/?after=/x"));
  for (const std::string& host : profile.hosts)
    must(matches_host({host}, host.starts_with("*.") ? "a" + host.substr(1) : host));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  try {
    check(parse_profile(text, "f"));
  } catch (const Failure& failure) {
    const std::string_view what = failure.what();
    must(text::printable(what, 8192) == what && what.starts_with("f:"));
    if (size > 64 * 1024) return 0;
    const std::size_t line = std::strtoul(what.data() + 2, nullptr, 10);
    must(line >= 1);
    for (std::size_t i = 1, at = 0; i < line; ++i)
      must((at = text.find('\n', at) + 1) > 0);
  }
  must(text::line_of(text, text.substr(0, 40)) >= 1);
  return 0;
}
