package macaw.generator.answering;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.engine.Engine;
import macaw.generator.policies.PolicyLease;
import macaw.generator.policies.PolicyPool;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.TokenIds;
import macaw.records.VersionName;
import macaw.records.VersionRef;

/** Says how likely a policy finds given answers. Thread-safe. */
public final class Likelihoods {
    private final Function<VersionName, VersionRef> versions;
    private final PolicyPool policies;
    private final Engine engine;

    /**
     * @param versions which version a name means now; POLICY_UNKNOWN for none
     */
    public Likelihoods(Function<VersionName, VersionRef> versions, PolicyPool policies, Engine engine) {
        this.versions = versions;
        this.policies = policies;
        this.engine = engine;
    }

    /**
     * What a policy thinks of answers.
     *
     * @param policy the one version that was asked
     * @param answers of each answer, in order, the log-probability of each token at temperature 1
     */
    public record Judged(VersionRef policy, List<LogProbabilities> answers) {
        public Judged {
            answers = List.copyOf(answers);
        }
    }

    /**
     * Log-probabilities of the tokens of {@code answers} to one prompt. The same computation as when they are drawn, so equal bits. Errors:
     * POLICY_UNKNOWN, RESPONSE_EMPTY, PROMPT_TOO_LONG, TOKEN_OUT_OF_VOCABULARY, OVERLOADED, DRAINING, REQUEST_CANCELLED.
     *
     * @param whenNobodyWaits is given what to do when nobody waits for the result any more
     */
    public Judged judge(
            VersionName policy, Question.Input input, List<TokenIds> answers, Consumer<Runnable> whenNobodyWaits)
            throws InterruptedException {
        List<Listener> listeners = new ArrayList<>();
        List<Sequence> submitted = new ArrayList<>();
        try (PolicyLease lease = policies.lease(versions.apply(policy))) {
            int[] prompt = input.tokens(lease.policy());
            try {
                for (TokenIds answer : answers) {
                    if (answer.isEmpty()) {
                        throw new CodedException(ErrorCode.RESPONSE_EMPTY, "an answer has no tokens");
                    }
                    var listener = new Listener(answer.size());
                    var sequence = new Sequence(
                            lease.policy().version(),
                            lease.policy().writing(),
                            new Audience.Person(),
                            prompt,
                            new Choice.Given(answer.toArray()),
                            listener);
                    engine.submit(sequence);
                    submitted.add(sequence);
                    listeners.add(listener);
                }
                List<Sequence> all = List.copyOf(submitted);
                whenNobodyWaits.accept(() -> all.forEach(engine::cancel));
                List<LogProbabilities> judged = new ArrayList<>();
                for (Listener listener : listeners) {
                    judged.add(listener.result());
                }
                return new Judged(lease.policy().version(), judged);
            } finally {
                // the lease must not end before the engine has let go of every sequence
                submitted.forEach(engine::cancel);
                listeners.forEach(Listener::awaitEnd);
            }
        }
    }

    private static final class Listener implements SequenceListener {
        private final CompletableFuture<LogProbabilities> end = new CompletableFuture<>();
        private final float[] values;
        private int size;

        Listener(int tokens) {
            values = new float[tokens];
        }

        @Override
        public boolean drawn(Drawn drawn) {
            values[size++] = drawn.logProbability();
            return false;
        }

        @Override
        public void finished(FinishReason reason) {
            end.complete(LogProbabilities.of(values));
        }

        @Override
        public void failed(CodedException failure) {
            end.completeExceptionally(failure);
        }

        LogProbabilities result() throws InterruptedException {
            try {
                return end.get();
            } catch (ExecutionException e) {
                if (e.getCause() instanceof CodedException coded) {
                    throw coded;
                }
                throw new IllegalStateException("a listener is told coded failures only", e);
            }
        }

        void awaitEnd() {
            end.handle((done, failure) -> true).join();
        }
    }
}
