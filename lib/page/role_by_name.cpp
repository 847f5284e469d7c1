#include "lib/page/role_by_name.hpp"

#include <algorithm>

#include "lib/text/ascii.hpp"

namespace checkoutdiag::page {
namespace {

constexpr std::string_view kSpaces = " \t\r\n\f";

/// "threeDSMethod-frame" as "three", "ds", "method", "frame": what programmers join is taken apart
/// again, so that "col-md-3 ds-video" is not "3ds".
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!text::is_letter(c) && !text::is_digit(c)) {
      words.emplace_back();
      continue;
    }
    const bool is_upper = c >= 'A' && c <= 'Z';
    const char before = i > 0 ? name[i - 1] : ' ';
    const bool was_upper = before >= 'A' && before <= 'Z';
    const bool is_last_upper =
        is_upper && was_upper && i + 1 < name.size() && name[i + 1] >= 'a' && name[i + 1] <= 'z';
    const bool begins = (is_upper && !was_upper && !text::is_digit(before)) || is_last_upper;
    if (words.empty() || begins) words.emplace_back();
    words.back() += text::lower(c);
  }
  std::erase_if(words, [](const std::string& each) { return each.empty(); });
  return words;
}

constexpr std::string_view kSecure[] = {"3ds",      "3d secure",      "threeds",
                                        "three ds", "three d secure", "3dsecure"};

/// Whether words have one of the phrases, which begins where a word does and, where it is
/// `is_whole`, ends where one does.
bool has_phrase(const std::vector<std::string>& words, std::string_view phrase, bool is_whole) {
  std::string wanted;
  for (char c : phrase)
    if (c != ' ') wanted += c;
  for (std::size_t from = 0; from < words.size(); ++from) {
    std::string joined;
    for (std::size_t i = from; i < words.size() && joined.size() < wanted.size(); ++i)
      joined += words[i];
    if (is_whole ? joined == wanted : joined.starts_with(wanted)) return true;
  }
  return false;
}

bool is_secure(const std::vector<std::string>& words, bool is_whole) {
  return std::any_of(std::begin(kSecure), std::end(kSecure),
                     [&](std::string_view each) { return has_phrase(words, each, is_whole); });
}

bool has_any(const std::vector<std::string>& words, std::initializer_list<std::string_view> any) {
  return std::any_of(any.begin(), any.end(),
                     [&](std::string_view each) { return has_phrase(words, each, false); });
}

// "challenge", "challengeFrame": with another word beside it, it is some other challenge.
bool is_plain_challenge(const std::vector<std::string>& words) {
  constexpr std::string_view kBeside[] = {"challenge", "frame",     "iframe", "window", "modal",
                                          "popup",     "container", "acs",    "creq"};
  return !words.empty() && has_phrase(words, "challenge", false) &&
         std::all_of(words.begin(), words.end(), [&](const std::string& word) {
           return std::find(std::begin(kBeside), std::end(kBeside), word) != std::end(kBeside) ||
                  word == "challengeframe" || word == "challengeiframe";
         });
}

/// One attribute's word, or all of a title.
struct Name {
  std::vector<std::string> words;
  bool is_title = false;  // made of words as people write them
};

std::vector<Name> names_of(const text::HtmlEvent& tag) {
  std::vector<Name> names;
  for (const char* attribute : {"name", "id", "class"}) {
    const std::string* value = tag.find(attribute);
    for (std::string_view rest = value ? std::string_view(*value) : std::string_view();
         !rest.empty();) {
      const std::size_t end = std::min(rest.find_first_of(kSpaces), rest.size());
      if (end > 0) names.push_back({words_of(rest.substr(0, end)), false});
      rest.remove_prefix(std::min(end + 1, rest.size()));
    }
  }
  if (const std::string* title = tag.find("title")) names.push_back({words_of(*title), true});
  return names;
}

}  // namespace

Role role_by_name(const text::HtmlEvent& tag, bool is_hidden) {
  bool is_of_3ds = false, is_method = false, is_challenge = false;
  for (const Name& each : names_of(tag)) {
    if (has_any(each.words, {"captcha", "hcaptcha", "recaptcha", "turnstile"})) return Role::other;
    const bool is_named = is_secure(each.words, each.is_title);
    is_of_3ds = is_of_3ds || is_named;
    if (is_named && has_any(each.words, {"method", "fingerprint"})) is_method = true;
    if (is_named && has_any(each.words, {"challenge", "acs", "creq"})) is_challenge = true;
    if (!each.is_title && (has_any(each.words, {"creq", "acs frame", "acs iframe"}) ||
                           is_plain_challenge(each.words)))
      is_challenge = true;
  }
  if (is_method) return Role::method;
  if (is_challenge) return Role::challenge;
  if (!is_of_3ds) return Role::other;
  // The 3DS Method's frame is hidden by design.
  return is_hidden ? Role::method : Role::challenge;
}

}  // namespace checkoutdiag::page
