#include "lib/text/redact.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "lib/text/ascii.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/text/pan.hpp"
#include "lib/text/redact_member.hpp"

namespace checkoutdiag::text {
namespace {

constexpr std::string_view kCut = "…";

/// What secrets of payment providers begin with. A publishable key is none, but is not worth
/// showing either.
constexpr std::string_view kBeginnings[] = {
    "sk_live_",        "sk_test_",  "rk_live_",  "rk_test_", "pk_live_",
    "pk_test_",        "sk_sbx_",   "pk_sbx_",   "whsec_",   "whsk_",
    "whpk_",           "rzp_live_", "rzp_test_", "EAAA",     "sq0atp-",
    "sq0csp-",         "sq0idp-",   "APP_USR-",  "A21AA",    "access_token$",
    "xnd_production_", "shpat_",    "shpss_",    "shpca_",   "xnd_development_",
    "xnd_public_",     "eyJ",       "FLWSECK-",  "FLWSECK_", "pdl_live_",
    "pdl_sdbx_",       "sandbox_",
};

bool in_word(char c) {
  return is_letter(c) || is_digit(c) || c == '_';
}

bool is_hex(char c) {
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'f');
}

bool in_token(char c) {
  return in_word(c) ||
         (c != '\0' && std::string_view("-.~+/=$%").find(c) != std::string_view::npos);
}

bool in_local_part(char c) {
  return in_word(c) || static_cast<unsigned char>(c) >= 0x80 ||
         (c != '\0' && std::string_view(".+-%").find(c) != std::string_view::npos);
}

/// Goes over a text once; each of the looks below either takes something and returns true, or
/// leaves everything as it is.
class Redaction {
 public:
  explicit Redaction(std::string_view text) : text_(text) {
    if (text.find_first_of("{[\"") == text.find_first_not_of(" \t\r\n")) read_json();
  }

  std::string run() {
    while (at_ < text_.size()) {
      if (number()) continue;
      const bool begins = begins_word();
      if (user_info() || (begins && (authorization() || beginning() || member() || mail())) ||
          pan())
        continue;
      out_ += text_[at_++];
    }
    return std::move(out_);
  }

 private:
  // Of JSON the numbers that are long enough for a card number, and the strings, in reverse.
  void read_json() {
    constexpr std::size_t kShortest = 13;
    using Kind = JsonToken::Kind;
    JsonTokens tokens(text_);
    for (JsonToken token = tokens.next(); token.kind != Kind::end && token.kind != Kind::fault;
         token = tokens.next()) {
      if (token.kind == Kind::number && token.raw.size() >= kShortest)
        numbers_.push_back(token.raw);
      if (token.kind == Kind::string || token.kind == Kind::key)
        strings_.push_back(token.raw.substr(1, token.raw.size() - 2));
    }
    std::reverse(numbers_.begin(), numbers_.end());
    std::reverse(strings_.begin(), strings_.end());
  }

  // What a member that begins here may be part of: in a string of JSON the rest of it, for its
  // quote begins no value. Of a member of that JSON itself, whose name fills the string, all.
  std::string_view around_member() {
    const char* const here = text_.data() + at_;
    while (!strings_.empty() && strings_.back().data() + strings_.back().size() <= here)
      strings_.pop_back();
    if (strings_.empty() || strings_.back().data() > here) return text_;
    const std::size_t end =
        static_cast<std::size_t>(strings_.back().data() - text_.data()) + strings_.back().size();
    const auto in_name = [](char c) { return in_word(c) || c == '-'; };
    const bool fills =
        end - at_ <= kLongestMemberName && std::all_of(here, text_.data() + end, in_name);
    return fills ? text_ : text_.substr(0, end);
  }

  // A number of which something was cut is none any more; JSON must stay JSON.
  bool number() {
    while (!numbers_.empty() && numbers_.back().data() < text_.data() + at_)
      numbers_.pop_back();
    if (numbers_.empty() || numbers_.back().data() != text_.data() + at_) return false;
    const std::string_view raw = numbers_.back();
    const std::string cut = Redaction(raw).run();
    out_ += cut == raw ? cut : '"' + cut + '"';
    at_ += raw.size();
    return true;
  }

  // "card%5Bcvc" has a bracket before its last word.
  bool begins_word() const {
    if (at_ == 0 || !in_word(text_[at_ - 1])) return true;
    return at_ >= 3 && text_[at_ - 3] == '%' && is_hex(text_[at_ - 2]) && is_hex(text_[at_ - 1]);
  }

  std::string_view rest() const { return text_.substr(at_); }

  std::size_t token_length(std::size_t from) const {
    std::size_t end = from;
    while (end < text_.size() && in_token(text_[end]))
      ++end;
    return end - from;
  }

  void take(std::size_t shown, std::size_t hidden) {
    out_.append(text_.substr(at_, shown)).append(kCut);
    at_ += shown + hidden;
  }

  // https://user:password@host
  bool user_info() {
    if (!rest().starts_with("://")) return false;
    const std::size_t end =
        std::min(text_.find_first_of("/?# \t\r\n\"'<>\\", at_ + 3), text_.size());
    const std::size_t mark = text_.substr(at_ + 3, end - at_ - 3).rfind('@');
    if (mark == std::string_view::npos) return false;
    take(3, mark);
    return true;
  }

  // "Basic authentication" is no credential.
  bool authorization() {
    for (std::string_view scheme : {"Bearer", "Basic", "GenieKey", "Token"}) {
      if (!equal_ignoring_case(rest().substr(0, scheme.size()), scheme)) continue;
      std::size_t from = at_ + scheme.size();
      while (from < text_.size() && (text_[from] == ' ' || text_[from] == '+'))
        ++from;
      // Before the token is measured: in "bearer.bearer.…" it would be anew at each word.
      if (from == at_ + scheme.size()) return false;
      const std::size_t length = token_length(from);
      const std::string_view token = text_.substr(from, length);
      const bool plain = std::all_of(token.begin(), token.end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || c == '.'; });
      if (length < 6 || plain) return false;
      take(from - at_, length);
      return true;
    }
    return false;
  }

  bool beginning() {
    for (std::string_view known : kBeginnings) {
      if (!rest().starts_with(known)) continue;
      const std::size_t length = token_length(at_ + known.size());
      // Short ones without a separator are beginnings of words, too.
      const std::size_t least = in_word(known.back()) && known.back() != '_' ? 12 : 1;
      if (length < least) return false;
      take(known.size(), length);
      return true;
    }
    return false;
  }

  bool member() {
    const auto hidden = hidden_member(around_member(), at_);
    if (!hidden) return false;
    out_.append(text_.substr(at_, hidden->shown)).append(hidden->instead);
    at_ += hidden->shown + hidden->hidden;
    return true;
  }

  bool mail() {
    constexpr std::size_t kLongest = 256;
    std::size_t mark = at_;
    while (mark < text_.size() && mark - at_ < kLongest && in_local_part(text_[mark]) &&
           !text_.substr(mark).starts_with("%40"))
      ++mark;
    if (mark == at_ || mark == text_.size()) return false;
    const std::size_t sign = text_[mark] == '@' ? 1 : text_[mark] == '%' ? 3 : 0;
    if (sign == 0 || !is_domain(mark + sign)) return false;
    take(0, mark - at_);
    return true;
  }

  bool is_domain(std::size_t from) const {
    std::size_t end = from, dot = from;
    while (end < text_.size() && (in_word(text_[end]) || text_[end] == '-' || text_[end] == '.')) {
      if (text_[end] == '.' && end + 1 < text_.size() && is_letter(text_[end + 1])) dot = end;
      ++end;
    }
    return dot > from && end - dot > 2;
  }

  bool pan() {
    if (!is_digit(text_[at_])) return false;
    const auto found = pan_at(text_, at_);
    if (!found) return false;
    out_ += shown_pan(*found);
    at_ += found->length;
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string out_;
  std::vector<std::string_view> numbers_, strings_;  // the next one is the last
};

bool holds_credentials(std::string_view header) {
  const std::string name = lower(header);
  const auto has = [&name](std::string_view word) { return name.find(word) != std::string::npos; };
  if (has("idempot") || name == "authority" || name == ":authority") return false;
  constexpr std::array kWords{"key",    "token",   "secret",  "auth",   "signature",
                              "cookie", "session", "passwor", "passwd", "credential"};
  return std::any_of(kWords.begin(), kWords.end(), has);
}

}  // namespace

std::string redacted(std::string_view text) {
  // What is cut may leave digits or names beside each other that were not before.
  constexpr int kMostRounds = 5;
  std::string out = Redaction(text).run();
  for (int round = 1; round < kMostRounds && out != text; ++round) {
    std::string again = Redaction(out).run();
    if (again == out) break;
    out = std::move(again);
  }
  return out;
}

std::string redacted_header(std::string_view name, std::string_view value) {
  return holds_credentials(name) ? "(not shown)" : redacted(value);
}

}  // namespace checkoutdiag::text
