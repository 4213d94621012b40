package macaw.monitoring.dashboards;

import java.util.List;

/** Whether people can work, and what comes of it. */
final class LabelingDashboard {
    private LabelingDashboard() {}

    static Dashboard dashboard() {
        return new Dashboard(
                "macaw-labeling",
                "Macaw / Labeling",
                "Whether people can work, how much comes of it, and whether they agree.",
                "labeling",
                List.of(work(), agreement(), service()));
    }

    private static Row work() {
        return Row.of(
                "Work",
                Panel.stacked("Submissions an hour", "short", "What labelers submitted in the last hour, by kind.")
                        .query("sum by (kind) (increase(macaw_submissions_total{@}[1h]))", "{{kind}}"),
                Panel.lines(
                                "Expired leases an hour",
                                "short",
                                "Tasks that came back because nobody went on with them for as long as a lease lasts. Many: tasks are too long, or pages do not work.")
                        .query("sum(increase(macaw_leases_expired_total{@}[1h]))", "expired"),
                Panel.lines(
                                "Outbox",
                                "short",
                                "Judgements that Kafka has not got yet. Nothing is lost while they wait.")
                        .query("max(macaw_outbox_pending{@})", "waiting")
                        .worry(100, 1000));
    }

    private static Row agreement() {
        return Row.of(
                "Agreement",
                Panel.lines(
                                "Pairs ranked alike",
                                "percentunit",
                                "Share of pairs that two labelers ranked alike, by project; InstructGPT reports 0.73 among its labelers.")
                        .query("max by (project) (macaw_agreement_ratio{@, measure=\"pairwise\"})", "{{project}}"),
                Panel.lines(
                                "Kendall's tau-b",
                                "none",
                                "Agreement of rankings with ties: 1 is the same order, 0 is chance.")
                        .query("max by (project) (macaw_agreement_ratio{@, measure=\"tau_b\"})", "{{project}}"),
                Panel.table(
                                "All measures",
                                "none",
                                "Each measure by project; docs/labeling.md says how it is computed.")
                        .query("max by (project, measure) (macaw_agreement_ratio{@})", ""));
    }

    private static Row service() {
        return Row.of(
                "Service",
                Panel.lines("HTTP calls", "reqps", "Calls a second by status.")
                        .query(
                                "sum by (status) (rate(http_server_requests_seconds_count{@, job=\"labeling\"}[$__rate_interval]))",
                                "{{status}}"),
                Panel.lines("HTTP latency", "s", "Median and 95th percentile over all routes.")
                        .query(
                                "histogram_quantile(0.5, sum by (le) (rate(http_server_requests_seconds_bucket{@, job=\"labeling\"}[$__rate_interval])))",
                                "median")
                        .query(
                                "histogram_quantile(0.95, sum by (le) (rate(http_server_requests_seconds_bucket{@, job=\"labeling\"}[$__rate_interval])))",
                                "95th percentile"),
                Panel.lines(
                                "HTTP errors",
                                "percentunit",
                                "Share of calls that the service answered with a fault of its own (5xx).")
                        .query(
                                "1 - sum(rate(http_server_requests_seconds_count{@, job=\"labeling\", status!~\"5..\"}[$__rate_interval])) / sum(rate(http_server_requests_seconds_count{@, job=\"labeling\"}[$__rate_interval]))",
                                "errors")
                        .worry(0.01, 0.05),
                Panel.lines("Slowest routes", "s", "95th percentile by route, the five slowest.")
                        .query(
                                "topk(5, histogram_quantile(0.95, sum by (le, uri) (rate(http_server_requests_seconds_bucket{@, job=\"labeling\"}[$__rate_interval]))))",
                                "{{uri}}"),
                Panel.lines(
                                "Database connections",
                                "short",
                                "Connections of the pool that are in use, and callers that wait for one.")
                        .query("sum by (instance) (agroal_active_count{@})", "{{instance}} in use")
                        .query("sum by (instance) (agroal_awaiting_count{@})", "{{instance}} waiting"),
                Panel.lines("Memory", "bytes", "The process, and the part of it that is the Java heap.")
                        .query(
                                "sum by (instance) (macaw_process_resident_bytes{@, job=\"labeling\"})",
                                "{{instance}} process")
                        .query(
                                "sum by (instance) (jvm_memory_used_bytes{@, job=\"labeling\", area=\"heap\"})",
                                "{{instance}} heap"));
    }
}
