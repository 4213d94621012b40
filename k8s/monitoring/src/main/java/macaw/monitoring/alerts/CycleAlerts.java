package macaw.monitoring.alerts;

import java.util.List;
import macaw.monitoring.alerts.Alert.Severity;

/** What flows between the services, and people's work. */
final class CycleAlerts {
    private CycleAlerts() {}

    static List<Alert> all() {
        return List.of(
                new Alert(
                        "MacawConsumerStalled",
                        Severity.CRITICAL,
                        "5m",
                        List.of(
                                new Condition("sum by (namespace, job) (macaw_consumer_lag_records)", "> 0"),
                                new Condition(
                                        "sum by (namespace, job) (rate({__name__=~\"macaw_generation_tokens_total|macaw_scores_total\"}[5m]))",
                                        "== 0")),
                        "{{ $labels.job }} has {{ $value }} records to work off and does nothing",
                        "Runs wait for rollouts that nobody writes or scores."),
                new Alert(
                        "MacawConsumerLag",
                        Severity.WARNING,
                        "15m",
                        List.of(new Condition("sum by (namespace, job, topic) (macaw_consumer_lag_records)", "> 5000")),
                        "{{ $labels.job }} is {{ $value }} records of {{ $labels.topic }} behind",
                        "More is asked for than the replicas work off: runs wait most of their time."),
                new Alert(
                        "MacawDeadLetters",
                        Severity.WARNING,
                        "0m",
                        List.of(new Condition(
                                "sum by (namespace, job, instance, topic, code) (macaw_dead_letters_total)"
                                        + " - (sum by (namespace, job, instance, topic, code) (last_over_time(macaw_dead_letters_total[1h] offset 15m))"
                                        + " or 0 * sum by (namespace, job, instance, topic, code) (macaw_dead_letters_total))",
                                "> 0")),
                        "{{ $value }} records of {{ $labels.topic }} could not be read: {{ $labels.code }}",
                        "Somebody writes into this topic what its readers do not understand; nothing waits for it."),
                new Alert(
                        "MacawRolloutsLost",
                        Severity.WARNING,
                        "0m",
                        List.of(new Condition(
                                "sum by (namespace, job, outcome) (increase(macaw_rollouts_total{job=\"trainer\", outcome=~\"lost|mismatch|unequal_duplicate\"}[15m]))",
                                "> 0")),
                        "Rollouts are {{ $labels.outcome }}",
                        "`lost`: a service forgot one, it is asked for again. `mismatch`: something else writes this run's rollouts. `unequal_duplicate`: generators of different builds or processors."),
                new Alert(
                        "MacawRolloutsFailing",
                        Severity.WARNING,
                        "5m",
                        List.of(new Condition(
                                "sum by (namespace, job) (increase(macaw_rollouts_total{job=\"trainer\", outcome=\"failed\"}[30m]))"
                                        + " / sum by (namespace, job) (increase(macaw_rollouts_total{job=\"trainer\", outcome=~\"failed|trained\"}[30m]))",
                                "> 0.05")),
                        "{{ $value | humanizePercentage }} of the rollouts are left out of training",
                        "They fail in a way that asking again does not mend; a run stops when its settings allow no more of them."),
                new Alert(
                        "MacawVersionSkew",
                        Severity.WARNING,
                        "5m",
                        List.of(new Condition(
                                "max by (namespace, policy) ({__name__=~\"macaw_policy_published_version|macaw_policy_known_version\"})"
                                        + " - min by (namespace, policy) (macaw_policy_known_version)",
                                "> 0")),
                        "A generator is {{ $value }} versions of {{ $labels.policy }} behind",
                        "Something does not reach that replica: it loads a new version only when it is asked for it, or reads another topic or store than the trainer writes."),
                new Alert(
                        "MacawPolicyLoadFails",
                        Severity.WARNING,
                        "0m",
                        List.of(new Condition(
                                "delta((sum by (namespace, job, instance) (macaw_policy_loads_total)"
                                        + " - sum by (namespace, job, instance) (macaw_policy_loads_total{outcome=\"ok\"}))[15m:15s])",
                                "> 0")),
                        "The generator at {{ $labels.instance }} cannot load a version",
                        "Whoever asks for that version gets an error; others are served."),
                new Alert(
                        "MacawOverloaded",
                        Severity.WARNING,
                        "10m",
                        List.of(new Condition(
                                "sum by (namespace, job) (rate(macaw_generation_overloaded_total[10m]))", "> 0.1")),
                        "Generators refuse {{ $value | humanize }} requests a second",
                        "As many requests wait as may: people get OVERLOADED (429)."),
                new Alert(
                        "MacawOutboxStuck",
                        Severity.WARNING,
                        "15m",
                        List.of(new Condition("min by (namespace, job) (macaw_outbox_pending)", "> 0")),
                        "{{ $value }} judgements have been waiting for Kafka for a quarter of an hour",
                        "They are safe in PostgreSQL; systems that read `demonstrations` and `comparisons` do not see them yet."),
                new Alert(
                        "MacawLeasesExpire",
                        Severity.WARNING,
                        "10m",
                        List.of(
                                new Condition(
                                        "sum by (namespace, job) (increase(macaw_leases_expired_total[1h]))", "> 10"),
                                new Condition(
                                        "sum by (namespace, job) (increase(macaw_leases_expired_total[1h]))"
                                                + " / sum by (namespace, job) (increase({__name__=~\"macaw_leases_expired_total|macaw_submissions_total\"}[1h]))",
                                        "> 0.3")),
                        "{{ $value | printf \"%.0f\" }} leases have expired in an hour",
                        "Labelers begin tasks and do not hand them in: they are too long, or something on the page does not work."));
    }
}
