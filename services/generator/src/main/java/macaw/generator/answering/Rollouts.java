package macaw.generator.answering;

import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import macaw.errors.CodedException;
import macaw.generator.engine.Engine;
import macaw.generator.policies.PolicyLease;
import macaw.generator.policies.PolicyPool;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.records.Completion;
import macaw.records.FinishReason;
import macaw.records.LogProbabilities;
import macaw.records.Prompt;
import macaw.records.TokenIds;

/** Writes the completions that training runs ask for. Thread-safe. */
public final class Rollouts {
    private final PolicyPool policies;
    private final Engine engine;
    private final String numerics;

    /**
     * @param numerics what equal bits depend on, recorded with each completion
     */
    public Rollouts(PolicyPool policies, Engine engine, String numerics) {
        this.policies = policies;
        this.engine = engine;
        this.numerics = numerics;
    }

    /**
     * The completion that exactly the named version writes: a function of the prompt, bit for bit. Fails with a coded exception; nothing
     * waits on the calling thread.
     *
     * @param reached told each stage when it begins, on whichever thread; returns at once
     */
    public CompletableFuture<Completion> write(Prompt prompt, Consumer<Stage> reached) {
        reached.accept(Stage.POLICY);
        return policies.acquire(prompt.policy()).thenCompose(lease -> write(prompt, lease, reached));
    }

    private CompletableFuture<Completion> write(Prompt prompt, PolicyLease lease, Consumer<Stage> reached) {
        var recorder = new Recorder(lease, numerics, reached);
        reached.accept(Stage.QUEUE);
        try {
            engine.submit(new Sequence(
                    prompt.policy(),
                    lease.policy().writing(),
                    new Audience.Run(prompt.runId()),
                    prompt.tokens().toArray(),
                    new Choice.Sampled(prompt.sampling(), prompt.seed()),
                    recorder));
        } catch (CodedException e) {
            recorder.failed(e);
        }
        return recorder.completion;
    }

    /** Collects what is drawn. */
    private static final class Recorder implements SequenceListener {
        private final CompletableFuture<Completion> completion = new CompletableFuture<>();
        private final PolicyLease lease;
        private final String numerics;
        private final Consumer<Stage> reached;
        private int[] tokens = new int[32];
        private float[] logProbabilities = new float[32];
        private int size;

        Recorder(PolicyLease lease, String numerics, Consumer<Stage> reached) {
            this.lease = lease;
            this.numerics = numerics;
            this.reached = reached;
        }

        @Override
        public void begun() {
            reached.accept(Stage.PREFILL);
        }

        @Override
        public boolean drawn(Drawn drawn) {
            if (size == 0) {
                reached.accept(Stage.DECODE);
            }
            if (size == tokens.length) {
                tokens = Arrays.copyOf(tokens, 2 * size);
                logProbabilities = Arrays.copyOf(logProbabilities, 2 * size);
            }
            tokens[size] = drawn.token();
            logProbabilities[size] = drawn.logProbability();
            size++;
            return false;
        }

        @Override
        public void finished(FinishReason reason) {
            lease.close();
            completion.complete(new Completion(
                    TokenIds.of(Arrays.copyOf(tokens, size)),
                    LogProbabilities.of(Arrays.copyOf(logProbabilities, size)),
                    reason,
                    numerics));
        }

        @Override
        public void failed(CodedException failure) {
            lease.close();
            completion.completeExceptionally(failure);
        }
    }
}
