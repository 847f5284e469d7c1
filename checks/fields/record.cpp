#include "checks/fields/record.hpp"

#include <algorithm>

#include "lib/failure.hpp"
#include "lib/fields/card.hpp"
#include "lib/fields/html_control.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/pan.hpp"

namespace checkoutdiag::fields {
namespace {

constexpr std::size_t kMostPlaces = 2000, kMostCurrencies = 2000;

bool is_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char each) { return text::is_digit(each); });
}

// "4.24242E+15", with a comma where a spreadsheet writes one.
bool is_rounded(std::string_view text) {
  const std::size_t e = text.find_first_of("eE");
  if (e == std::string_view::npos || e == 0) return false;
  std::string_view power = text.substr(e + 1);
  if (power.starts_with('+')) power.remove_prefix(1);
  return text::is_digit(text.front()) && !power.empty() && is_digits(power) &&
         text.substr(0, e).find_first_not_of("0123456789.,") == std::string_view::npos;
}

bool has_card_number(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i)
    if (text::is_digit(text[i]) && (i == 0 || !text::is_digit(text[i - 1])) &&
        text::pan_at(text, i))
      return true;
  return false;
}

const Field* field_of(const Schema& schema, const std::string& column) {
  for (const Field& each : schema.fields)
    if (each.name == column) return &each;
  for (const Field& each : schema.fields)
    if (text::equal_ignoring_case(each.name, column)) return &each;
  const Meaning meaning = meaning_of_name(column);
  const Field* found = nullptr;
  for (const Field& each : schema.fields) {
    if (meaning == Meaning::other || each.meaning != meaning) continue;
    if (found) return nullptr;
    found = &each;
  }
  return found;
}

std::unique_ptr<regex::Matcher> matcher_of(const regex::Language& language) {
  return std::make_unique<regex::Matcher>(language);
}

regex::Language email_language() {
  constexpr std::uint32_t kLongest = 254;  // RFC 5321, 4.5.3.1.3 without its angle brackets
  text::HtmlEvent input{text::HtmlEvent::Kind::start,
                        "input",
                        {{"name", "email"}, {"type", "email"}, {"required", ""}},
                        {},
                        0};
  regex::Language language = control_of(input)->language;
  language.longest = kLongest;
  return language;
}

}  // namespace

RecordJudge::RecordJudge(const Schema* schema, const std::vector<std::string>& columns,
                         const JudgeOptions& options)
    : options_(options) {
  for (const std::string& name : columns) {
    Column column;
    column.field = schema ? field_of(*schema, name) : nullptr;
    column.meaning = column.field ? column.field->meaning : meaning_of_name(name);
    column.is_judged = column.field || (!schema && column.meaning != Meaning::other);
    if (column.field && column.field->by_country.empty())
      column.language = matcher_of(column.field->language);
    for (const std::string& key : {name, std::string()}) {
      const auto steps = options.normalisers.find(key);
      if (steps == options.normalisers.end()) continue;
      column.normaliser = TextNormaliser(steps->second);
      break;
    }
    if (meaning_of_name(name) == Meaning::country) country_column_ = columns_.size();
    columns_.push_back(std::move(column));
  }
  if (std::none_of(columns_.begin(), columns_.end(),
                   [](const Column& each) { return each.is_judged; }))
    throw Failure(Failure::Kind::input,
                  schema ? "no column is a field of " + schema->source
                         : std::string("nothing is known of any column"),
                  "columns have names such as card_number, expiry, cvc, postal_code, country");
  for (bool first : {true, false})
    for (std::size_t at = 0; at < columns_.size(); ++at)
      if (columns_[at].is_judged && first == (columns_[at].meaning == Meaning::card_number))
        order_.push_back(at);
  if (schema)
    for (const Field& each : schema->fields)
      if (!each.language.optional &&
          std::none_of(columns_.begin(), columns_.end(),
                       [&](const Column& column) { return column.field == &each; }))
        absent_.push_back(each.name);
  email_ = matcher_of(email_language());
}

RecordJudge::Known RecordJudge::known(std::size_t column) const {
  return {columns_[column].is_judged, columns_[column].meaning};
}

const regex::Language* RecordJudge::rule(std::size_t column) const {
  const Field* field = columns_[column].field;
  if (!field) return nullptr;
  const auto found =
      place_ ? field->by_country.find(place_->country->code) : field->by_country.end();
  return found == field->by_country.end() ? &field->language : &found->second;
}

const std::vector<Problem>& RecordJudge::judge(const std::vector<std::string_view>& values) {
  problems_.clear();
  brands_.clear();
  for (std::size_t at = 0; at < columns_.size(); ++at) {
    Column& column = columns_[at];
    column.sent = column.normaliser.apply(values[at], column.buffer);
  }
  const std::string_view country =
      country_column_ ? columns_[*country_column_].sent : std::string_view();
  place_ = place_of(country.empty() ? std::string_view(options_.country) : country);
  for (std::size_t at : order_)
    judge_column(at);
  return problems_;
}

void RecordJudge::judge_column(std::size_t at) {
  const Column& column = columns_[at];
  if (column.field) judge_language(at, place_);
  if (column.sent.empty()) {
    // The one thing that every charge of a card has.
    if (!column.field && column.meaning == Meaning::card_number) add(at, Reason::missing);
    return;
  }
  judge_meaning(at, place_);
}

bool RecordJudge::matches(regex::Matcher& matcher, std::size_t at) {
  try {
    return matcher.matches(columns_[at].sent);
  } catch (const regex::PatternError&) {
    add(at, Reason::undecided);
    return true;
  }
}

void RecordJudge::judge_language(std::size_t at, Place* place) {
  Column& column = columns_[at];
  regex::Matcher* matcher = column.language.get();
  if (!matcher) {
    if (!place) {
      add(at, Reason::country_unknown);
      return;
    }
    auto& made = place->languages[at];
    if (!made) made = matcher_of(*rule(at));
    matcher = made.get();
  }
  if (!matches(*matcher, at)) add(at, column.sent.empty() ? Reason::missing : Reason::pattern);
}

// What no gateway takes. Formats that the schema has a say in are left to it.
void RecordJudge::judge_meaning(std::size_t at, Place* place) {
  const Column& column = columns_[at];
  const bool is_free = !column.field;
  switch (column.meaning) {
    case Meaning::card_number:
      if (is_free || column.field->luhn.value_or(true)) judge_card(at);
      return;
    case Meaning::security_code:
      return judge_code(at);
    case Meaning::expiry:
      return judge_expiry(at);
    case Meaning::postal_code:
      if (is_free) judge_postal(at, place);
      return;
    case Meaning::card_name:
      return judge_name(at);
    case Meaning::amount:
      if (is_free) judge_amount(at);
      return;
    case Meaning::country:
      if (is_free && !place_of(column.sent)) add(at, Reason::country);
      return;
    case Meaning::currency:
      if (is_free && !is_currency(column.sent)) add(at, Reason::currency);
      return;
    case Meaning::email:
      if (is_free && !matches(*email_, at)) add(at, Reason::email_format);
      return;
    case Meaning::phone:
    case Meaning::other:
      return judge_text(at);
  }
}

void RecordJudge::judge_card(std::size_t at) {
  constexpr std::size_t kLeast = 12, kMost = 19;  // ISO/IEC 7812-1, and Maestro's twelve
  const std::string_view number = columns_[at].sent;
  if (!is_digits(number)) return add(at, is_rounded(number) ? Reason::rounded : Reason::not_digits);
  if (number.size() < kLeast || number.size() > kMost) return add(at, Reason::card_length);
  brands_ = brands_of(number);
  if (brands_.empty()) add(at, Reason::brand_unknown);
  // Where prefixes overlap, the length decides before the prefix does (UnionPay and Maestro).
  const auto fits = std::stable_partition(brands_.begin(), brands_.end(), [&](const Brand* each) {
    return has_length(*each, number.size());
  });
  if (!brands_.empty() && fits == brands_.begin()) return add(at, Reason::card_length);
  const bool needs_luhn =
      std::all_of(brands_.begin(), fits, [](const Brand* each) { return each->luhn; });
  brands_.erase(fits, brands_.end());
  if (needs_luhn && !has_check_digit(number)) add(at, Reason::check_digit);
}

void RecordJudge::judge_code(std::size_t at) {
  const std::string_view code = columns_[at].sent;
  if (!is_digits(code)) return add(at, Reason::not_digits);
  const auto fits = [&](const Brand* brand) {
    return static_cast<std::size_t>(brand->code_length) == code.size();
  };
  const bool is_right = brands_.empty() ? code.size() == 3 || code.size() == 4
                                        : std::any_of(brands_.begin(), brands_.end(), fits);
  if (!is_right) add(at, Reason::code_length);
}

void RecordJudge::judge_expiry(std::size_t at) {
  constexpr int kFar = 20;
  const auto expiry = parse_expiry(columns_[at].sent, options_.order);
  // With a schema the format is its own: what it takes and is not read here is not judged.
  if (!expiry) return columns_[at].field ? void() : add(at, Reason::expiry_format);
  if (expiry->ambiguous) return add(at, Reason::expiry_order);
  if (expiry->month < 1 || expiry->month > 12) return add(at, Reason::expiry_month);
  const Validity validity = validity_of(*expiry, options_.now);
  if (validity == Validity::over) add(at, Reason::expired);
  if (validity == Validity::depends) add(at, Reason::expiry_zone);
  const auto today = std::chrono::floor<std::chrono::days>(options_.now);
  const int year = static_cast<int>(std::chrono::year_month_day(today).year());
  if (expiry->year > year + kFar) add(at, Reason::expiry_far);
}

void RecordJudge::judge_postal(std::size_t at, Place* place) {
  if (!place) return add(at, Reason::country_unknown);
  const auto& all = postal_languages();
  const auto found = all.find(place->country->code);
  if (found == all.end()) return add(at, Reason::postal_unneeded);
  if (!place->postal) place->postal = matcher_of(found->second);
  if (!matches(*place->postal, at)) add(at, Reason::postal_format);
}

void RecordJudge::judge_name(std::size_t at) {
  constexpr std::size_t kLeast = 2, kMost = 45;  // EMV 3-D Secure, cardholderName
  const std::string_view name = columns_[at].sent;
  if (has_card_number(name)) add(at, Reason::card_in_text);
  const std::size_t length = text::columns(name);
  if (length < kLeast || length > kMost) add(at, Reason::name_length);
  if (std::any_of(name.begin(), name.end(), [](char each) { return (each & 0x80) != 0; }))
    add(at, Reason::name_ascii);
}

void RecordJudge::judge_amount(std::size_t at) {
  constexpr std::size_t kMost = 15;
  const std::string_view amount = columns_[at].sent;
  if (!is_digits(amount) || amount.size() > kMost) return add(at, Reason::amount_format);
  if (amount.find_first_not_of('0') == std::string_view::npos) add(at, Reason::amount_zero);
}

void RecordJudge::judge_text(std::size_t at) {
  const Column& column = columns_[at];
  if (column.meaning != Meaning::phone) {
    if (has_card_number(column.sent)) add(at, Reason::card_in_text);
    return;
  }
  if (column.field) return;
  constexpr std::size_t kLeast = 7, kMost = 15;  // ITU-T E.164
  std::string_view number = column.sent;
  if (number.starts_with('+')) number.remove_prefix(1);
  if (!is_digits(number) || number.size() < kLeast || number.size() > kMost ||
      number.front() == '0')
    add(at, Reason::phone_format);
}

RecordJudge::Place* RecordJudge::place_of(std::string_view country) {
  if (country.empty()) return nullptr;
  std::string key(country);
  auto found = places_.find(key);
  if (found == places_.end()) {
    const Country* known = find_country(country);
    if (!known || places_.size() >= kMostPlaces) return nullptr;
    found = places_.emplace(std::move(key), Place{known, {}, nullptr}).first;
  }
  return &found->second;
}

bool RecordJudge::is_currency(std::string_view code) {
  const std::string key(code);
  const auto found = currencies_.find(key);
  if (found != currencies_.end()) return found->second;
  const bool known = find_currency(code) != nullptr;
  if (currencies_.size() < kMostCurrencies) currencies_.emplace(key, known);
  return known;
}

}  // namespace checkoutdiag::fields
