#include <algorithm>
#include <array>
#include <optional>

#include "lib/text/ascii.hpp"
#include "lib/text/json_tokens.hpp"
#include "lib/webhook/diagnose/search.hpp"
#include "lib/webhook/repair/form.hpp"

// Forms that arrive otherwise: a browser posts a checkout's callback as JSON, a framework makes
// JSON of a form.
namespace checkoutdiag::webhook {
namespace {

using text::JsonToken;
using Kind = JsonToken::Kind;

constexpr std::size_t kMostFields = 500, kLongest = 1024 * 1024;

// The members of a flat object as a form's fields; nothing when it is none.
std::optional<std::vector<Header>> members_of(std::string_view body) {
  text::JsonTokens tokens(body);
  if (body.size() > kLongest || tokens.next().kind != Kind::object_begin) return {};
  std::vector<Header> members;
  for (JsonToken key = tokens.next(); key.kind != Kind::object_end; key = tokens.next()) {
    Header member;
    if (key.kind != Kind::key || !text::unescape_json(key.raw, member.name)) return {};
    const JsonToken value = tokens.next();
    if (value.kind == Kind::string) {
      if (!text::unescape_json(value.raw, member.value)) return {};
    } else if (value.kind == Kind::number || value.kind == Kind::literal) {
      if (value.raw != "null") member.value = value.raw;
    } else {
      return {};
    }
    members.push_back(std::move(member));
    if (members.size() > kMostFields) return {};
  }
  if (members.empty() || tokens.next().kind != Kind::end) return {};
  return members;
}

std::vector<std::string> field_names(const Scheme& scheme) {
  std::vector<std::string> names;
  for (const Group& group : scheme.layout)
    for (const Part& part : group.parts)
      if (part.source == Part::Source::param) names.push_back(part.name);
  if (!names.empty())
    names.insert(names.end(), scheme.signature.headers.begin(), scheme.signature.headers.end());
  return names;
}

// "razorpay_order_id" and "razorpayOrderId" alike.
std::string plain(std::string_view name) {
  std::string out = text::lower(name);
  std::erase(out, '_');
  return out;
}

// Programs of one's own give the fields names in camelCase; those of the scheme are put back.
void name_as_signed(const std::vector<std::string>& names, std::vector<Header>& members) {
  for (const std::string& name : names) {
    const auto named = [&](const Header& each) { return each.name == name; };
    if (std::any_of(members.begin(), members.end(), named)) continue;
    for (Header& each : members)
      if (plain(each.name) == plain(name)) each.name = name;
  }
}

CauseWords form_became_json(bool callback) {
  return {"body.form-became-json",
          callback ? "the callback came as JSON, and its values are members of the body"
                   : "the form was parsed, and its fields were written as JSON",
          callback ? "these members are taken for the form's fields"
                   : "the members are a form's fields again",
          callback ? "post the callback as the form that the checkout sends, or take the signed "
                     "values and the signature out of the JSON and verify over those, with the "
                     "order's id that your server kept"
                   : std::string(kFormFix)};
}

void with_params(Search& search, std::vector<Header> members) {
  const std::vector<std::string> names = field_names(search.scheme);
  name_as_signed(names, members);
  const bool all = !names.empty() && std::all_of(names.begin(), names.end(), [&](const auto& name) {
    return std::any_of(members.begin(), members.end(),
                       [&](const Header& each) { return each.name == name; });
  });
  search.work.params.swap(members);
  const bool proven = search.proves(search.verifier);
  search.work.params.swap(members);
  const CauseWords words = form_became_json(!names.empty());
  if (proven)
    search.prove(words);
  else if (all && search.verification.trouble == Trouble::header_missing)
    search.state(
        words.id, words.happened + "; with them, too, the signature is not right",
        "verify once more with the callback as a form: either its values were changed, or "
        "the secret is not " +
            (search.scheme.secret.where.empty() ? "the sender's"
                                                : "that of " + search.scheme.secret.where));
}

void as_form_body(Search& search, const std::vector<Header>& members) {
  for (const FormStyle& style : kFormStyles) {
    std::string body;
    for (const Header& each : members)
      body += (body.empty() ? "" : "&") + encode_form(each.name, style) + '=' +
              encode_form(each.value, style);
    if (search.over()) return;
    if (!search.proves_with_body(search.verifier, body)) continue;
    search.prove(form_became_json(false));
    return;
  }
}

// "payment|order" instead of "order|payment".
void try_order_of_fields(Search& search) {
  Scheme other = search.scheme;
  std::vector<Part*> fields;
  for (Group& group : other.layout)
    for (Part& part : group.parts)
      if (part.source == Part::Source::param) fields.push_back(&part);
  if (fields.size() != 2 || search.over()) return;
  std::swap(fields[0]->name, fields[1]->name);
  Verifier verifier(other, search.secrets, search.settings);
  if (search.proves(verifier))
    search.prove({"header.values-swapped",
                  "the signed values are in another order than the scheme's, or each came under "
                  "the other's name",
                  fields[0]->name + " comes before " + fields[1]->name,
                  "look whether each value stands under its own name: an order's id begins with "
                  "order_, a payment's with pay_; where a program of your own makes the signature, "
                  "let it put them in the scheme's order"});
}

}  // namespace

void try_fields(Search& search) {
  const bool fields = !field_names(search.scheme).empty() || search.scheme.special == "twilio" ||
                      search.scheme.special == "braintree";
  const std::string* type = find_header(search.given, "Content-Type");
  const bool form = type && text::lower(*type).find("x-www-form-urlencoded") != std::string::npos;
  if (search.given.params.empty() && (fields || (form && search.scheme.covers_body)))
    if (std::optional<std::vector<Header>> members = members_of(search.given.body))
      fields ? with_params(search, *std::move(members)) : as_form_body(search, *members);
  try_order_of_fields(search);
}

}  // namespace checkoutdiag::webhook
