#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "lib/charge/body_parts.hpp"

namespace checkoutdiag::charge {
namespace {

using Kind = text::JsonToken::Kind;
using Active = std::vector<const Pointer*>;

/// A member that was written to the output, and may have to move.
struct Member {
  std::string name;
  std::size_t begin = 0, end = 0;
};

/// Writes a JSON text with its members sorted. Kinds have different first bytes, so that "5" and 5
/// stay different; what has no end of its own has its length in front.
class Canonical {
 public:
  Canonical(std::string_view body, std::string& out) : tokens_(body), out_(out) {}

  bool run(const Active& without) {
    return value(tokens_.next(), without, 0) && tokens_.next().kind == Kind::end;
  }

 private:
  // `active`: the pointers whose first `depth` parts lead here.
  bool value(const text::JsonToken& token, const Active& active, std::size_t depth) {
    switch (token.kind) {
      case Kind::object_begin:
        return depth < kDeepestBody && object(active, depth);
      case Kind::array_begin:
        return depth < kDeepestBody && list(active, depth);
      case Kind::string:
        text(token.raw);
        return true;
      case Kind::number:
        out_ += '#';
        append_counted(token.raw, out_);
        return true;
      case Kind::literal:
        out_ += token.raw.front();
        return true;
      default:
        return false;
    }
  }

  // Half a surrogate pair is no text; its escapes stand for themselves.
  void text(std::string_view raw) {
    const bool whole = text::unescape_json(raw, scratch_);
    if (!whole) scratch_ = raw;
    out_ += whole ? '"' : '\\';
    append_counted(scratch_, out_);
  }

  bool object(const Active& active, std::size_t depth) {
    const std::size_t begin = out_.size(), first = members_.size();
    out_ += '{';
    text::JsonToken token = tokens_.next();
    for (; token.kind == Kind::key; token = tokens_.next())
      if (!member(token.raw, active, depth)) return false;
    if (token.kind != Kind::object_end) return false;
    sort(begin + 1, first);
    members_.resize(first);
    out_ += '}';
    return true;
  }

  bool member(std::string_view raw, const Active& active, std::size_t depth) {
    const std::size_t begin = out_.size();
    text(raw);
    Member member{scratch_, begin, 0};
    const text::JsonToken first = tokens_.next();
    const Active deeper = leading(active, depth, scratch_);
    if (ends(deeper, depth + 1)) {
      out_.resize(begin);
      return tokens_.skip(first);
    }
    const std::size_t value_begin = out_.size();
    if (!value(first, deeper, depth + 1)) return false;
    // An object that was there for the key alone is as good as none.
    if (!deeper.empty() && std::string_view(out_).substr(value_begin) == "{}") {
      out_.resize(begin);
      return true;
    }
    member.end = out_.size();
    members_.push_back(std::move(member));
    return true;
  }

  bool list(const Active& active, std::size_t depth) {
    out_ += '[';
    text::JsonToken token = tokens_.next();
    for (std::size_t i = 0; token.kind != Kind::array_end; ++i, token = tokens_.next()) {
      const Active deeper = active.empty() ? Active{} : leading(active, depth, std::to_string(i));
      if (ends(deeper, depth + 1)) {
        if (!tokens_.skip(token)) return false;
        out_ += '-';
      } else if (!value(token, deeper, depth + 1)) {
        return false;
      }
    }
    out_ += ']';
    return true;
  }

  static Active leading(const Active& active, std::size_t depth, std::string_view part) {
    Active out;
    std::copy_if(active.begin(), active.end(), std::back_inserter(out),
                 [&](const Pointer* pointer) { return (*pointer)[depth] == part; });
    return out;
  }

  static bool ends(const Active& active, std::size_t depth) {
    return std::any_of(active.begin(), active.end(),
                       [&](const Pointer* pointer) { return pointer->size() == depth; });
  }

  // Members of one name keep their order: which of them counts is for the reader to say.
  void sort(std::size_t begin, std::size_t first) {
    const auto from = members_.begin() + static_cast<std::ptrdiff_t>(first);
    const auto less = [](const Member& a, const Member& b) { return a.name < b.name; };
    if (std::is_sorted(from, members_.end(), less)) return;
    std::stable_sort(from, members_.end(), less);
    std::string sorted;
    sorted.reserve(out_.size() - begin);
    for (auto member = from; member != members_.end(); ++member)
      sorted.append(out_, member->begin, member->end - member->begin);
    out_.replace(begin, out_.size() - begin, sorted);
  }

  text::JsonTokens tokens_;
  std::string& out_;
  std::string scratch_;          // the text of the string that was written last
  std::vector<Member> members_;  // of all objects that are open
};

bool under(const Pointer& parts, const Pointer& pointer) {
  return parts.size() >= pointer.size() &&
         std::equal(pointer.begin(), pointer.end(), parts.begin());
}

}  // namespace

void append_counted(std::string_view text, std::string& out) {
  fmt::format_to(std::back_inserter(out), "{}:", text.size());
  out += text;
}

bool append_canonical_json(std::string_view body, const std::vector<Pointer>& without,
                           std::string& out) {
  if (body.size() > kLargestBody) return false;
  Active active;
  for (const Pointer& pointer : without)
    if (!pointer.empty()) active.push_back(&pointer);
  out.reserve(out.size() + body.size() + body.size() / 4);
  return Canonical(body, out).run(active);
}

bool append_canonical_form(std::string_view body, const std::vector<Pointer>& without,
                           std::string& out) {
  std::optional<std::vector<RawPair>> found = form_pairs(body);
  if (!found) return false;
  std::vector<RawPair>& pairs = *found;
  std::erase_if(pairs, [&](const RawPair& pair) {
    const Pointer parts = form_parts(pair.name);
    return std::any_of(without.begin(), without.end(), [&](const Pointer& pointer) {
      return !pointer.empty() && under(parts, pointer);
    });
  });
  // Pairs of one name keep their order: "a[]=1&a[]=2" is a list.
  std::stable_sort(pairs.begin(), pairs.end(),
                   [](const RawPair& a, const RawPair& b) { return a.name < b.name; });
  for (const RawPair& pair : pairs) {
    append_counted(pair.name, out);
    append_counted(form_value(body, pair), out);
  }
  return true;
}

}  // namespace checkoutdiag::charge
