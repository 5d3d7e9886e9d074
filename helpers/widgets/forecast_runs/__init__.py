"""Window length and units against the validation error: saved runs, its view and its style."""

from helpers.widgets.forecast_runs.forecast_runs import ForecastRuns

__all__ = ["ForecastRuns"]
