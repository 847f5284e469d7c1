#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "lib/text/escape.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/webhook/diagnose.hpp"
#include "lib/webhook/input/input.hpp"

// A batch's lines of anybody, one after the other: what a line says never depends on the lines
// before it, and the answer is one line of JSON whatever the line holds.
using namespace checkoutdiag;
using namespace checkoutdiag::webhook;

namespace {

bool same(const std::vector<Header>& a, const std::vector<Header>& b) {
  if (a.size() != b.size()) return false;
  for (std::size_t i = 0; i < a.size(); ++i)
    if (a[i].name != b[i].name || a[i].value != b[i].value) return false;
  return true;
}

bool same(const BatchLine& a, const BatchLine& b) {
  return a.name == b.name && a.scheme == b.scheme && a.has_secret == b.has_secret &&
         a.secret == b.secret && a.secrets == b.secrets && a.now == b.now &&
         a.tolerance == b.tolerance && a.settings == b.settings &&
         a.delivery.method == b.delivery.method && a.delivery.url == b.delivery.url &&
         a.delivery.body == b.delivery.body && same(a.delivery.headers, b.delivery.headers) &&
         same(a.delivery.params, b.delivery.params);
}

bool is_json(std::string_view text) {
  text::JsonTokens tokens(text);
  return tokens.skip(tokens.next()) && tokens.next().kind == text::JsonToken::Kind::end;
}

void check(std::string_view text, BatchLine& reused) {
  BatchLine fresh;
  std::string fault, again;
  const bool good = read_batch_line(text, fresh, fault);
  if (read_batch_line(text, reused, again) != good || fault != again) std::abort();
  if (good != fault.empty() || fresh.name != reused.name) std::abort();
  if (good && (!same(fresh, reused) || !is_json(text))) std::abort();
  if (!text::is_utf8(fault) || fault.find('\n') != std::string::npos) std::abort();
  std::string out;
  const std::vector<Cause> causes{{"a", fault, fresh.name, false}};
  write_batch_line({fresh.name, good, good, false, causes}, out);
  if (!is_json(out) || !text::is_utf8(out) || out.find('\n') != out.size() - 1) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(data), size);
  BatchLine line;
  while (!rest.empty()) {
    const std::size_t feed = rest.find('\n');
    check(rest.substr(0, feed), line);
    rest.remove_prefix(feed == std::string_view::npos ? rest.size() : feed + 1);
  }
  return 0;
}
