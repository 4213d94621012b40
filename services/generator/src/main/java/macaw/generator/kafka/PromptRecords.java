package macaw.generator.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import macaw.chassis.errors.Failures;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.kafka.Received;
import macaw.chassis.kafka.RecordHandler;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.answering.EndedRuns;
import macaw.generator.answering.Rollouts;
import macaw.records.Failure;
import macaw.records.Fingerprints;
import macaw.records.Prompt;
import macaw.records.Rollout;
import macaw.records.RolloutOutcome;
import macaw.records.wire.ContractRevision;
import macaw.records.wire.RolloutCodec;
import org.jboss.logging.Logger;

/** Topic prompts to topic rollouts: each prompt becomes a completion or a coded failure, under the same key. */
final class PromptRecords implements RecordHandler<macaw.v1.Prompt> {
    private static final Logger LOG = Logger.getLogger(PromptRecords.class);
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

    @Override
    public LogSubject subject(macaw.v1.Prompt message) {
        return new LogSubject(message.getRunId(), message.getRolloutId());
    }

    @Override
    public CompletionStage<?> handle(Received<macaw.v1.Prompt> record) {
        macaw.v1.Prompt message = record.value();
        if (runs.ignores(message.getRunId(), message.getRunEpoch())) {
            outcomes.accept(IGNORED);
            return CompletableFuture.completedFuture(null);
        }
        return read(
                message,
                prompt -> rollouts.write(prompt)
                        .<RolloutOutcome>thenApply(completion -> completion)
                        .exceptionally(thrown -> failure(message, thrown))
                        .thenCompose(outcome -> send(prompt, outcome)));
    }

    @Override
    public CompletionStage<?> onCrashed(Received<macaw.v1.Prompt> record) {
        var crash = new CodedException(
                ErrorCode.CRASHED_CONSUMER,
                "rollout " + record.value().getRolloutId() + " was being written at two deaths of a generator");
        return read(record.value(), prompt -> send(prompt, Failure.of(crash)));
    }

    private CompletionStage<?> read(macaw.v1.Prompt message, Function<Prompt, CompletionStage<?>> next) {
        Prompt prompt;
        try {
            prompt = RolloutCodec.decode(message);
        } catch (CodedException e) {
            LOG.warnf("The prompt is refused: %s", e);
            return refuse(message, e);
        }
        return next.apply(prompt);
    }

    /** An impossible request, or one of a newer contract, is answered under its own ids; one that has none nobody waits for: dead-letter. */
    private CompletionStage<?> refuse(macaw.v1.Prompt message, CodedException e) {
        if (message.getRolloutId().isEmpty() || message.getRunId().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new CodedException(ErrorCode.MESSAGE_UNDECODABLE, "the message names no rollout", e));
        }
        var rollout = macaw.v1.Rollout.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setPrompt(message)
                .setPolicy(message.getPolicy())
                .setFailure(RolloutCodec.encode(Failure.of(e)));
        outcomes.accept(e.code().name());
        return producer.send(topic, message.getRolloutId(), rollout.build().toByteArray());
    }

    /** What a retry can mend stays an exception: the record comes again. Everything else is an answer. */
    private RolloutOutcome failure(macaw.v1.Prompt message, Throwable thrown) {
        try (var lines = LogContext.of(subject(message))) {
            CodedException coded = Failures.codedOrInternal(thrown);
            if (coded.code().kind().retryable()) {
                throw coded;
            }
            LOG.warnf("The prompt is answered with a failure: %s", coded);
            return Failure.of(coded);
        }
    }

    private CompletionStage<?> send(Prompt prompt, RolloutOutcome outcome) {
        var rollout = new Rollout(prompt, Fingerprints.of(prompt), prompt.policy(), outcome);
        outcomes.accept(outcome instanceof Failure(String code, String message, boolean retryable) ? code : WRITTEN);
        return producer.send(
                topic, prompt.rolloutId(), RolloutCodec.encode(rollout).toByteArray());
    }
}
