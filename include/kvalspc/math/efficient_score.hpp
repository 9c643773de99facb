/**
 * @file The efficient score of "these units, from these periods on" in a model with unit and period effects.
 *
 * The score of a treatment indicator after the nuisance effects are projected out: Cox and Hinkley (1974),
 * Theoretical Statistics, ch. 9.3. An indicator is a sum of pieces, one a unit, so that a reassignment of the
 * starts only adds other pieces.
 */
#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include <Eigen/Dense>

#include <kvalspc/math/two_way.hpp>

namespace kvalspc::math {

/** What one unit, treated from one period on, adds to score and information. */
struct ScorePiece {
  double score = 0.0;
  double own = 0.0;          ///< information after the unit's effect is projected out
  Eigen::VectorXd whitened;  ///< its squared length, summed over pieces, is lost to the periods' effects

  ScorePiece& operator+=(const ScorePiece& other) {
    score += other.score;
    own += other.own;
    if (whitened.size() == 0) whitened = other.whitened;
    else if (other.whitened.size() > 0) whitened += other.whitened;
    return *this;
  }
  [[nodiscard]] double information() const {
    return whitened.size() == 0 ? own : own - whitened.squaredNorm();
  }
};

/** Pieces of the efficient score at the means of a fit. */
template <class Link>
class EfficientScore {
 public:
  EfficientScore(const Panel& panel, const std::vector<double>& means)
      : panel_(panel),
        means_(means),
        first_(panel.units, panel.size()),
        none_(panel.rows(), 0),
        equations_(panel, none_) {
    equations_.assemble([&](std::size_t k) { return weight(k); }, [](std::size_t) { return 0.0; });
    factor_.compute(equations_.matrix());
    for (std::size_t k = panel.size(); k-- > 0;) first_[panel.cells[k].unit] = k;
  }

  /** The piece of `unit` treated from `period` on. */
  [[nodiscard]] ScorePiece piece(std::size_t unit, std::size_t period) const {
    ScorePiece piece;
    Eigen::VectorXd at = Eigen::VectorXd::Zero(static_cast<Eigen::Index>(panel_.periods) - 1);
    double treated = 0.0;
    for (std::size_t k = first_[unit]; k < panel_.size() && panel_.cells[k].unit == unit; ++k) {
      const Cell& cell = panel_.cells[k];
      if (cell.period < period) continue;
      piece.score += cell.weight * (cell.value - means_[k]);
      treated += weight(k);
      if (cell.period > 0) at[static_cast<Eigen::Index>(cell.period) - 1] += weight(k);
    }
    if (treated == 0.0) return piece;
    const auto column = static_cast<Eigen::Index>(unit);
    const double share = treated / equations_.unit_weights()[column];
    at -= share * equations_.crossed().col(column);
    piece.own = treated * (1.0 - share);
    piece.whitened = factor_.matrixL().solve(at);
    return piece;
  }

 private:
  [[nodiscard]] double weight(std::size_t k) const noexcept {
    return panel_.cells[k].weight * Link::variance(means_[k]);
  }

  const Panel& panel_;
  const std::vector<double>& means_;
  std::vector<std::size_t> first_;  ///< cell of each unit
  Eigen::MatrixXd none_;
  TwoWayEquations equations_;
  Eigen::LLT<Eigen::MatrixXd> factor_;
};

}  // namespace kvalspc::math
