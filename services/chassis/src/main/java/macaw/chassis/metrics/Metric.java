package macaw.chassis.metrics;

import java.util.List;

/**
 * Every metric of Macaw's own: what it is called, what it counts, which labels it has. docs/metrics.md is made from this list. Labels never
 * hold the id of a rollout, a prompt or a labeler.
 */
public enum Metric {
    ROLLOUTS(
            "macaw.rollouts",
            Type.COUNTER,
            "Rollouts written, by what became of them (ok or an error code).",
            "outcome"),
    ROLLOUT_AGE("macaw.rollout.age", Type.TIMER, "From the trainer's request to its receipt of the scored rollout."),
    ROLLOUT_STALENESS(
            "macaw.rollout.staleness.versions",
            Type.GAUGE,
            "Policy versions between the one that wrote a rollout and the one trained with it."),
    GENERATION_TOKENS("macaw.generation.tokens", Type.COUNTER, "Tokens computed, by phase (prefill, decode).", "phase"),
    GENERATION_REQUESTS("macaw.generation.requests", Type.GAUGE, "Requests now, by state (waiting, running).", "state"),
    TIME_TO_FIRST_TOKEN("macaw.time.to.first.token", Type.TIMER, "From a request's arrival to its first token."),
    PUBLISH_TO_FIRST_TOKEN(
            "macaw.publish.to.first.token",
            Type.TIMER,
            "From a policy version's publication to the first token it wrote."),
    POLICY_VERSION("macaw.policy.version", Type.GAUGE, "Newest version loaded, by policy.", "policy"),
    SCORES("macaw.scores", Type.COUNTER, "Scores given, by outcome (ok or an error code).", "outcome"),
    SCORING_TOKENS("macaw.scoring.tokens", Type.COUNTER, "Tokens of prompts and answers that were scored."),
    TRAINING_TOKENS("macaw.training.tokens", Type.COUNTER, "Tokens trained on, by kind of run.", "kind"),
    RUN_STATE("macaw.run.state", Type.GAUGE, "Runs now, by state.", "state"),
    PPO_KL("macaw.ppo.kl", Type.GAUGE, "Mean KL of the policy from the reference, nats an answer."),
    PPO_REWARD_MEAN("macaw.ppo.reward.mean", Type.GAUGE, "Mean score of the last iteration's rollouts."),
    PPO_ENTROPY("macaw.ppo.entropy", Type.GAUGE, "Mean entropy of the policy, nats a token."),
    PPO_CLIP_FRACTION("macaw.ppo.clip.fraction", Type.GAUGE, "Part of the tokens whose ratio was clipped."),
    PPO_EXPLAINED_VARIANCE(
            "macaw.ppo.explained.variance", Type.GAUGE, "Part of the returns' variance that the value model explains."),
    PPO_STAGE(
            "macaw.ppo.stage",
            Type.TIMER,
            "Time of a PPO iteration, by stage (waiting, training, checkpoint, publish, prompts).",
            "stage"),
    ENGINE_BUSY(
            "macaw.engine.busy.seconds",
            Type.COUNTER,
            "Seconds that the engine thread of the generator or the reward service has computed."),
    CONSUMER_LAG("macaw.consumer.lag.records", Type.GAUGE, "Records of the topic that are not finished yet.", "topic"),
    DEAD_LETTERS("macaw.dead.letters", Type.COUNTER, "Records that could not be read or handled.", "topic", "code"),
    OUTBOX_PENDING("macaw.outbox.pending", Type.GAUGE, "Recorded judgements that Kafka has not got yet."),
    SUBMISSIONS("macaw.submissions", Type.COUNTER, "What labelers submitted, by kind.", "kind"),
    LEASES_EXPIRED("macaw.leases.expired", Type.COUNTER, "Tasks that came back because their lease ended."),
    AGREEMENT_RATIO(
            "macaw.agreement.ratio",
            Type.GAUGE,
            "Agreement among labelers, by project and measure.",
            "project",
            "measure");

    private final String meter;
    private final Type type;
    private final String meaning;
    private final List<String> labels;

    /** How a metric behaves; decides the ending of its name in Prometheus. */
    public enum Type {
        COUNTER,
        GAUGE,
        TIMER
    }

    Metric(String meter, Type type, String meaning, String... labels) {
        this.meter = meter;
        this.type = type;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** The name for Micrometer. */
    public String meter() {
        return meter;
    }

    /** The name in Prometheus. */
    public String prometheus() {
        String name = meter.replace('.', '_');
        return switch (type) {
            case COUNTER -> name + "_total";
            case GAUGE -> name;
            case TIMER -> name + "_seconds";
        };
    }

    /** Counter, gauge or timer. */
    public Type type() {
        return type;
    }

    /** One sentence. */
    public String meaning() {
        return meaning;
    }

    /** Names of its labels. */
    public List<String> labels() {
        return labels;
    }
}
