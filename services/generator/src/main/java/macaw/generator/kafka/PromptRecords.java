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
import macaw.chassis.tracing.TraceContext;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.answering.EndedRuns;
import macaw.generator.answering.Rollouts;
import macaw.generator.answering.StageSpans;
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
    private final Tracing tracing;

    /**
     * @param topic full name of the topic of rollouts
     * @param outcomes told what became of each prompt: "ok", "ignored" or an error code
     */
    PromptRecords(
            Rollouts rollouts,
            EndedRuns runs,
            AckedProducer producer,
            String topic,
            Consumer<String> outcomes,
            Tracing tracing) {
        this.rollouts = rollouts;
        this.runs = runs;
        this.producer = producer;
        this.topic = topic;
        this.outcomes = outcomes;
        this.tracing = tracing;
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
        StageSpans stages = StageSpans.under(tracing, record.trace());
        return read(
                record,
                prompt -> rollouts.write(prompt, stages)
                        .whenComplete((completion, thrown) -> stages.close())
                        .<RolloutOutcome>thenApply(completion -> completion)
                        .exceptionally(thrown -> failure(record, thrown))
                        .thenCompose(outcome -> send(prompt, outcome, record.trace())));
    }

    @Override
    public CompletionStage<?> onCrashed(Received<macaw.v1.Prompt> record) {
        var crash = new CodedException(
                ErrorCode.CRASHED_CONSUMER,
                "rollout " + record.value().getRolloutId() + " was being written at two deaths of a generator");
        return read(record, prompt -> send(prompt, Failure.of(crash), record.trace()));
    }

    private CompletionStage<?> read(Received<macaw.v1.Prompt> record, Function<Prompt, CompletionStage<?>> next) {
        Prompt prompt;
        try {
            prompt = RolloutCodec.decode(record.value());
        } catch (CodedException e) {
            LOG.warnf("The prompt is refused: %s", e);
            return refuse(record, e);
        }
        return next.apply(prompt);
    }

    /** An impossible request, or one of a newer contract, is answered under its own ids; one that has none nobody waits for: dead-letter. */
    private CompletionStage<?> refuse(Received<macaw.v1.Prompt> record, CodedException e) {
        macaw.v1.Prompt message = record.value();
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
        return producer.send(topic, message.getRolloutId(), rollout.build().toByteArray(), record.trace());
    }

    /** What a retry can mend stays an exception: the record comes again. Everything else is an answer. */
    private RolloutOutcome failure(Received<macaw.v1.Prompt> record, Throwable thrown) {
        try (var lines = LogContext.of(subject(record.value()).in(record.trace()))) {
            CodedException coded = Failures.codedOrInternal(thrown);
            if (coded.code().kind().retryable()) {
                throw coded;
            }
            LOG.warnf("The prompt is answered with a failure: %s", coded);
            return Failure.of(coded);
        }
    }

    private CompletionStage<?> send(Prompt prompt, RolloutOutcome outcome, TraceContext trace) {
        var rollout = new Rollout(prompt, Fingerprints.of(prompt), prompt.policy(), outcome);
        outcomes.accept(outcome instanceof Failure(String code, String message, boolean retryable) ? code : WRITTEN);
        return producer.send(
                topic, prompt.rolloutId(), RolloutCodec.encode(rollout).toByteArray(), trace);
    }
}
