// Policies and pages of anybody: whatever comes, a list that is broader refuses no more, and what
// is told is safe to print.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "checks/threeds/page.hpp"
#include "cli/facts/page_facts.hpp"
#include "lib/failure.hpp"
#include "lib/page/csp.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/pan.hpp"

using namespace checkoutdiag;

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

bool refuses(const std::string& policy, page::Directive what, const page::Url& url,
             const page::Url& self) {
  page::Policies all;
  page::add_header_policies(all, policy);
  const auto refused = page::refusal(all, what, url, self);
  return refused && refused->unclear.empty();
}

void check_policy(const std::string& text, const page::Url& url, const page::Url& self) {
  for (const page::Directive what :
       {page::Directive::script, page::Directive::connect, page::Directive::frame,
        page::Directive::form_action, page::Directive::frame_ancestors}) {
    require(!refuses("img-src x", what, url, self));
    // What one policy refuses, two do.
    if (refuses(text, what, url, self)) require(refuses(text + ", frame-src *", what, url, self));
  }
}

void check_url(const std::string& text, const page::Url& self) {
  const auto url = page::resolve(text, self);
  if (!url) return;
  require(!url->host.empty() == (page::default_port(url->scheme) != 0));
  const auto again = page::parse_url(url->text);
  require(again && again->text == url->text && again->host == url->host);
  require(text::printable(page::shown(*url), 1000) == page::shown(*url));
}

void check_page(const std::string& text, const page::Url& self) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  page::Document document{self, true, {}, text.substr(end)};
  for (const char* name : {"Content-Security-Policy", "Set-Cookie", "X-Frame-Options"})
    document.headers.push_back({name, text.substr(0, end)});
  const page::Page page = page::read_page(document, "page", {});
  threeds::PageCase seen{page, {}, true, self, self, self, {self}, page::Fetched{}};
  seen.acs_answer->url = self;
  seen.acs_answer->status = 200;
  seen.acs_answer->headers = document.headers;
  std::vector<Outcome> outcomes;
  judge(threeds::pages(), seen, "page", outcomes);
  for (const Outcome& outcome : outcomes)
    for (const Finding& each : outcome.findings) {
      require(text::printable(each.message, 100'000) == each.message);
      // Words of ours beside theirs can look like a key; a card number never comes of it.
      require(text::without_pans(each.message) == each.message);
    }
  const PageFacts facts{page, {}, seen.acs_answer};
  require(text::is_utf8(to_json(facts)));
  details(facts);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const page::Url self = *page::parse_url("https://shop.example/pay"),
                         acs = *page::parse_url("https://acs.bank.example:8443/c/1");
  const std::string text(reinterpret_cast<const char*>(data), size);
  check_policy(text, acs, self);
  check_policy(text, self, self);
  check_url(text, self);
  try {
    check_page(text, self);
  } catch (const Failure& failure) {
    require(failure.kind == Failure::Kind::input);
  }
  return 0;
}
