/** @file Names of the library's main types, for headers that only pass them on. */
#pragma once

#include <cstdint>

namespace kvalspc {

struct Series;
struct Plan;
struct Phase;
struct Signal;
struct Settings;
struct Chart;
struct CompareSettings;
struct Comparison;
struct BatchSeries;
enum class ChartKind : std::uint8_t;
enum class Status : std::uint8_t;
enum class Verdict : std::uint8_t;
enum class Strength : std::uint8_t;
enum class Reason : std::uint8_t;

}  // namespace kvalspc
