#include "lib/webhook/rfc9421/signature_base.hpp"

#include <algorithm>
#include <set>

#include "lib/text/ascii.hpp"
#include "lib/text/hex.hpp"
#include "lib/webhook/rfc9421/fields.hpp"

namespace checkoutdiag::webhook::rfc9421 {
namespace {

std::nullopt_t fail(Gap& gap, Trouble trouble, std::string subject) {
  gap = {trouble, std::move(subject)};
  return std::nullopt;
}

std::nullopt_t not_understood(Gap& gap, const FieldItem& component) {
  return fail(gap, Trouble::header_malformed, "Signature-Input: " + identifier(component));
}

/// Two identifiers are the same whatever the order of their parameters (RFC 9421 section 2).
std::string comparable(FieldItem component) {
  std::ranges::sort(component.parameters, {}, &Parameter::key);
  return identifier(component);
}

bool is_field_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return text::is_digit(c) || (text::is_letter(c) && c == text::lower(c)) ||
           std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos;
  });
}

bool understands(const FieldItem& component) {
  for (const Parameter& one : component.parameters) {
    const bool flag = one.key == "sf" || one.key == "bs" || one.key == "tr" || one.key == "req";
    if (flag ? !one.value.is_true() : one.key != "key" || one.value.kind != BareItem::Kind::string)
      return false;
  }
  const auto has = [&](std::string_view key) { return find(component.parameters, key) != nullptr; };
  return !has("bs") || (!has("sf") && !has("key"));
}

/// RFC 9421 section 2.1.3.
std::string as_bytes(const std::vector<std::string>& lines) {
  std::string out;
  for (const std::string& line : lines) {
    if (!out.empty()) out += ", ";
    out.append(1, ':').append(text::base64(text::bytes_of(line))).append(1, ':');
  }
  return out;
}

/// RFC 9421 section 2.1.1. Which of the three types a field has is not asked: a text that is more
/// than one of them is written alike, but for a dictionary's keys that come twice without a value.
std::optional<std::string> strictly(std::string_view text) {
  if (const std::optional<FieldItem> item = parse_item(text)) {
    std::string out;
    write(*item, out);
    return out;
  }
  if (const std::optional<std::vector<Member>> list = parse_list(text)) return written(*list);
  if (const std::optional<Dictionary> dictionary = parse_dictionary(text))
    return written(*dictionary);
  return {};
}

}  // namespace

std::string identifier(const FieldItem& component) {
  std::string out;
  write(component, out);
  return out;
}

bool SignatureBase::build(const Member& covered, std::string& out, Gap& gap) {
  std::set<std::string> seen;
  if (covered.items.size() > kMostComponents)
    return fail(gap, Trouble::header_malformed, "Signature-Input"), false;
  for (const FieldItem& component : covered.items) {
    if (component.value.kind != BareItem::Kind::string ||
        !seen.insert(comparable(component)).second)
      return not_understood(gap, component), false;
    const std::optional<std::string> found = value(component, gap);
    if (!found) return false;
    // A line end would begin a line of the attacker's choice.
    if (found->find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos)
      return fail(gap, Trouble::header_malformed, component.value.text), false;
    out.append(identifier(component)).append(": ").append(*found).append(1, '\n');
  }
  out += "\"@signature-params\": ";
  write(covered, out);
  return true;
}

std::optional<std::string> SignatureBase::value(const FieldItem& component, Gap& gap) {
  const std::string_view name = component.value.text;
  if (find(component.parameters, "req"))
    return fail(gap, Trouble::value_missing, identifier(component) + ", which is for responses");
  return name.starts_with('@') ? derived(component, gap) : field(component, gap);
}

std::optional<std::string> SignatureBase::field(const FieldItem& component, Gap& gap) {
  const std::string_view name = component.value.text;
  if (!is_field_name(name) || !understands(component)) return not_understood(gap, component);
  if (find(component.parameters, "tr"))
    return fail(gap, Trouble::value_missing, identifier(component) + ", which is a trailer");
  const std::vector<std::string> lines = field_lines(delivery_, name);
  if (lines.empty()) return fail(gap, Trouble::value_missing, std::string(name));
  std::size_t work = delivery_.headers.size();
  for (const std::string& line : lines)
    work += line.size() + 1;
  if (work > left_) return fail(gap, Trouble::header_malformed, "Signature-Input");
  left_ -= work;
  if (find(component.parameters, "bs")) return as_bytes(lines);
  const std::string text = *combined_value(delivery_, name);
  if (!find(component.parameters, "key") && !find(component.parameters, "sf")) return text;
  std::optional<std::string> out = structured(component, text);
  if (!out) return fail(gap, Trouble::value_missing, identifier(component));
  return out;
}

std::optional<std::string> SignatureBase::structured(const FieldItem& component,
                                                     const std::string& text) {
  Structured& known = structured_[component.value.text];
  const BareItem* key = find(component.parameters, "key");
  if (!key) {
    if (!known.strict) known.strict = strictly(text);
    return *known.strict;
  }
  // RFC 9421 section 2.1.2.
  if (!known.dictionary) known.dictionary = parse_dictionary(text);
  const Member* member = *known.dictionary ? rfc9421::find(**known.dictionary, key->text) : nullptr;
  if (!member) return {};
  std::string out;
  write(*member, out);
  return out;
}

std::optional<std::string> SignatureBase::authority() const {
  if (target_) return target_->authority;
  const std::vector<std::string> hosts = field_lines(delivery_, "host");
  if (hosts.size() != 1 || hosts.front().empty()) return {};
  return normal_authority(hosts.front(), "https");
}

std::optional<std::string> SignatureBase::derived(const FieldItem& component, Gap& gap) {
  const std::string_view name = component.value.text;
  if (name == "@query-param") return of_target(component, gap);
  if (name == "@status")
    return fail(gap, Trouble::value_missing, "\"@status\", which is for responses");
  if (!component.parameters.empty()) return not_understood(gap, component);
  if (name == "@method") {
    if (delivery_.method.empty()) return fail(gap, Trouble::value_missing, "\"@method\"");
    return delivery_.method;
  }
  if (name == "@authority") {
    std::optional<std::string> found = authority();
    if (!found) return fail(gap, Trouble::url_missing, "\"@authority\"");
    return found;
  }
  return of_target(component, gap);
}

std::optional<std::string> SignatureBase::of_target(const FieldItem& component, Gap& gap) {
  const std::string_view name = component.value.text;
  constexpr std::string_view kKnown[] = {"@target-uri", "@scheme", "@request-target",
                                         "@path",       "@query",  "@query-param"};
  if (std::ranges::find(kKnown, name) == std::end(kKnown)) return not_understood(gap, component);
  if (!target_) return fail(gap, Trouble::url_missing, identifier(component));
  const Target& to = *target_;
  if (to.whole.size() > left_) return fail(gap, Trouble::header_malformed, "Signature-Input");
  left_ -= to.whole.size();
  const std::string query = to.has_query ? "?" + std::string(to.query) : "";
  if (name == "@target-uri") return std::string(to.whole);
  if (name == "@scheme") return to.scheme;
  if (name == "@path") return std::string(to.path);
  if (name == "@request-target") return std::string(to.path) + query;
  if (name == "@query") return query.empty() ? "?" : query;
  const BareItem* which = find(component.parameters, "name");
  if (!which || which->kind != BareItem::Kind::string || component.parameters.size() != 1)
    return not_understood(gap, component);
  std::optional<std::string> found = query_parameter(to.query, which->text);
  if (!found) return fail(gap, Trouble::value_missing, identifier(component));
  return found;
}

}  // namespace checkoutdiag::webhook::rfc9421
