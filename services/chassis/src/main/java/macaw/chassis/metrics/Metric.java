package macaw.chassis.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Every metric of Macaw's own: which services have it, what it is called, what it counts, which labels it has. docs/metrics.md is made from this list. Labels never
 * hold the id of a rollout, a prompt or a labeler.
 */
public enum Metric {
    BUILD(On.ALL, "macaw.build", Type.GAUGE, "1, with the version that was built.", "version"),
    READY(
            On.ALL,
            "macaw.ready",
            Type.GAUGE,
            "1 when the service was ready when it was last asked (every 5 s), 0 when not: what `/q/health/ready` says."),
    BROKER_UP(
            On.ALL,
            "macaw.broker.up",
            Type.GAUGE,
            "1 while Kafka answers and has every topic that the service uses. A service that was"
                    + " ready stays so without it."),
    RESIDENT_MEMORY(
            On.ALL,
            "macaw.process.resident.bytes",
            Type.GAUGE,
            "Memory of the process as the system counts it, native memory (weights, caches of attention) included."),
    DISK_FREE(
            On.ALL,
            "macaw.disk.free.bytes",
            Type.GAUGE,
            "Room left where the directory is: `state` (`MACAW_STATE_DIR`) and, where the store is a directory, `store`;"
                    + " NaN while it is not there.",
            "directory"),
    DISK_SIZE(
            On.ALL,
            "macaw.disk.size.bytes",
            Type.GAUGE,
            "Size of the file system that the directory is on; NaN while it is not there.",
            "directory"),
    ROLLOUTS(
            On.GENERATOR_AND_TRAINER,
            "macaw.rollouts",
            Type.COUNTER,
            "Rollouts by what became of them; each service counts for itself, so one rollout is counted in both."
                    + " Generator, a prompt: `ok` (written), an error code (answered with that failure) or `ignored`"
                    + " (its run has ended). Trainer, a record that arrives: `kept`, `retried` (a failure that can"
                    + " pass), `duplicate`, `unequal_duplicate`, `out_of_turn`, `foreign` (of another run) or"
                    + " `mismatch`; nothing arrives: `lost`; at the end of an iteration: `trained` or `failed`.",
            "outcome"),
    ROLLOUT_AGE(
            On.TRAINER,
            "macaw.rollout.age",
            Type.TIMER,
            "From the trainer's request to its receipt of the scored rollout."),
    ROLLOUT_STALENESS(
            On.TRAINER,
            "macaw.rollout.staleness.versions",
            Type.GAUGE,
            "Policy versions between the one that wrote the rollouts of the last iteration and the one trained with"
                    + " them; 0 before the first."),
    GENERATION_TOKENS(
            On.GENERATOR,
            "macaw.generation.tokens",
            Type.COUNTER,
            "Tokens by phase: computed (`prefill`, `decode`), or copied from another sample of the same prompt (`shared`).",
            "phase"),
    GENERATION_REQUESTS(
            On.GENERATOR,
            "macaw.generation.requests",
            Type.GAUGE,
            "Requests now, by state (`waiting`, `running`).",
            "state"),
    TIME_TO_FIRST_TOKEN(
            On.GENERATOR, "macaw.time.to.first.token", Type.TIMER, "From a request's arrival to its first token."),
    PUBLISH_TO_FIRST_TOKEN(
            On.GENERATOR,
            "macaw.publish.to.first.token",
            Type.TIMER,
            "From a policy version's publication to the first token it wrote."),
    POLICY_VERSION(
            On.GENERATOR,
            "macaw.policy.version",
            Type.GAUGE,
            "Newest version that has written, by policy (`NAMESPACE/NAME`).",
            "policy"),
    POLICY_KNOWN(
            On.GENERATOR,
            "macaw.policy.known.version",
            Type.GAUGE,
            "Newest version that the generator was told of, by policy (`NAMESPACE/NAME`).",
            "policy"),
    POLICY_LOADED(
            On.GENERATOR,
            "macaw.policy.loaded.version",
            Type.GAUGE,
            "Newest version that is in memory now, by policy (`NAMESPACE/NAME`); 0 when none is.",
            "policy"),
    POLICY_LOADS(
            On.GENERATOR,
            "macaw.policy.loads",
            Type.COUNTER,
            "Versions that were loaded, by outcome (`ok` or an error code).",
            "outcome"),
    GENERATION_OVERLOADED(
            On.GENERATOR,
            "macaw.generation.overloaded",
            Type.COUNTER,
            "Requests that were refused because as many wait as may (`OVERLOADED`, 429 over HTTP)."),
    SCORES(On.REWARD, "macaw.scores", Type.COUNTER, "Scores given, by outcome (`ok` or an error code).", "outcome"),
    SCORING_TOKENS(On.REWARD, "macaw.scoring.tokens", Type.COUNTER, "Tokens of prompts and answers that were scored."),
    TRAINING_TOKENS(On.TRAINER, "macaw.training.tokens", Type.COUNTER, "Tokens trained on, by kind of run.", "kind"),
    RUN_STATE(On.TRAINER, "macaw.run.state", Type.GAUGE, "Runs now, by state.", "state"),
    RUNS_PAUSED(
            On.TRAINER,
            "macaw.runs.paused",
            Type.GAUGE,
            "Runs paused now, by the code of the reason and by what they wait for: a `dependency` that will return, or a"
                    + " `person`. A loss or gradient that is NaN or infinite pauses its run with `LOSS_NOT_FINITE`, before"
                    + " anything of it is kept.",
            "code",
            "waits_for"),
    RUN_IDLE(
            On.TRAINER,
            "macaw.run.idle.seconds",
            Type.GAUGE,
            "Time since the run that is carried out last made progress: a step, a rollout that arrived, a stage; 0 while"
                    + " there is none. Waiting for a dependency is no progress."),
    POLICY_PUBLISHED(
            On.TRAINER,
            "macaw.policy.published.version",
            Type.GAUGE,
            "Newest version in the store that the trainer has told of, by policy (`NAMESPACE/NAME`).",
            "policy"),
    PPO_KL(On.TRAINER, "macaw.ppo.kl", Type.GAUGE, "Mean KL of the policy from the reference, nats an answer."),
    PPO_REWARD_MEAN(On.TRAINER, "macaw.ppo.reward.mean", Type.GAUGE, "Mean score of the last iteration's rollouts."),
    PPO_ENTROPY(On.TRAINER, "macaw.ppo.entropy", Type.GAUGE, "Mean entropy of the policy, nats a token."),
    PPO_CLIP_FRACTION(On.TRAINER, "macaw.ppo.clip.fraction", Type.GAUGE, "Part of the tokens whose ratio was clipped."),
    PPO_EXPLAINED_VARIANCE(
            On.TRAINER,
            "macaw.ppo.explained.variance",
            Type.GAUGE,
            "Part of the returns' variance that the value model explains."),
    PPO_STAGE(
            On.TRAINER,
            "macaw.ppo.stage",
            Type.TIMER,
            "Time of a PPO iteration, by stage (`waiting`, `training`, `checkpoint`, `publish`, `prompts`).",
            "stage"),
    ENGINE_BUSY(
            On.GENERATOR_AND_REWARD,
            "macaw.engine.busy.seconds",
            Type.COUNTER,
            "Seconds that the service's engine thread has computed."),
    CONSUMER_LAG(
            On.GENERATOR_AND_REWARD,
            "macaw.consumer.lag.records",
            Type.GAUGE,
            "Records of the topic that are not finished yet.",
            "topic"),
    DEAD_LETTERS(
            On.READERS,
            "macaw.dead.letters",
            Type.COUNTER,
            "Records that could not be read or handled.",
            "topic",
            "code"),
    OUTBOX_PENDING(On.LABELING, "macaw.outbox.pending", Type.GAUGE, "Recorded judgements that Kafka has not got yet."),
    SUBMISSIONS(On.LABELING, "macaw.submissions", Type.COUNTER, "What labelers submitted, by kind.", "kind"),
    LEASES_EXPIRED(
            On.LABELING, "macaw.leases.expired", Type.COUNTER, "Tasks that came back because their lease ended."),
    AGREEMENT(
            On.LABELING,
            "macaw.agreement.ratio",
            Type.GAUGE,
            "Agreement of all labelers of a comparison project of the service's namespace, by measure (`pairwise`,"
                    + " `pairwise_strict`, `tau_b`, `alpha_ratings`, `alpha_ranks`; docs/labeling.md). It appears when"
                    + " two labelers have judged one task, and is NaN while there is nothing to measure any more.",
            "project",
            "measure");

    private final List<String> services;
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

    private static final class On {
        static final List<String> ALL = List.of("labeling", "generator", "reward", "trainer");
        static final List<String> LABELING = List.of("labeling");
        static final List<String> GENERATOR = List.of("generator");
        static final List<String> REWARD = List.of("reward");
        static final List<String> TRAINER = List.of("trainer");
        static final List<String> GENERATOR_AND_REWARD = List.of("generator", "reward");
        static final List<String> GENERATOR_AND_TRAINER = List.of("generator", "trainer");
        static final List<String> READERS = List.of("generator", "reward", "trainer");
    }

    Metric(List<String> services, String meter, Type type, String meaning, String... labels) {
        this.services = services;
        this.meter = meter;
        this.type = type;
        this.meaning = meaning;
        this.labels = List.of(labels);
    }

    /** The counter with these values of its labels, in their order; the same one each time. */
    public Counter counter(MeterRegistry meters, String... values) {
        return Counter.builder(meter).description(meaning).tags(tags(values)).register(meters);
    }

    /** The timer with these values of its labels, in their order; the same one each time. */
    public Timer timer(MeterRegistry meters, String... values) {
        return Timer.builder(meter).description(meaning).tags(tags(values)).register(meters);
    }

    /** Shows what is read from the state, for as long as the process lives: another state for the same labels is not looked at. */
    public <S> void gauge(MeterRegistry meters, S state, ToDoubleFunction<S> value, String... values) {
        Gauge.builder(meter, state, value)
                .description(meaning)
                .tags(tags(values))
                .strongReference(true)
                .register(meters);
    }

    private List<Tag> tags(String... values) {
        if (values.length != labels.size()) {
            throw new IllegalArgumentException(meter + " has labels " + labels + ", not " + List.of(values));
        }
        List<Tag> tags = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            tags.add(Tag.of(labels.get(i), values[i]));
        }
        return tags;
    }

    /** The services that have it. */
    public List<String> services() {
        return services;
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
