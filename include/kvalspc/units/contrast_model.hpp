/** @file The model of a contrast: effects of units and periods, and one of having started. */
#pragma once

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

#include <kvalspc/math/efficient_score.hpp>
#include <kvalspc/math/sum.hpp>

namespace kvalspc::units::detail {

/** Effects beyond this, on the scale of the link, count as infinite: 20 for counts. */
template <class Link>
inline constexpr double furthest_effect = Link::furthest - 10.0;

/** The model of one contrast: `starts` of the panel's units, in its periods. */
template <class Link>
class ContrastModel {
 public:
  ContrastModel(const math::Panel& panel, const std::vector<std::size_t>& starts)
      : panel_(panel), starts_(starts), none_(panel.rows(), 0), column_(panel.rows(), 1) {
    for (std::size_t k = 0; k < panel.size(); ++k)
      column_(static_cast<Eigen::Index>(k), 0) = treated(k) ? 1 : 0;
  }

  [[nodiscard]] const math::Panel& panel() const noexcept { return panel_; }
  /** The unit that starts first, and the period; that behind the last where none does. */
  [[nodiscard]] std::pair<std::size_t, std::size_t> first_to_start() const noexcept {
    const auto first = std::min_element(starts_.begin(), starts_.end());
    return {static_cast<std::size_t>(first - starts_.begin()), std::min(*first, panel_.periods)};
  }
  [[nodiscard]] bool treated(std::size_t k) const noexcept {
    return panel_.cells[k].period >= starts_[panel_.cells[k].unit];
  }

  /** Everything estimated. */
  [[nodiscard]] math::TwoWayFit full(const std::vector<double>& start) const {
    return math::fit_two_way<Link>(panel_, column_, {}, &start);
  }

  /** Given the effect. */
  [[nodiscard]] math::TwoWayFit given(double effect, const std::vector<double>* start) const {
    std::vector<double> offsets(panel_.size());
    for (std::size_t k = 0; k < offsets.size(); ++k) offsets[k] = treated(k) ? effect : 0.0;
    return math::fit_two_way<Link>(panel_, none_, offsets, start);
  }

  /** Efficient score and information of the effect, at the means of a fit with the effect given. */
  [[nodiscard]] math::ScorePiece score(const math::TwoWayFit& fit) const {
    const math::EfficientScore<Link> efficient(panel_, fit.means);
    math::ScorePiece sum;
    for (std::size_t u = 0; u < panel_.units; ++u) {
      if (starts_[u] < panel_.periods) sum += efficient.piece(u, starts_[u]);
    }
    return sum;
  }

  /** Level of the treated cells: as fitted, and with the effect taken away. */
  [[nodiscard]] std::pair<double, double> levels(const math::TwoWayFit& fit, double effect) const {
    math::OrderedSum<double> fitted, without, weight;
    for (std::size_t k = 0; k < panel_.size(); ++k) {
      if (!treated(k)) continue;
      const double n = panel_.cells[k].weight;
      fitted.add(k, n * fit.means[k]);
      without.add(k, n * Link::mean(Link::inverse(fit.means[k]) - effect));
      weight.add(k, n);
    }
    return {fitted.total() / weight.total(), without.total() / weight.total()};
  }

 private:
  const math::Panel& panel_;
  const std::vector<std::size_t>& starts_;
  Eigen::MatrixXd none_, column_;
};

}  // namespace kvalspc::units::detail
