/** @file How often a stable series signals all the same. */
#pragma once

#include <cstddef>
#include <limits>

namespace kvalspc::false_alarm {

/** P(at least one signal in a whole stable series); NaN where it was not computed. */
struct Rates {
  double limits = std::numeric_limits<double>::quiet_NaN();  ///< a point beyond its limits
  double rules = std::numeric_limits<double>::quiet_NaN();   ///< a rule of the set
  double either = std::numeric_limits<double>::quiet_NaN();
  std::size_t simulated = 0;  ///< series drawn with a fixed seed; 0: exact
};

/** Counts the series that signalled. */
class Tally {
 public:
  void add(bool limits, bool rules) noexcept {
    ++series_;
    limits_ += limits ? 1 : 0;
    rules_ += rules ? 1 : 0;
    either_ += limits || rules ? 1 : 0;
  }
  [[nodiscard]] Rates rates() const noexcept {
    const auto share = [&](std::size_t of) { return static_cast<double>(of) / static_cast<double>(series_); };
    return {share(limits_), share(rules_), share(either_), series_};
  }

 private:
  std::size_t series_{}, limits_{}, rules_{}, either_{};
};

}  // namespace kvalspc::false_alarm
