#include "cli/output/output.hpp"

#include "lib/failure.hpp"

namespace checkoutdiag::output {
namespace {

struct Entry {
  std::string_view kind;
  std::string (*render)(const Report&, const Context&);
};

constexpr Entry kFormats[] = {
    {"json", json},     {"junit", junit},       {"sarif", sarif},           {"github", github},
    {"gitlab", gitlab}, {"markdown", markdown}, {"prometheus", prometheus}, {"nagios", nagios},
};

constexpr std::string_view kKinds[] = {
    kFormats[0].kind, kFormats[1].kind, kFormats[2].kind, kFormats[3].kind,
    kFormats[4].kind, kFormats[5].kind, kFormats[6].kind, kFormats[7].kind,
};
static_assert(std::size(kKinds) == std::size(kFormats));

}  // namespace

std::span<const std::string_view> kinds() {
  return kKinds;
}

std::string render(std::string_view kind, const Report& report, const Context& context) {
  for (const Entry& format : kFormats)
    if (format.kind == kind) return format.render(report, context);
  throw Failure(Failure::Kind::internal, "no such format: " + std::string(kind));
}

}  // namespace checkoutdiag::output
