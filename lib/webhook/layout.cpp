#include "lib/webhook/layout.hpp"

#include <fmt/core.h>

#include "lib/failure.hpp"
#include "lib/text/escape.hpp"

namespace checkoutdiag::webhook {
namespace {

using Source = Part::Source;

constexpr std::size_t kLongest = 1000;

struct Word {
  std::string_view word;
  Source source;
  bool named;  // "header:NAME"
};

constexpr Word kWords[] = {
    {"timestamp", Source::timestamp, false},
    {"id", Source::id, false},
    {"body", Source::body, false},
    {"body_crc32", Source::body_crc32, false},
    {"url", Source::url, false},
    {"header", Source::header, true},
    {"query", Source::query, true},
    {"param", Source::param, true},
    {"setting", Source::setting, true},
};

[[noreturn]] void wrong(const std::string& what) {
  throw Failure(Failure::Kind::input, what,
                "{timestamp}, {id}, {body}, {body_crc32}, {url}, {header:NAME}, {query:NAME}, "
                "{param:NAME} and {setting:NAME} stand for values, [] holds what may be absent");
}

Part part_of(std::string_view inside) {
  const std::size_t colon = inside.find(':');
  const std::string_view word = inside.substr(0, colon);
  const std::string_view name =
      colon == std::string_view::npos ? std::string_view{} : inside.substr(colon + 1);
  for (const Word& each : kWords)
    if (each.word == word && each.named == !name.empty()) return {each.source, std::string(name)};
  wrong(fmt::format("nothing is called {{{}}}", text::printable(inside, 80)));
}

// What has been read so far: literals grow until something else begins.
struct Reader {
  Layout layout;
  Group group;
  bool in_brackets = false;

  void literal(char c) {
    if (group.parts.empty() || group.parts.back().source != Source::literal)
      group.parts.push_back({Source::literal, {}});
    group.parts.back().name += c;
  }
  void close(bool optional) {
    group.optional = optional;
    if (!group.parts.empty()) layout.push_back(std::move(group));
    group = {};
  }
};

}  // namespace

Layout parse_layout(std::string_view text) {
  if (text.size() > kLongest) wrong(fmt::format("longer than {} bytes", kLongest));
  Reader reader;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '\\' && at + 1 < text.size()) {
      reader.literal(text[++at]);
    } else if (c == '{') {
      const std::size_t end = text.find('}', at);
      if (end == std::string_view::npos) wrong("a { without }");
      reader.group.parts.push_back(part_of(text.substr(at + 1, end - at - 1)));
      at = end;
    } else if (c == '[' || c == ']') {
      if ((c == ']') != reader.in_brackets) wrong(fmt::format("a {} too many", c));
      reader.close(reader.in_brackets);
      reader.in_brackets = c == '[';
    } else {
      reader.literal(c);
    }
  }
  if (reader.in_brackets) wrong("a [ without ]");
  reader.close(false);
  return std::move(reader.layout);
}

}  // namespace checkoutdiag::webhook
