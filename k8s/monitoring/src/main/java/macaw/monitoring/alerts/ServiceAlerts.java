package macaw.monitoring.alerts;

import java.util.List;
import macaw.monitoring.alerts.Alert.Severity;

/** The services themselves and what they stand on. */
final class ServiceAlerts {
    private static final String OURS = "job=~\"labeling|generator|reward|trainer\"";

    /**
     * Others have jobs called "trainer" too, and measure HTTP under the same names. Ours are in a namespace of Kubernetes where something of
     * Macaw has run in the last week.
     */
    private static final String WHERE_MACAW_IS =
            " and on (namespace) group by (namespace) (last_over_time(macaw_build[7d]))";

    private ServiceAlerts() {}

    static List<Alert> all() {
        return List.of(
                new Alert(
                        "MacawServiceDown",
                        Severity.CRITICAL,
                        "2m",
                        List.of(new Condition("(up{" + OURS + "}" + WHERE_MACAW_IS + ")", "== 0")),
                        "{{ $labels.job }} does not answer at {{ $labels.instance }}",
                        "Prometheus cannot read the service's metrics: the process is down, or the management port is not reached."),
                new Alert(
                        "MacawServiceGone",
                        Severity.WARNING,
                        "5m",
                        List.of(new Condition(
                                "(count by (namespace, job) (macaw_build)"
                                        + " or 0 * count by (namespace, job) (last_over_time(macaw_build[1h])))",
                                "== 0")),
                        "No instance of {{ $labels.job }} is left",
                        "There was one within the last hour. Where nothing has an address any more, Prometheus forgets what it read: nothing is down then, it is gone."),
                new Alert(
                        "MacawServiceNotReady",
                        Severity.CRITICAL,
                        "5m",
                        List.of(new Condition("macaw_ready", "== 0")),
                        "{{ $labels.job }} at {{ $labels.instance }} is not ready",
                        "The service runs and takes no work: something that it needs does not answer."),
                new Alert(
                        "MacawRestarts",
                        Severity.WARNING,
                        "0m",
                        List.of(new Condition(
                                "(changes(process_start_time_seconds{" + OURS + "}[1h])" + WHERE_MACAW_IS + ")",
                                "> 3")),
                        "{{ $labels.job }} at {{ $labels.instance }} has started {{ $value }} times in an hour",
                        "The process dies again and again: out of memory, a crash in a native library, or a liveness probe that fails."),
                new Alert(
                        "MacawBrokerUnreachable",
                        Severity.CRITICAL,
                        "2m",
                        List.of(new Condition("macaw_broker_up", "== 0")),
                        "{{ $labels.job }} at {{ $labels.instance }} does not reach Kafka or misses topics",
                        "Runs pause with BROKER_UNAVAILABLE and go on by themselves; people's judgement is kept in the outbox."),
                new Alert(
                        "MacawDiskFilling",
                        Severity.WARNING,
                        "10m",
                        List.of(new Condition("macaw_disk_free_bytes / macaw_disk_size_bytes", "< 0.10")),
                        "{{ $value | humanizePercentage }} left where {{ $labels.job }} at {{ $labels.instance }} keeps its {{ $labels.directory }}",
                        "Once it is full, runs pause (store) or a service takes no more records (state)."),
                new Alert(
                        "MacawDiskFull",
                        Severity.CRITICAL,
                        "1m",
                        List.of(new Condition("macaw_disk_free_bytes / macaw_disk_size_bytes", "< 0.02")),
                        "The disk of {{ $labels.job }}'s {{ $labels.directory }} at {{ $labels.instance }} is full",
                        "Runs pause with STORE_UNAVAILABLE (store), or a service takes no more records (state). Nothing half-written counts."),
                new Alert(
                        "MacawHttpErrors",
                        Severity.WARNING,
                        "10m",
                        List.of(new Condition(
                                "(1 - (sum by (namespace, job) (rate(http_server_requests_seconds_count{" + OURS
                                        + ", status!~\"5..\"}[5m])) or 0 * sum by (namespace, job) (rate(http_server_requests_seconds_count{"
                                        + OURS
                                        + "}[5m]))) / sum by (namespace, job) (rate(http_server_requests_seconds_count{"
                                        + OURS + "}[5m]))" + WHERE_MACAW_IS + ")",
                                "> 0.05")),
                        "{{ $value | humanizePercentage }} of the calls to {{ $labels.job }} end in an error of its own",
                        "People and systems that call the service get 5xx answers."),
                new Alert(
                        "MacawBuildSkew",
                        Severity.WARNING,
                        "1h",
                        List.of(new Condition(
                                "count by (namespace) (count by (namespace, version) (macaw_build))", "> 1")),
                        "{{ $value }} builds of Macaw run side by side",
                        "An update got stuck half-way. A rollout is the same bit for bit on one build only, and contracts of a newer build may be refused by an older one."));
    }
}
