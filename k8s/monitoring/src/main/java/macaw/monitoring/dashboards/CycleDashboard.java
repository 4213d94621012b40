package macaw.monitoring.dashboards;

import java.util.List;

/** Whether the whole cycle turns: the page to look at first. */
final class CycleDashboard {
    private CycleDashboard() {}

    static Dashboard dashboard() {
        return new Dashboard(
                "macaw-cycle",
                "Macaw / Cycle",
                "Whether the cycle turns: services, runs, rollouts and people's judgement.",
                "labeling|generator|reward|trainer",
                List.of(services(), runs(), rollouts(), judgement(), machines()));
    }

    private static Row services() {
        return Row.of(
                "Services",
                Panel.numbers(
                                "Up",
                                "short",
                                "Instances that answer Prometheus, by service. A service that is missing here has no instance at all.")
                        .query("sum by (job) (up{@, job=~\"labeling|generator|reward|trainer\"})", "{{job}}")
                        .fine(1)
                        .wide(6),
                Panel.numbers(
                                "Ready",
                                "short",
                                "Instances that are ready. `GET /q/health/ready` on the management port names the check that is not.")
                        .query("sum by (job) (macaw_ready{@})", "{{job}}")
                        .fine(1)
                        .wide(6),
                Panel.numbers(
                                "Kafka seen from",
                                "short",
                                "Instances that reach Kafka and find their topics. The others wait; one whose topics are wrong is not ready either.")
                        .query("sum by (job) (macaw_broker_up{@})", "{{job}}")
                        .fine(1)
                        .wide(6),
                Panel.table(
                                "Builds",
                                "short",
                                "Instances by the version that was built. More than one for long means that an update got stuck.")
                        .query("count by (job, version) (macaw_build{@})", "")
                        .wide(6));
    }

    private static Row runs() {
        return Row.of(
                "Runs",
                Panel.numbers("Running", "short", "Runs that are carried out now; one a trainer.")
                        .query("sum(macaw_run_state{@, state=\"running\"})", ""),
                Panel.numbers("Paused", "short", "Runs that wait; the table beside it says for what.")
                        .query("sum(macaw_run_state{@, state=\"paused\"})", "")
                        .worry(1, 5),
                Panel.numbers(
                                "Failed",
                                "short",
                                "Runs that cannot go on, ever since the store began. `macaw run list` has their codes.")
                        .query("sum(macaw_run_state{@, state=\"failed\"})", ""),
                Panel.numbers(
                                "Idle for",
                                "s",
                                "Time since the run that is carried out last did something: a step, a rollout, a stage.")
                        .query("max(macaw_run_idle_seconds{@})", "")
                        .worry(600, 1800),
                Panel.table(
                                "Paused by code",
                                "short",
                                "Why runs are paused, and whether they wait for a dependency or for a person.")
                        .query("sum by (code, waits_for) (macaw_runs_paused{@})", ""));
    }

    private static Row rollouts() {
        return Row.of(
                "Rollouts",
                Panel.lines(
                                "Written and scored",
                                "cps",
                                "Rollouts a second that generators have written and reward services have scored.")
                        .query(
                                "sum(rate(macaw_rollouts_total{@, job=\"generator\", outcome=\"ok\"}[$__rate_interval]))",
                                "written")
                        .query("sum(rate(macaw_scores_total{@, outcome=\"ok\"}[$__rate_interval]))", "scored"),
                Panel.stacked(
                                "At the trainer, by outcome",
                                "cps",
                                "What arrives at the trainer. `lost`, `mismatch` and `unequal_duplicate` deserve a look; `retried` is asked for again.")
                        .query(
                                "sum by (outcome) (rate(macaw_rollouts_total{@, job=\"trainer\"}[$__rate_interval]))",
                                "{{outcome}}"),
                Panel.lines(
                                "Consumer lag",
                                "short",
                                "Records of a topic that are not finished. It rises with every iteration's prompts and falls again; worry when it stays.")
                        .query("sum by (topic) (macaw_consumer_lag_records{@})", "{{topic}}"),
                Panel.lines("Age", "s", "From the trainer's request to the scored rollout: mean and worst.")
                        .query(
                                "sum(rate(macaw_rollout_age_seconds_sum{@}[$__rate_interval])) / sum(rate(macaw_rollout_age_seconds_count{@}[$__rate_interval]))",
                                "mean")
                        .query("max(macaw_rollout_age_seconds_max{@})", "worst"),
                Panel.lines(
                                "Policy versions",
                                "none",
                                "Newest version published by the trainer, and the one that lags furthest behind among what generators know.")
                        .query("max by (policy) (macaw_policy_published_version{@})", "{{policy}} published")
                        .query("min by (policy) (macaw_policy_known_version{@})", "{{policy}} known everywhere"),
                Panel.lines(
                                "Staleness",
                                "none",
                                "Versions between the policy that wrote the rollouts and the one trained on them: the run's setting, after its first iterations.")
                        .query("max(macaw_rollout_staleness_versions{@})", "versions"),
                Panel.lines(
                                "KL and reward",
                                "none",
                                "Mean KL from the reference (nats an answer) and mean score. KL that climbs while people like the answers less: the reward model is exploited.")
                        .query("max(macaw_ppo_kl{@})", "KL")
                        .query("max(macaw_ppo_reward_mean{@})", "reward"),
                Panel.lines(
                                "Dead letters",
                                "short",
                                "Records that nobody could read, by where they came from and why. `macaw topics dead-letter` shows them.")
                        .query("sum by (topic, code) (macaw_dead_letters_total{@})", "{{topic}} {{code}}"),
                Panel.lines(
                                "From published to used",
                                "s",
                                "From a version's publication to the first token that a generator wrote with it: mean and worst.")
                        .query(
                                "sum(rate(macaw_publish_to_first_token_seconds_sum{@}[$__rate_interval])) / sum(rate(macaw_publish_to_first_token_seconds_count{@}[$__rate_interval]))",
                                "mean")
                        .query("max(macaw_publish_to_first_token_seconds_max{@})", "worst"));
    }

    private static Row judgement() {
        return Row.of(
                "People",
                Panel.stacked("Labels an hour", "short", "What labelers submitted in the last hour, by kind.")
                        .query("sum by (kind) (increase(macaw_submissions_total{@}[1h]))", "{{kind}}"),
                Panel.lines("Agreement", "percentunit", "Share of pairs that two labelers ranked alike, by project.")
                        .query("max by (project) (macaw_agreement_ratio{@, measure=\"pairwise\"})", "{{project}}"),
                Panel.lines(
                                "Outbox",
                                "short",
                                "Judgements that Kafka has not got yet. It empties by itself once Kafka is there.")
                        .query("max(macaw_outbox_pending{@})", "waiting"));
    }

    private static Row machines() {
        return Row.of(
                "Machines",
                Panel.lines("Memory", "bytes", "Memory of each process, native memory included.")
                        .query("sum by (job, instance) (macaw_process_resident_bytes{@})", "{{job}} {{instance}}"),
                Panel.lines("Processor", "percentunit", "Share of the machine's processors that each process uses.")
                        .query("max by (job, instance) (process_cpu_usage{@})", "{{job}} {{instance}}"),
                Panel.lines(
                                "Free on disk",
                                "percentunit",
                                "Room left where the store and the state directories are. Below 10 % an alert asks for more.")
                        .query(
                                "macaw_disk_free_bytes{@} / macaw_disk_size_bytes{@}",
                                "{{job}} {{instance}} {{directory}}"));
    }
}
