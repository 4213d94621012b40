package macaw.monitoring.alerts;

import java.util.List;
import macaw.monitoring.alerts.Alert.Severity;

/** The trainer's runs. */
final class RunAlerts {
    /** Figures stay after their run; they count while one is carried out. */
    private static final Condition WHILE_RUNNING =
            new Condition("max by (namespace, job, instance) (macaw_run_state{state=\"running\"})", "> 0");

    private RunAlerts() {}

    static List<Alert> all() {
        return List.of(
                new Alert(
                        "MacawRunStuck",
                        Severity.CRITICAL,
                        "5m",
                        List.of(new Condition("macaw_run_idle_seconds", "> 1800")),
                        "The run of the trainer at {{ $labels.instance }} has done nothing for {{ $value | humanizeDuration }}",
                        "No step, no rollout, no stage. It waits for a dependency, or its rollouts do not come back."),
                new Alert(
                        "MacawNanGuard",
                        Severity.CRITICAL,
                        "0m",
                        List.of(new Condition("macaw_runs_paused{code=\"LOSS_NOT_FINITE\"}", "> 0")),
                        "A run has stopped because its loss or gradient is not a number",
                        "The run is paused at its last good checkpoint; nothing of the failed step was kept or published."),
                new Alert(
                        "MacawRunNeedsPerson",
                        Severity.WARNING,
                        "1m",
                        List.of(new Condition(
                                "sum by (namespace, job, instance, code) (macaw_runs_paused{waits_for=\"person\", code!=\"PAUSE_REQUESTED\"})",
                                "> 0")),
                        "A run waits for a person: {{ $labels.code }}",
                        "It does not go on by itself; docs/errors.md explains the code."),
                new Alert(
                        "MacawRunFailed",
                        Severity.WARNING,
                        "1m",
                        List.of(new Condition(
                                "delta((max by (namespace, job) (macaw_run_state{state=\"failed\"} >= 0))[1h:15s])",
                                "> 0.5")),
                        "A run has failed within the last hour",
                        "It cannot go on: starting it again would fail the same way."),
                new Alert(
                        "MacawKlAboveTarget",
                        Severity.WARNING,
                        "10m",
                        List.of(
                                new Condition(
                                        "max by (namespace, job, instance) (macaw_ppo_kl / (macaw_ppo_kl_target > 0))",
                                        "> 2"),
                                WHILE_RUNNING),
                        "The policy is {{ $value | humanize }} times as far from its reference as it should be",
                        "The adaptive coefficient does not keep up: the policy runs away from what was learned from people."),
                new Alert(
                        "MacawKlOutOfBounds",
                        Severity.CRITICAL,
                        "1m",
                        List.of(
                                new Condition("abs(max by (namespace, job, instance) (macaw_ppo_kl))", "> 50"),
                                WHILE_RUNNING),
                        "The policy is {{ $value | humanize }} nats an answer away from its reference",
                        "So far away answers are rarely of use, however high their scores: the reward model is exploited."));
    }
}
