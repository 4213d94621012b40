package macaw.generator.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import macaw.chassis.errors.Failures;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.kafka.Received;
import macaw.chassis.kafka.RecordHandler;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.answering.EndedRuns;
import macaw.generator.answering.Rollouts;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.Prompt;
import macaw.records.Rollout;
import macaw.records.RolloutOutcome;
import macaw.records.wire.RolloutCodec;

/** Topic prompts to topic rollouts: each prompt becomes a completion or a coded failure, under the same key. */
final class PromptRecords implements RecordHandler<Prompt> {
    private static final String WRITTEN = "ok";
    private static final String IGNORED = "ignored";

    private final Rollouts rollouts;
    private final EndedRuns runs;
    private final AckedProducer producer;
    private final String topic;
    private final Consumer<String> outcomes;

    /**
     * @param topic full name of the topic of rollouts
     * @param outcomes told what became of each prompt: "ok", "ignored" or an error code
     */
    PromptRecords(Rollouts rollouts, EndedRuns runs, AckedProducer producer, String topic, Consumer<String> outcomes) {
        this.rollouts = rollouts;
        this.runs = runs;
        this.producer = producer;
        this.topic = topic;
        this.outcomes = outcomes;
    }

    static Prompt decode(byte[] value) throws Exception {
        return RolloutCodec.decode(macaw.v1.Prompt.parseFrom(value));
    }

    @Override
    public CompletionStage<?> handle(Received<Prompt> record) {
        Prompt prompt = record.value();
        if (runs.ignores(prompt)) {
            outcomes.accept(IGNORED);
            return CompletableFuture.completedFuture(prompt);
        }
        return rollouts.write(prompt)
                .<RolloutOutcome>thenApply(completion -> completion)
                .exceptionally(PromptRecords::failure)
                .thenCompose(outcome -> send(prompt, outcome));
    }

    @Override
    public CompletionStage<?> onCrashed(Received<Prompt> record) {
        var crash = new CodedException(
                ErrorCode.CRASHED_CONSUMER,
                "rollout " + record.value().rolloutId() + " was being written at two deaths of a generator");
        return send(record.value(), Failure.of(crash));
    }

    /** What a retry can mend stays an exception: the record comes again. Everything else is an answer. */
    private static RolloutOutcome failure(Throwable thrown) {
        CodedException coded = Failures.codedOrInternal(thrown);
        if (coded.code().kind().retryable()) {
            throw coded;
        }
        return Failure.of(coded);
    }

    private CompletionStage<?> send(Prompt prompt, RolloutOutcome outcome) {
        var rollout = new Rollout(prompt, Fingerprints.of(prompt), prompt.policy(), outcome);
        outcomes.accept(outcome instanceof Failure(String code, String message, boolean retryable) ? code : WRITTEN);
        return producer.send(
                topic, prompt.rolloutId(), RolloutCodec.encode(rollout).toByteArray());
    }
}
