#pragma once
#include <string_view>

#include "lib/webhook/repair/json_writer.hpp"

// What libraries write, each most common first, with words that go on from "it is written".
namespace checkoutdiag::webhook {

struct NamedSpacing {
  std::string_view words;
  Spacing spacing;
};

inline constexpr NamedSpacing kSpacings[] = {
    {"compactly", {}},
    {"with \", \" and \": \" as Python does", {.comma = ", ", .colon = ": "}},
    {"with an indent of two", {.colon = ": ", .indent = "  ", .lines = true}},
    {"with an indent of four", {.colon = ": ", .indent = "    ", .lines = true}},
    {"with an indent of tabs", {.colon = ": ", .indent = "\t", .lines = true}},
    {"as Jackson's pretty printer does",
     {.comma = ", ",
      .colon = " : ",
      .indent = "  ",
      .lines = true,
      .lists_in_line = true,
      .inside = " ",
      .empty = Spacing::Empty::spaced}},
    {"as older Ruby's pretty_generate does",
     {.colon = ": ", .indent = "  ", .lines = true, .empty = Spacing::Empty::ruby_lists}},
    {"as older Ruby's pretty_generate does",
     {.colon = ": ", .indent = "  ", .lines = true, .empty = Spacing::Empty::ruby}},
    {"with a space behind each colon", {.colon = ": "}},
    {"with a space behind each comma", {.comma = ", "}},
    {"with spaces inside brackets", {.comma = ", ", .colon = ": ", .inside = " "}},
    {"with spaces inside brackets and around colons",
     {.comma = ", ", .colon = " : ", .inside = " ", .empty = Spacing::Empty::spaced}},
    {"as Perl's pretty printer does", {.colon = " : ", .indent = "   ", .lines = true}},
    {"with lines and no indent", {.colon = ": ", .lines = true}},
    {"with an indent of one", {.colon = ": ", .indent = " ", .lines = true}},
    {"with an indent of three", {.colon = ": ", .indent = "   ", .lines = true}},
};

struct NamedStyle {
  StringStyle style;
  std::string_view words;
};

inline constexpr NamedStyle kStyles[] = {
    {StringStyle::plain, "without escapes that need not be"},
    {StringStyle::ascii, "with \\u00e9 for é, as Python does"},
    {StringStyle::php, "with \\/ for / and \\u00e9 for é, as PHP does"},
    {StringStyle::go, "with \\u003c, \\u003e and \\u0026 for <, > and &, as Go and Rails do"},
    {StringStyle::slashes, "with \\/ for /, as PHP does"},
    {StringStyle::ascii_upper, "with \\u00E9 for é, as Jackson does"},
    {StringStyle::gson, "with \\u003d and \\u0027 for = and ', as Gson does"},
    {StringStyle::dotnet, "with \\u0022 for quotes, as System.Text.Json does"},
};

struct NamedOrder {
  MemberOrder order;
  std::string_view words;
};

inline constexpr NamedOrder kOrders[] = {
    {MemberOrder::by_name, "with members sorted by name"},
    {MemberOrder::outer_by_name, "with the outermost members sorted by name"},
    {MemberOrder::by_name_length, "with members sorted by the length of their names"},
};

}  // namespace checkoutdiag::webhook
