#include "lib/fields/html_form.hpp"

#include <fmt/core.h>

#include <algorithm>
#include <array>

#include "lib/failure.hpp"
#include "lib/fields/html_control.hpp"
#include "lib/text/ascii.hpp"
#include "lib/text/escape.hpp"
#include "lib/text/html.hpp"

namespace checkoutdiag::fields {
namespace {

using text::HtmlEvent;
using Kind = Failure::Kind;

struct Form {
  std::string id, name;
  bool outside = false;  // the controls that stand in no form
  bool checks = true;    // its browser looks at what is typed before it sends it
  std::vector<Field> fields;
};

// What a browser with scripts does not show (HTML 4.12.2, 4.12.3), or has as text alone.
bool is_inert(std::string_view element) {
  constexpr std::array<std::string_view, 4> kInert = {"template", "noscript", "textarea", "title"};
  return std::find(kInert.begin(), kInert.end(), element) != kInert.end();
}

std::vector<HtmlEvent> without_inert(std::vector<HtmlEvent> events) {
  int depth = 0;
  std::erase_if(events, [&](const HtmlEvent& each) {
    const bool counts = each.kind != HtmlEvent::Kind::text && is_inert(each.name);
    if (counts && each.kind == HtmlEvent::Kind::end) depth -= depth > 0;
    const bool is_within = depth > 0;
    if (counts && each.kind == HtmlEvent::Kind::start) ++depth;
    return is_within;
  });
  return events;
}

std::string attribute(const HtmlEvent& event, const char* name) {
  const std::string* value = event.find(name);
  return value ? *value : "";
}

/// Goes over a page, and puts each control into its form.
class Page {
 public:
  explicit Page(const std::vector<HtmlEvent>& events) {
    forms_.push_back({{}, {}, true, true, {}});
    // All of them first: a control may name one that comes after it.
    for (const HtmlEvent& each : events)
      if (each.kind == HtmlEvent::Kind::start && each.name == "form")
        forms_.push_back({attribute(each, "id"),
                          attribute(each, "name"),
                          false,
                          each.find("novalidate") == nullptr,
                          {}});
    for (const HtmlEvent& each : events)
      take(each);
    for (Form& form : forms_)
      if (!form.checks)
        for (Field& field : form.fields)
          forget_checks(field);
    // A button that sends a token of its own is a form in which nothing is typed.
    std::erase_if(forms_, [](const Form& each) {
      return std::all_of(each.fields.begin(), each.fields.end(),
                         [](const Field& field) { return field.is_hidden; });
    });
  }

  std::vector<Form> forms() && { return std::move(forms_); }

 private:
  void take(const HtmlEvent& event) {
    if (event.kind == HtmlEvent::Kind::text) {
      if (in_option_) option_ += event.text;
      return;
    }
    const bool starts = event.kind == HtmlEvent::Kind::start;
    if (event.name == "form" && starts) {
      open_ = ++begun_;
    } else if (event.name == "form") {
      open_ = 0;
    } else if (event.name == "option") {
      end_option();
      if (starts && !event.find("disabled")) begin_option(event);
    } else if (event.name == "select" && !starts) {
      end_option();
      add(select_);
      select_ = {};
    } else if (event.name == "select") {
      select_ = control_of(event);
      select_form_ = form_of(event);
    } else if (event.name == "fieldset") {
      // HTML 4.10.15: nothing within a disabled one is sent.
      if (starts)
        fieldsets_.push_back(is_disabled_ || event.find("disabled"));
      else if (!fieldsets_.empty())
        fieldsets_.pop_back();
      is_disabled_ = !fieldsets_.empty() && fieldsets_.back();
    } else if (starts && (event.name == "input" || event.name == "textarea")) {
      select_form_ = form_of(event);
      add(control_of(event));
    }
  }

  void begin_option(const HtmlEvent& event) {
    in_option_ = true;
    option_.clear();
    value_ = event.find("value") ? std::optional(*event.find("value")) : std::nullopt;
  }

  // HTML 4.10.10: without the attribute an option's value is its text without white space around.
  void end_option() {
    if (!in_option_) return;
    in_option_ = false;
    if (select_)
      select_->language.values.push_back(value_ ? *value_
                                                : std::string(text::trimmed(option_, " \t\r\n\f")));
  }

  void add(std::optional<Field> field) {
    if (!field || is_disabled_) return;
    std::vector<Field>& fields = forms_[select_form_].fields;
    const auto same = std::find_if(fields.begin(), fields.end(),
                                   [&](const Field& each) { return each.name == field->name; });
    if (same == fields.end()) return fields.push_back(std::move(*field));
    if (field->language.values.empty() || same->language.values.empty()) {
      // Both are sent: what one of them takes is no limit, and which one counts is not known.
      same->language = {};
      same->language.optional = true;
      same->unread.emplace_back("another control of the same name");
      return;
    }
    // Radio buttons: one of their values.
    same->language.values.insert(same->language.values.end(), field->language.values.begin(),
                                 field->language.values.end());
    same->language.optional = same->language.optional && field->language.optional;
  }

  std::size_t form_of(const HtmlEvent& event) const {
    const std::string id = attribute(event, "form");
    if (id.empty()) return open_;
    const auto found =
        std::find_if(forms_.begin(), forms_.end(), [&](const Form& each) { return each.id == id; });
    return found == forms_.end() ? 0 : static_cast<std::size_t>(found - forms_.begin());
  }

  // HTML 4.10.18.6: with novalidate patterns, lengths and required are not looked at.
  static void forget_checks(Field& field) {
    regex::Language& language = field.language;
    if (field.is_hidden) return;
    if (language.patterns.empty() && language.shortest == 0 && language.optional) return;
    language.patterns.clear();
    language.shortest = 0;
    if (language.values.empty()) language.optional = true;
    field.ignored = "the form has novalidate, so the browser checks nothing that is typed into it";
  }

  std::vector<Form> forms_;
  std::size_t begun_ = 0, open_ = 0, select_form_ = 0;
  std::vector<bool> fieldsets_;  // that are open; whether one is disabled, or is in such a one
  bool is_disabled_ = false;
  std::optional<Field> select_;
  bool in_option_ = false;
  std::string option_;
  std::optional<std::string> value_;
};

std::string called(const Form& form, std::size_t number) {
  const std::string& name = form.id.empty() ? form.name : form.id;
  return name.empty() ? std::to_string(number) : text::printable(name, 60);
}

}  // namespace

Schema read_html_form(std::string_view page, const std::string& part, const std::string& file) {
  std::vector<Form> forms = Page(without_inert(text::read_html(page, file))).forms();
  if (forms.empty())
    throw Failure(Kind::input, fmt::format("{}: no form with fields is in it", file),
                  "a form that scripts build is not in the page: save it from the browser's "
                  "inspector");
  std::string names;
  for (std::size_t i = 0; i < forms.size(); ++i) {
    const std::string name = called(forms[i], i + 1);
    names += (names.empty() ? "" : ", ") + name;
    const bool meant = part.empty() ? forms.size() == 1
                                    : part == forms[i].id || part == forms[i].name ||
                                          part == std::to_string(i + 1);
    if (!meant) continue;
    Schema schema;
    schema.source = file;
    schema.is_form = true;
    schema.kind = forms[i].outside ? "page without a form" : "form " + name;
    schema.fields = std::move(forms[i].fields);
    return schema;
  }
  throw Failure(Kind::input,
                part.empty() ? fmt::format("{} has {} forms with fields", file, forms.size())
                             : fmt::format("{} has no form {}", file, text::printable(part, 80)),
                fmt::format("name one, {}#{}: it has {}", file, called(forms.front(), 1), names));
}

}  // namespace checkoutdiag::fields
