package macaw.generator.answering;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import macaw.chassis.logs.LogContext;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.generator.engine.Engine;
import macaw.generator.engine.GenerationMeter;
import macaw.generator.policies.LoadedPolicy;
import macaw.generator.policies.PolicyLease;
import macaw.generator.policies.PolicyPool;
import macaw.generator.sampling.Sampler;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.records.VersionName;
import macaw.records.VersionRef;

/** Answers people's questions. Thread-safe. */
public final class Answering {
    private final Function<VersionName, VersionRef> versions;
    private final PolicyPool policies;
    private final Engine engine;
    private final LongSupplier seeds;
    private final InstantSource clock;
    private final GenerationMeter meter;
    private final Tracing tracing;

    /**
     * @param versions which version a name means now; POLICY_UNKNOWN for none
     * @param seeds chooses the seed of a question that has none
     */
    public Answering(
            Function<VersionName, VersionRef> versions,
            PolicyPool policies,
            Engine engine,
            LongSupplier seeds,
            InstantSource clock,
            GenerationMeter meter,
            Tracing tracing) {
        this.versions = versions;
        this.policies = policies;
        this.engine = engine;
        this.seeds = seeds;
        this.clock = clock;
        this.meter = meter;
        this.tracing = tracing;
    }

    /**
     * Begins to answer; waits until the policy is loaded. Errors: POLICY_UNKNOWN, PROMPT_EMPTY, PROMPT_TOO_LONG, TOKEN_OUT_OF_VOCABULARY,
     * TEMPLATE_INVALID, OVERLOADED, DRAINING.
     */
    public Answer ask(Question question) throws InterruptedException {
        Instant arrival = clock.instant();
        PolicyLease lease = policies.lease(versions.apply(question.policy()));
        boolean asked = false;
        try {
            int[] prompt = question.input().tokens(lease.policy());
            long seed = question.seed().orElseGet(seeds);
            Runnable firstToken = () -> meter.firstToken(Duration.between(arrival, clock.instant()));
            var answer = new Answer(lease, prompt.length, seed, engine::cancel, firstToken);
            List<Sequence> samples = IntStream.range(0, question.samples())
                    .mapToObj(i -> sample(question, answer, lease.policy(), prompt, i))
                    .toList();
            asked = true;
            submit(answer, samples);
            return answer;
        } finally {
            if (!asked) {
                lease.close();
            }
        }
    }

    private Sequence sample(Question question, Answer answer, LoadedPolicy policy, int[] prompt, int index) {
        SequenceListener listener = new StagedListener(
                answer.sample(index, policy, question.sampling().stop()),
                StageSpans.under(tracing, LogContext.current().trace()));
        return new Sequence(
                policy.version(),
                policy.writing(),
                new Audience.Person(),
                prompt,
                new Choice.Sampled(question.sampling(), Sampler.sampleSeed(answer.seed(), index)),
                listener);
    }

    /** All samples or none: where one does not fit into the queue, those before it are cancelled. */
    private void submit(Answer answer, List<Sequence> samples) {
        for (Sequence sample : samples) {
            try {
                engine.submit(sample);
                answer.submitted(sample);
            } catch (CodedException e) {
                samples.subList(samples.indexOf(sample), samples.size())
                        .forEach(refused -> refused.listener().failed(e));
                answer.close();
                throw e;
            }
        }
    }
}
