/**
 * @file Average run lengths of CUSUM and EWMA of normal values: how many values until a signal, on average.
 *
 * The run length from each starting point solves an integral equation, whose kernel is smooth: Gauss-Legendre
 * quadrature and a small linear system. Page (1954), Biometrika 41:100-115; Brook and Evans (1972),
 * Biometrika 59:539-549; Crowder (1987), Technometrics 29:401-407.
 */
#pragma once

#include <cstddef>
#include <vector>

#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/linear.hpp>
#include <kvalspc/math/quadrature.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/math/root.hpp>

namespace kvalspc::monitor {

/** Nodes of the quadrature: enough for a dozen digits wherever the tables of the literature go. */
inline constexpr std::size_t arl_nodes = 60;

/**
 * One-sided CUSUM, values in standard deviations and `shift` above the level: allowance k, threshold h, sum
 * beginning at head_start.
 */
[[nodiscard]] inline double cusum_arl(double k, double h, double shift, double head_start = 0.0) {
  const math::Quadrature rule = math::gauss_legendre(arl_nodes, 0.0, h);
  // Unknowns: the run length from 0 (the first), and from each node.
  const std::size_t size = arl_nodes + 1;
  std::vector<double> matrix(size * size), ones(size, 1.0);
  const auto from = [&](std::size_t i) { return i == 0 ? 0.0 : rule.nodes[i - 1]; };
  const auto to_zero = [&](double start) { return math::normal_upper(start - k + shift); };
  const auto to_node = [&](double start, std::size_t j) {
    return rule.weights[j] * math::normal_density(rule.nodes[j] + k - start - shift);
  };
  for (std::size_t i = 0; i < size; ++i) {
    for (std::size_t j = 1; j < size; ++j) matrix[i * size + j] = -to_node(from(i), j - 1);
    matrix[i * size] = -to_zero(from(i));
    matrix[i * size + i] += 1.0;
  }
  const std::vector<double> length = math::solve(matrix, ones);
  double arl = 1.0 + length[0] * to_zero(head_start);
  for (std::size_t j = 0; j < arl_nodes; ++j) arl += length[j + 1] * to_node(head_start, j);
  return arl;
}

/** Two-sided CUSUM. Lucas and Crosier (1982), Technometrics 24:199-205; the head start is that of both sides
 * and below half of h + k. */
[[nodiscard]] inline double cusum_arl_two_sided(double k, double h, double shift, double head_start = 0.0) {
  const double up = cusum_arl(k, h, shift), down = cusum_arl(k, h, -shift);
  if (head_start == 0.0) return 1.0 / (1.0 / up + 1.0 / down);
  const double started_up = cusum_arl(k, h, shift, head_start);
  const double started_down = cusum_arl(k, h, -shift, head_start);
  return (started_up * down + started_down * up - up * down) / (up + down);
}

/** The threshold at which a two-sided CUSUM of values at their level runs `arl` values on average, arl at
 * least 2. */
[[nodiscard]] inline double cusum_threshold(double k, double arl) {
  const auto missing = [&](double h) { return arl - cusum_arl_two_sided(k, h, 0.0); };
  double high = 1.0;
  while (missing(high) > 0.0) high *= 1.5;
  return math::falling_root(missing, 0.0, high);
}

/** EWMA of values in standard deviations, final limits from the start: `weight` of the newest, limits `width`
 * standard deviations of the average. */
[[nodiscard]] inline double ewma_arl(double weight, double width, double shift) {
  const double keep = 1.0 - weight;
  const double limit = width * math::root(weight / (1.0 + keep));
  const math::Quadrature rule = math::gauss_legendre(arl_nodes, -limit, limit);
  std::vector<double> matrix(arl_nodes * arl_nodes), ones(arl_nodes, 1.0);
  const auto to_node = [&](double start, std::size_t j) {
    return rule.weights[j] / weight * math::normal_density((rule.nodes[j] - keep * start) / weight - shift);
  };
  for (std::size_t i = 0; i < arl_nodes; ++i) {
    for (std::size_t j = 0; j < arl_nodes; ++j) matrix[i * arl_nodes + j] = -to_node(rule.nodes[i], j);
    matrix[i * arl_nodes + i] += 1.0;
  }
  const std::vector<double> length = math::solve(matrix, ones);
  double arl = 1.0;
  for (std::size_t j = 0; j < arl_nodes; ++j) arl += length[j] * to_node(0.0, j);
  return arl;
}

}  // namespace kvalspc::monitor
