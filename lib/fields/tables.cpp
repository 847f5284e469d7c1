#include "lib/fields/tables.hpp"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "lib/data/embedded.hpp"
#include "lib/text/ascii.hpp"

namespace checkoutdiag::fields {
namespace {

using nlohmann::json;

// Ours: a test reads every one of them.
json table(std::string_view name) {
  return json::parse(data::find("fields/" + std::string(name)).value());
}

std::vector<Country> read_countries() {
  std::vector<Country> all;
  const json read = table("postal");
  for (const auto& [code, row] : read.at("countries").items()) {
    Country country;
    country.code = code;
    country.name = row.at("name");
    country.alpha3 = row.value("alpha3", "");
    country.number = row.value("numeric", "");
    country.postal_pattern = row.value("pattern", "");
    country.needs_postal = row.value("required", false);
    if (row.contains("examples")) row.at("examples").get_to(country.examples);
    all.push_back(std::move(country));
  }
  return all;
}

Brand::Prefix prefix_of(std::string_view words) {
  const std::size_t dash = words.find('-');
  const std::string_view first = words.substr(0, dash),
                         last = dash == std::string_view::npos ? first : words.substr(dash + 1);
  Brand::Prefix prefix;
  std::from_chars(first.data(), first.data() + first.size(), prefix.first);
  std::from_chars(last.data(), last.data() + last.size(), prefix.last);
  prefix.digits = static_cast<int>(first.size());
  return prefix;
}

std::vector<Brand> read_brands() {
  std::vector<Brand> all;
  const json read = table("cards");
  for (const auto& [id, row] : read.at("brands").items()) {
    Brand brand;
    brand.id = id;
    brand.name = row.at("name");
    for (const json& each : row.at("prefixes"))
      brand.prefixes.push_back(prefix_of(each.get_ref<const std::string&>()));
    row.at("lengths").get_to(brand.lengths);
    brand.code = row.at("code");
    brand.code_length = row.at("code_length");
    brand.luhn = row.at("luhn");
    all.push_back(std::move(brand));
  }
  return all;
}

std::vector<Currency> read_currencies() {
  std::vector<Currency> all;
  const json read = table("currencies");
  for (const auto& [code, row] : read.at("currencies").items())
    all.push_back({code, row.at("numeric"), row.at("exponent")});
  return all;
}

}  // namespace

const std::vector<Country>& countries() {
  static const std::vector<Country> all = read_countries();
  return all;
}

const Country* find_country(std::string_view code) {
  if (code.empty()) return nullptr;
  for (const Country& each : countries())
    if (text::equal_ignoring_case(each.code, code) ||
        text::equal_ignoring_case(each.alpha3, code) || each.number == code)
      return &each;
  return nullptr;
}

const std::map<std::string, regex::Language>& postal_languages() {
  static const std::map<std::string, regex::Language> all = [] {
    std::map<std::string, regex::Language> languages;
    for (const Country& each : countries()) {
      if (each.postal_pattern.empty()) continue;
      regex::Pattern pattern;
      pattern.text = each.postal_pattern;
      pattern.match = regex::Match::full;
      languages[each.code].patterns = {std::move(pattern)};
      languages[each.code].optional = !each.needs_postal;
    }
    return languages;
  }();
  return all;
}

const std::vector<Brand>& brands() {
  static const std::vector<Brand> all = read_brands();
  return all;
}

const Currency* find_currency(std::string_view code) {
  static const std::vector<Currency> all = read_currencies();
  for (const Currency& each : all)
    if (text::equal_ignoring_case(each.code, code) || each.number == code) return &each;
  return nullptr;
}

std::vector<Origin> origins() {
  std::vector<Origin> all;
  for (const char* name : {"postal", "cards", "currencies"}) {
    const json about = table(name);
    all.push_back({name, about.at("package"), about.at("source"), about.at("licence"),
                   about.at("notice"), about.at("date")});
  }
  return all;
}

}  // namespace checkoutdiag::fields
