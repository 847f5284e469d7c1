#include <algorithm>

#include "lib/text/ascii.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/form.hpp"

namespace checkoutdiag::webhook {
namespace {

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

// A member of the body's JSON by its path: "data.id".
std::string member_of(std::string_view body, std::string_view path) {
  text::JsonTokens tokens(body);
  if (tokens.next().kind != text::JsonToken::Kind::object_begin) return {};
  std::string name, value;
  for (;;) {
    const text::JsonToken key = tokens.next();
    if (key.kind != text::JsonToken::Kind::key || !text::unescape_json(key.raw, name)) return {};
    const text::JsonToken found = tokens.next();
    const std::string_view wanted = path.substr(0, path.find('.'));
    if (name != wanted) {
      if (!tokens.skip(found)) return {};
      continue;
    }
    if (wanted.size() < path.size()) {
      if (found.kind != text::JsonToken::Kind::object_begin) return {};
      path.remove_prefix(wanted.size() + 1);
      continue;
    }
    if (found.kind == text::JsonToken::Kind::number) return std::string(found.raw);
    const bool text = found.kind == text::JsonToken::Kind::string;
    return text && text::unescape_json(found.raw, value) ? value : std::string();
  }
}

std::string with_parameter(std::string_view url, const std::string& name, std::string_view value) {
  if (url.empty()) url = "https://localhost/";
  const std::size_t end = std::min(url.find('#'), url.size());
  const bool query = url.substr(0, end).find('?') != url.npos;
  return std::string(url.substr(0, end)) + (query ? "&" : "?") + name + "=" +
         encode_component(value) + std::string(url.substr(end));
}

// The URL lacks what is signed of it, where another place has the same value.
void try_missing_parameter(Search& search, const std::string& name) {
  const std::string& url = search.given.url;
  if (has_parameter(url, name)) return;
  const auto attempt = [&](const std::string& value, const CauseWords& words) {
    if (value.empty()) return;
    try_url(search, with_parameter(url, name, value), words);
    try_url(search, with_parameter(url, name, text::lower(value)), words);
  };
  const std::string short_name = name.substr(name.rfind('.') + 1);
  for (const Header& each : decode_query(url).value_or(std::vector<Header>()))
    if (each.name == short_name && short_name != name)
      attempt(each.value,
              {"url.parameter-renamed",
               "the URL has the parameter " + short_name + " where " + name + " is signed",
               "its value is taken for " + name,
               "use the query as it crossed the wire, and verify with its own names: a "
               "router or a relay wrote it anew"});
  const std::string body_has = name + " is taken from the body";
  attempt(member_of(search.given.body, name),
          url.empty()
              ? CauseWords{"url.missing",
                           "the URL is not known, and the sender signed its parameter " + name,
                           body_has, "give the URL that the sender calls, with its query: --url"}
              : CauseWords{"url.query-removed",
                           "the URL lacks the parameter " + name + ", which the sender signed",
                           body_has,
                           "use the URL as it crossed the wire, with its query: a proxy that "
                           "rewrites paths, or a framework that shows the path alone, drops it"});
}

// RFC 9421 signs the method, and few receivers write it down.
void try_methods(Search& search) {
  if (search.scheme.special != "message-signatures" || !search.covers("\"@method\"")) return;
  for (const char* method : {"POST", "PUT", "GET", "PATCH", "DELETE"}) {
    if (search.over()) return;
    if (search.given.method == method) continue;
    search.work.method = method;
    const bool proven = search.proves(search.verifier);
    search.work.method = search.given.method;
    if (!proven) continue;
    search.prove({"url.method-changed",
                  "the request's method is not the one that the sender signed",
                  std::string("it is ") + method,
                  std::string("verify with the method that the sender used: --method ") + method});
    return;
  }
}

}  // namespace

std::vector<std::string> signed_parameters(const Scheme& scheme) {
  std::vector<std::string> names;
  for (const Group& group : scheme.layout)
    for (const Part& part : group.parts)
      if (part.source == Part::Source::query) names.push_back(part.name);
  return names;
}

bool has_parameter(std::string_view url, std::string_view name) {
  const std::optional<std::vector<Header>> query = decode_query(url);
  return query && std::any_of(query->begin(), query->end(),
                              [&](const Header& each) { return each.name == name; });
}

void try_urls(Search& search) {
  constexpr std::size_t kLongest = 16 * 1024;
  try_methods(search);
  if (search.given.url.size() > kLongest || search.over()) return;
  for (const std::string& name : signed_parameters(search.scheme)) {
    try_parameter(search, name);
    try_missing_parameter(search, name);
  }
  if (!search.signs_url() || search.given.url.empty() || search.over()) return;
  url_repairs(search.given.url, search.given.headers, [&](Variant&& variant) {
    const bool proven = search.proves_with_url(search.verifier, variant.value);
    if (proven) search.prove(words_of(variant));
    // The first is the least that explains it; Twilio's readings of ports take further ones, too.
    return !proven && !search.over();
  });
}

}  // namespace checkoutdiag::webhook
