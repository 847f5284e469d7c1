#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/webhook/diagnose/search.hpp"

namespace checkoutdiag::webhook {
namespace {

// The names of the query's parameters that the scheme signs.
std::vector<std::string> signed_parameters(const Scheme& scheme) {
  std::vector<std::string> names;
  for (const Group& group : scheme.layout)
    for (const Part& part : group.parts)
      if (part.source == Part::Source::query) names.push_back(part.name);
  return names;
}

std::string in_case(std::string_view text, bool capitals) {
  std::string out = text::lower(text);
  if (capitals)
    for (char& c : out)
      if (text::is_letter(c)) c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// The URL with the value of that parameter exchanged; nothing when it is not there.
std::string with_value(std::string_view url, const std::string& name, auto change) {
  const std::size_t query = url.find('?');
  if (query == std::string_view::npos) return {};
  for (std::size_t at = query + 1; at < url.size();) {
    const std::size_t end = std::min(url.find_first_of("&#", at), url.size());
    const std::string_view pair = url.substr(at, end - at);
    if (pair.starts_with(name + "=")) {
      const std::size_t value = at + name.size() + 1;
      return std::string(url.substr(0, value)) + change(url.substr(value, end - value)) +
             std::string(url.substr(end));
    }
    at = end + 1;
  }
  return {};
}

void try_url(Search& search, std::string url, const CauseWords& words) {
  if (search.over() || url.empty() || url == search.given.url) return;
  if (search.proves_with_url(search.verifier, url)) search.prove(words);
}

// PHP makes "data.id" "data_id", and a URL that is put together from its parameters has that.
void try_parameter(Search& search, const std::string& name) {
  for (const bool capitals : {false, true})
    try_url(search,
            with_value(search.given.url, name,
                       [&](std::string_view value) { return in_case(value, capitals); }),
            {"id.case-changed", "the parameter " + name + " is in another case than was signed",
             capitals ? "its letters are capitals" : "its letters are small",
             "use the parameter as the scheme has it: Mercado Pago signs its lower-case form"});
  std::string underscores = name;
  std::replace(underscores.begin(), underscores.end(), '.', '_');
  if (underscores == name) return;
  const std::size_t query = search.given.url.find('?');
  const std::size_t at =
      query == std::string::npos ? query : search.given.url.find(underscores + "=", query);
  if (at == std::string::npos) return;
  std::string url = search.given.url;
  url.replace(at, underscores.size(), name);
  try_url(search, std::move(url),
          {"url.parameter-renamed", "the parameter " + name + " became " + underscores,
           "it has its own name", "use the query as it crossed the wire: PHP renames parameters"});
}

}  // namespace

void try_urls(Search& search) {
  constexpr std::size_t kLongest = 16 * 1024;
  if (search.given.url.empty() || search.given.url.size() > kLongest) return;
  for (const std::string& name : signed_parameters(search.scheme))
    try_parameter(search, name);
  if (!search.signs_url() || search.over()) return;
  url_repairs(search.given.url, search.given.headers, [&](Variant&& variant) {
    if (search.proves_with_url(search.verifier, variant.value)) search.prove(words_of(variant));
    return !search.over();
  });
}

}  // namespace checkoutdiag::webhook
