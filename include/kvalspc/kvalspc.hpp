/** @file The whole library, floor by floor. */
#pragma once

// 0 vocabulary
#include <kvalspc/error.hpp>
#include <kvalspc/fwd.hpp>
#include <kvalspc/limits.hpp>
#include <kvalspc/phase.hpp>
#include <kvalspc/series.hpp>
#include <kvalspc/signal.hpp>
#include <kvalspc/status.hpp>
#include <kvalspc/version.hpp>
// 1 math
#include <kvalspc/math/conjugate.hpp>
#include <kvalspc/math/constants.hpp>
#include <kvalspc/math/distributions.hpp>
#include <kvalspc/math/exponential.hpp>
#include <kvalspc/math/interval.hpp>
#include <kvalspc/math/jeffreys.hpp>
#include <kvalspc/math/linear.hpp>
#include <kvalspc/math/maximum.hpp>
#include <kvalspc/math/median.hpp>
#include <kvalspc/math/moments.hpp>
#include <kvalspc/math/outcomes.hpp>
#include <kvalspc/math/policy.hpp>
#include <kvalspc/math/quadrature.hpp>
#include <kvalspc/math/quantile.hpp>
#include <kvalspc/math/random.hpp>
#include <kvalspc/math/rank.hpp>
#include <kvalspc/math/real.hpp>
#include <kvalspc/math/regression.hpp>
#include <kvalspc/math/root.hpp>
#include <kvalspc/math/sample.hpp>
#include <kvalspc/math/single_interval.hpp>
#include <kvalspc/math/subgroup.hpp>
#include <kvalspc/math/sum.hpp>
#include <kvalspc/math/tails.hpp>
#include <kvalspc/math/variance.hpp>
// 2 aggregate
#include <kvalspc/aggregate.hpp>
#include <kvalspc/aggregate/subgroups.hpp>
// 3 chart
#include <kvalspc/chart/all.hpp>
#include <kvalspc/chart/exact_limits.hpp>
#include <kvalspc/chart/fit.hpp>
// 4 rules
#include <kvalspc/analyse.hpp>
#include <kvalspc/cause.hpp>
#include <kvalspc/profile.hpp>
#include <kvalspc/rule/anhoej.hpp>
#include <kvalspc/rule/outside.hpp>
#include <kvalspc/ruleset.hpp>
#include <kvalspc/suggest.hpp>
#include <kvalspc/suggestion.hpp>
// 5 false alarms, suggested phases, verdict
#include <kvalspc/false_alarm/of_rules.hpp>
#include <kvalspc/false_alarm/of_series.hpp>
#include <kvalspc/rephase/stable_shift.hpp>
#include <kvalspc/rephase/sustained_run.hpp>
#include <kvalspc/verdict/bound_of_none.hpp>
#include <kvalspc/verdict/compare.hpp>
#include <kvalspc/verdict/goal.hpp>
#include <kvalspc/verdict/its.hpp>
#include <kvalspc/verdict/looks.hpp>
#include <kvalspc/verdict/plan.hpp>
#include <kvalspc/verdict/sustained.hpp>
// 6 monitoring, units
#include <kvalspc/monitor/arl.hpp>
#include <kvalspc/monitor/eprocess.hpp>
#include <kvalspc/monitor/ewma.hpp>
#include <kvalspc/monitor/ewma_series.hpp>
#include <kvalspc/monitor/monitor.hpp>
#include <kvalspc/monitor/risk_adjusted.hpp>
#include <kvalspc/monitor/runs_arl.hpp>
#include <kvalspc/monitor/vlad.hpp>
#include <kvalspc/units/between.hpp>
#include <kvalspc/units/difference_in_differences.hpp>
#include <kvalspc/units/exact_limits.hpp>
#include <kvalspc/units/family.hpp>
#include <kvalspc/units/funnel.hpp>
#include <kvalspc/units/funnel_curve.hpp>
#include <kvalspc/units/heterogeneity.hpp>
#include <kvalspc/units/multiplicity.hpp>
#include <kvalspc/units/overdispersion.hpp>
#include <kvalspc/units/pooled.hpp>
#include <kvalspc/units/rank.hpp>
#include <kvalspc/units/scale.hpp>
#include <kvalspc/units/shrinkage.hpp>
#include <kvalspc/units/total.hpp>
#include <kvalspc/units/variation.hpp>
// 7 batch
#include <kvalspc/batch.hpp>
#include <kvalspc/isa.hpp>
#include <kvalspc/panel.hpp>
