package macaw.monitoring.dashboards;

import java.util.List;

/** Whether policies and reward models answer, and how fast. */
final class ServingDashboard {
    private static final String CALLS =
            "rate(http_server_requests_seconds_count{@, job=~\"generator|reward\"}[$__rate_interval])";

    private ServingDashboard() {}

    static Dashboard dashboard() {
        return new Dashboard(
                "macaw-serving",
                "Macaw / Serving",
                "Whether policies write and reward models score, and how fast.",
                "generator|reward",
                List.of(requests(), engine(), versions(), calls(), processes()));
    }

    private static Row requests() {
        return Row.of(
                "Requests",
                Panel.lines(
                                "Time to first token",
                                "s",
                                "From the arrival of a person's request to its first token: median and 95th percentile.")
                        .query(
                                "histogram_quantile(0.5, sum by (le) (rate(macaw_time_to_first_token_seconds_bucket{@}[$__rate_interval])))",
                                "median")
                        .query(
                                "histogram_quantile(0.95, sum by (le) (rate(macaw_time_to_first_token_seconds_bucket{@}[$__rate_interval])))",
                                "95th percentile"),
                Panel.stacked(
                                "Waiting and running",
                                "short",
                                "Requests of people and of runs that wait for a slot or are in one.")
                        .query("sum by (state) (macaw_generation_requests{@})", "{{state}}"),
                Panel.lines(
                                "Refused as overloaded",
                                "cps",
                                "Requests a second that were refused because as many wait as may (`OVERLOADED`, 429). More generators help.")
                        .query(
                                "sum by (instance) (rate(macaw_generation_overloaded_total{@}[$__rate_interval]))",
                                "{{instance}}"));
    }

    private static Row engine() {
        return Row.of(
                "Engine",
                Panel.stacked(
                                "Tokens",
                                "cps",
                                "Tokens a second: of prompts that are read, and of answers that are written.")
                        .query(
                                "sum by (phase) (rate(macaw_generation_tokens_total{@}[$__rate_interval]))",
                                "{{phase}}"),
                Panel.lines(
                                "Busy",
                                "percentunit",
                                "Share of the time in which the engine thread computes. At 1 the service can do no more.")
                        .query(
                                "sum by (job, instance) (rate(macaw_engine_busy_seconds_total{@}[$__rate_interval]))",
                                "{{job}} {{instance}}")
                        .worry(0.9, 0.98),
                Panel.stacked(
                                "Scores",
                                "cps",
                                "Scores a second, by outcome; an error code is an answer that could not be scored.")
                        .query("sum by (outcome) (rate(macaw_scores_total{@}[$__rate_interval]))", "{{outcome}}"),
                Panel.lines("Tokens scored", "cps", "Tokens a second that went through reward models.")
                        .query("sum(rate(macaw_scoring_tokens_total{@}[$__rate_interval]))", "tokens"),
                Panel.stacked(
                                "Prompts of runs, by outcome",
                                "cps",
                                "What became of prompts that came from a run: `ok`, `ignored` (its run has ended), or an error code.")
                        .query(
                                "sum by (outcome) (rate(macaw_rollouts_total{@, job=\"generator\"}[$__rate_interval]))",
                                "{{outcome}}"),
                Panel.lines(
                                "Consumer lag",
                                "short",
                                "Records of a topic that an instance has taken and not finished, or not taken yet.")
                        .query("sum by (topic, instance) (macaw_consumer_lag_records{@})", "{{topic}} {{instance}}"));
    }

    private static Row versions() {
        return Row.of(
                "Versions",
                Panel.table(
                                "In memory",
                                "none",
                                "Newest version of each policy that a replica has in memory; 0: none of that policy's.")
                        .query("max by (policy, instance) (macaw_policy_loaded_version{@})", ""),
                Panel.table("Has written", "none", "Newest version of each policy with which a replica has written.")
                        .query("max by (policy, instance) (macaw_policy_version{@})", ""),
                Panel.lines(
                                "Loads",
                                "short",
                                "Versions that were loaded, by outcome. An error code is explained in docs/errors.md.")
                        .query(
                                "sum by (outcome) (increase(macaw_policy_loads_total{@}[$__rate_interval]))",
                                "{{outcome}}"));
    }

    private static Row calls() {
        return Row.of(
                "HTTP and gRPC",
                Panel.lines("HTTP calls", "reqps", "Calls a second by service and status.")
                        .query("sum by (job, status) (" + CALLS + ")", "{{job}} {{status}}"),
                Panel.lines("HTTP latency", "s", "95th percentile by route; a streamed answer counts until its end.")
                        .query(
                                "histogram_quantile(0.95, sum by (le, job, uri) (rate(http_server_requests_seconds_bucket{@, job=~\"generator|reward\"}[$__rate_interval])))",
                                "{{job}} {{uri}}"),
                Panel.lines(
                                "HTTP errors",
                                "percentunit",
                                "Share of calls that the service answered with a fault of its own (5xx).")
                        .query(
                                "1 - sum by (job) (rate(http_server_requests_seconds_count{@, job=~\"generator|reward\", status!~\"5..\"}[$__rate_interval])) / sum by (job) ("
                                        + CALLS + ")",
                                "{{job}}")
                        .worry(0.01, 0.05),
                Panel.lines("gRPC calls", "reqps", "Calls a second by method and status.")
                        .query(
                                "sum by (method, statusCode) (rate(grpc_server_processing_duration_seconds_count{@, job=~\"generator|reward\"}[$__rate_interval]))",
                                "{{method}} {{statusCode}}"),
                Panel.lines("gRPC latency", "s", "95th percentile by method.")
                        .query(
                                "histogram_quantile(0.95, sum by (le, method) (rate(grpc_server_processing_duration_seconds_bucket{@, job=~\"generator|reward\"}[$__rate_interval])))",
                                "{{method}}"),
                Panel.lines(
                                "From published to used",
                                "s",
                                "95th percentile of the time from a version's publication to the first token written with it.")
                        .query(
                                "histogram_quantile(0.95, sum by (le) (rate(macaw_publish_to_first_token_seconds_bucket{@}[$__rate_interval])))",
                                "95th percentile"));
    }

    private static Row processes() {
        return Row.of(
                "Processes",
                Panel.lines("Memory", "bytes", "Each process, native memory (weights, caches of attention) included.")
                        .query(
                                "sum by (job, instance) (macaw_process_resident_bytes{@, job=~\"generator|reward\"})",
                                "{{job}} {{instance}}"),
                Panel.lines("Java heap", "bytes", "The part of the memory that is Java objects.")
                        .query(
                                "sum by (job, instance) (jvm_memory_used_bytes{@, job=~\"generator|reward\", area=\"heap\"})",
                                "{{job}} {{instance}}"),
                Panel.lines("Processor", "percentunit", "Share of the machine's processors that each process uses.")
                        .query(
                                "max by (job, instance) (process_cpu_usage{@, job=~\"generator|reward\"})",
                                "{{job}} {{instance}}"));
    }
}
