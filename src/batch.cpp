/** @file batch() of charts: plans and settings are checked first, every series' numbers when its turn comes.
 */
#include <kvalspc/batch.hpp>

#include <cmath>
#include <memory>
#include <utility>

#include <kvalspc/require_settings.hpp>

#include "batch_columns.hpp"
#include "pool.hpp"
#include "series_worker.hpp"
#include "summary_rows.hpp"

namespace kvalspc {
namespace {

/** Everything but the numbers themselves: plans that fit the series, settings that fit the chart. */
template <ChartPolicy P>
void require_plans(const BatchSeries& series, const Plan& plan, const Settings& settings) {
  if (series.rows() > 0) detail::require_columns<P>(series.has_denominator(), !series.within.empty());
  if (series.plans.empty()) detail::require_settings<P>(settings, plan.breaks.size() + 1);
  detail::check_each(series.target.size(), [&](std::size_t k) {
    if (!std::isnan(series.target[k])) detail::require_possible<P>("target", series.target[k]);
  });
  const auto empty = [](const Plan& p) { return p.breaks.empty() && p.freeze.empty() && p.exclude.empty(); };
  if (series.plans.empty() && empty(plan)) return;
  kernel::PlanCache checked;
  detail::check_each(series.size(), [&](std::size_t k) {
    const Plan& own = detail::plan_of(series, plan, k);
    if (&own != &plan) detail::require_settings<P>(settings, own.breaks.size() + 1);
    checked.prepare(own, series.size_of(k));
  });
}

template <ChartPolicy P>
void batch_of(const BatchSeries& series, const Plan& plan, Settings settings, const SummaryColumns& out,
              const Effort& effort) {
  settings.runs_p = !out.runs_p.empty();
  require_plans<P>(series, plan, settings);
  const kernel::Call call{series, plan, settings, out.points};
  const bool fast_enough = kernel::answers(settings) && kernel::puts_points<P>(out.points);
  const kernel::Kernel kernel = fast_enough ? kernel::kernel_of<P>(kernel::table()) : nullptr;
  detail::for_blocks(series.size(), 1024, effort.threads, effort.poll, [&] {
    // On the heap: a worker holds references into itself.
    std::unique_ptr<kernel::KernelWorker<P>> fast;
    std::unique_ptr<kernel::PlainWorker<P>> plain;
    if (kernel != nullptr) fast = std::make_unique<kernel::KernelWorker<P>>(call, kernel, out);
    else plain = std::make_unique<kernel::PlainWorker<P>>(call);
    return [&out, fast = std::move(fast), plain = std::move(plain)](std::size_t first, std::size_t end) {
      if (fast) return (*fast)(first, end);
      for (std::size_t k = first; k < end; ++k) kernel::SummaryRows(out).put(k, (*plain)(k));
    };
  });
}

}  // namespace

void batch(ChartKind kind, const BatchSeries& series, const Plan& plan, const Settings& settings,
           const SummaryColumns& out, const Effort& effort) {
  detail::require_batch(series);
  detail::require_column(out.centre, series.size());
  for (const auto& column :
       {out.useful, out.longest_run, out.crossings, out.beyond, out.first_beyond, out.last_beyond}) {
    detail::require_column(column, series.size());
  }
  for (const auto& column : {out.runs_signal, out.status, out.variation, out.assurance})
    detail::require_column(column, series.size());
  if (!out.runs_p.empty()) {
    detail::require_column(out.runs_p, series.size());
    detail::require_column(out.runs_judgeable, series.size());
  }
  detail::require_point_columns(out.points, series.rows());
  chart::with_policy(kind, [&]<ChartPolicy P>() { batch_of<P>(series, plan, settings, out, effort); });
}

}  // namespace kvalspc
