#include <algorithm>

#include "cli/output/human.hpp"
#include "cli/output/layout.hpp"
#include "lib/text/escape.hpp"

// What was seen: labels, and values beside them.
namespace checkoutdiag::output {
namespace {

constexpr std::size_t kIndent = 1;
constexpr std::size_t kGap = 3;           // between the widest label and the values
constexpr std::size_t kBelow = 3;         // where values begin that stand below their label
constexpr std::size_t kWidestLabel = 13;  // a longer one has its values below
constexpr std::size_t kHang = 2;          // how far the rest of a broken row stands in

// Details that share a label.
struct Group {
  std::string label;
  std::vector<std::string> rows;
};

std::vector<Group> groups_of(const Subject& subject) {
  std::vector<Group> groups;
  for (const Detail& detail : subject.details) {
    std::string label = safe(detail.label);
    if (groups.empty() || groups.back().label != label) groups.push_back({label, {}});
    for (const std::string& line : lines(detail.value))
      groups.back().rows.push_back(safe(line));
  }
  return groups;
}

std::size_t depth_of(std::string_view row) {
  return std::min(row.find_first_not_of(' '), row.size());
}

// "A, B, C": names alone, whose lines may stand below each other.
bool is_list(std::string_view row) {
  row.remove_prefix(depth_of(row));
  for (std::size_t space = row.find(' '); space != std::string_view::npos;
       space = row.find(' ', space + 1))
    if (space == 0 || row[space - 1] != ',') return false;
  return true;
}

// One row in `room` columns; a row that stands in belongs to the one above, and so does its rest.
std::vector<std::string> broken(const std::string& row, std::size_t room) {
  if (text::columns(row) <= room) return {row};
  std::size_t depth = std::min(depth_of(row), room / 4);
  std::size_t hang = depth == 0 || is_list(row) ? depth : depth + kHang;
  std::vector<std::string> parts =
      wrap(std::string_view(row).substr(depth_of(row)), room - hang, LongWords::broken);
  std::size_t in = depth;
  for (std::string& part : parts) {
    part.insert(0, in, ' ');
    in = hang;
  }
  return parts;
}

bool fits(const Group& group, std::size_t room) {
  return std::all_of(group.rows.begin(), group.rows.end(), [&](const std::string& row) {
    std::size_t depth = depth_of(row);
    return text::columns(row) <= room ||
           depth + kHang + widest_word(std::string_view(row).substr(depth)) <= room;
  });
}

std::string group_text(const Group& group, std::size_t column, const HumanOptions& options) {
  std::string label =
      std::string(kIndent, ' ') + styled(group.label, options.styles.faint, options.styles);
  std::size_t room = options.width - std::min(options.width, column);
  std::string text, lead = label;
  if (text::columns(group.label) <= kWidestLabel && fits(group, room)) {
    lead += std::string(column - kIndent - text::columns(group.label), ' ');
  } else {
    text = label + "\n";
    column = kBelow;
    room = options.width - kBelow;
    lead = std::string(kBelow, ' ');
  }
  for (const std::string& row : group.rows)
    for (const std::string& part : broken(row, room)) {
      text += lead + part + "\n";
      lead = std::string(column, ' ');
    }
  return text;
}

}  // namespace

std::string details_text(const Subject& subject, const HumanOptions& options) {
  const std::vector<Group> groups = groups_of(subject);
  std::size_t widest = 0;
  for (const Group& group : groups)
    if (const std::size_t label = text::columns(group.label); label <= kWidestLabel)
      widest = std::max(widest, label);
  std::string text;
  for (const Group& group : groups)
    text += group_text(group, kIndent + widest + kGap, options);
  return text;
}

}  // namespace checkoutdiag::output
