#include "lib/webhook/rfc9421/structured_fields.hpp"

#include <algorithm>

#include "lib/text/hex.hpp"
#include "lib/webhook/rfc9421/bare_items.hpp"

namespace checkoutdiag::webhook::rfc9421 {
namespace {

bool read_parameters(Scanner& from, Parameters& out) {
  while (from.take_if(';')) {
    from.skip_spaces();
    Parameter one;
    if (!from.key(one.key)) return false;
    one.value.text = "1";
    if (from.take_if('=') && !from.bare_item(one.value)) return false;
    const auto same = std::ranges::find(out, one.key, &Parameter::key);
    if (same != out.end()) {
      same->value = std::move(one.value);
    } else {
      if (out.size() == kMostInside) return false;
      out.push_back(std::move(one));
    }
  }
  return true;
}

bool read_item(Scanner& from, FieldItem& out) {
  return from.bare_item(out.value) && read_parameters(from, out.parameters);
}

bool read_inner_list(Scanner& from, Member& out) {
  out.inner_list = true;
  while (!from.done()) {
    from.skip_spaces();
    if (from.take_if(')')) return read_parameters(from, out.parameters);
    if (out.items.size() == kMostInside || !read_item(from, out.items.emplace_back())) return false;
    if (from.front() != ' ' && from.front() != ')') return false;
  }
  return false;
}

bool read_member(Scanner& from, Member& out) {
  return from.take_if('(') ? read_inner_list(from, out) : read_item(from, out.items.emplace_back());
}

bool read_entry(Scanner& from, Dictionary& out) {
  Entry entry;
  if (!from.key(entry.key)) return false;
  if (from.take_if('=')) {
    if (!read_member(from, entry.member)) return false;
  } else {
    FieldItem& only = entry.member.items.emplace_back();
    only.value.text = "1";
    if (!read_parameters(from, only.parameters)) return false;
  }
  const auto same = std::ranges::find(out, entry.key, &Entry::key);
  if (same != out.end())
    same->member = std::move(entry.member);
  else
    out.push_back(std::move(entry));
  return true;
}

/// Goes over members with commas between them; false: `read` said so, or there is none behind a
/// comma.
template <class Read>
bool read_members(std::string_view text, const Read& read) {
  if (text.size() > kLongestField) return false;
  Scanner from(text);
  from.skip_spaces();
  for (std::size_t count = 0; !from.done(); ++count) {
    if (count == kMostMembers || !read(from)) return false;
    from.skip_spaces_and_tabs();
    if (from.done()) return true;
    if (!from.take_if(',')) return false;
    from.skip_spaces_and_tabs();
    if (from.done()) return false;
  }
  return true;
}

void write_string(std::string_view text, std::string& out) {
  out += '"';
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  out += '"';
}

void write_display(std::string_view text, std::string& out) {
  out += "%\"";
  for (char c : text) {
    if (c >= ' ' && c <= '~' && c != '"' && c != '%')
      out += c;
    else
      out.append(1, '%').append(text::hex(text::bytes_of(std::string_view(&c, 1))));
  }
  out += '"';
}

}  // namespace

std::optional<Dictionary> parse_dictionary(std::string_view text) {
  Dictionary out;
  if (!read_members(text, [&](Scanner& from) { return read_entry(from, out); })) return {};
  return out;
}

std::optional<std::vector<Member>> parse_list(std::string_view text) {
  std::vector<Member> out;
  if (!read_members(text, [&](Scanner& from) { return read_member(from, out.emplace_back()); }))
    return {};
  return out;
}

std::optional<FieldItem> parse_item(std::string_view text) {
  FieldItem out;
  if (text.size() > kLongestField) return {};
  Scanner from(text);
  from.skip_spaces();
  if (!read_item(from, out)) return {};
  from.skip_spaces();
  if (!from.done()) return {};
  return out;
}

const Member* find(const Dictionary& dictionary, std::string_view key) {
  const auto found = std::ranges::find(dictionary, key, &Entry::key);
  return found == dictionary.end() ? nullptr : &found->member;
}

const BareItem* find(const Parameters& parameters, std::string_view key) {
  const auto found = std::ranges::find(parameters, key, &Parameter::key);
  return found == parameters.end() ? nullptr : &found->value;
}

void write(const BareItem& item, std::string& out) {
  switch (item.kind) {
    case BareItem::Kind::string:
      return write_string(item.text, out);
    case BareItem::Kind::display:
      return write_display(item.text, out);
    case BareItem::Kind::bytes:
      out.append(1, ':').append(item.text).append(1, ':');
      return;
    case BareItem::Kind::boolean:
      out.append(1, '?').append(item.text);
      return;
    case BareItem::Kind::date:
      out.append(1, '@').append(item.text);
      return;
    case BareItem::Kind::integer:
    case BareItem::Kind::decimal:
    case BareItem::Kind::token:
      out += item.text;
      return;
  }
}

void write(const Parameters& parameters, std::string& out) {
  for (const Parameter& one : parameters) {
    out.append(1, ';').append(one.key);
    if (one.value.is_true()) continue;
    out += '=';
    write(one.value, out);
  }
}

void write(const FieldItem& item, std::string& out) {
  write(item.value, out);
  write(item.parameters, out);
}

void write(const Member& member, std::string& out) {
  if (!member.inner_list) return write(member.items.front(), out);
  out += '(';
  for (std::size_t i = 0; i < member.items.size(); ++i) {
    if (i) out += ' ';
    write(member.items[i], out);
  }
  out += ')';
  write(member.parameters, out);
}

std::string written(const Dictionary& dictionary) {
  std::string out;
  for (const Entry& entry : dictionary) {
    if (!out.empty()) out += ", ";
    out += entry.key;
    const Member& member = entry.member;
    if (!member.inner_list && member.items.front().value.is_true()) {
      write(member.items.front().parameters, out);
    } else {
      out += '=';
      write(member, out);
    }
  }
  return out;
}

std::string written(const std::vector<Member>& list) {
  std::string out;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i) out += ", ";
    write(list[i], out);
  }
  return out;
}

bool fits_string(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

}  // namespace checkoutdiag::webhook::rfc9421
