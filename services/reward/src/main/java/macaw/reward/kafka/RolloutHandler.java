package macaw.reward.kafka;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import macaw.chassis.kafka.AckedProducer;
import macaw.chassis.kafka.Received;
import macaw.chassis.kafka.RecordHandler;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.records.Failure;
import macaw.records.ScoredRollout;
import macaw.records.wire.ContractRevision;
import macaw.records.wire.RolloutCodec;
import macaw.reward.scoring.RolloutScorer;
import macaw.reward.scoring.ScoringMeters;
import macaw.v1.Rollout;
import org.jboss.logging.Logger;

/** Topic rollouts to topic scored-rollouts. */
final class RolloutHandler implements RecordHandler<Rollout> {
    private static final Logger LOG = Logger.getLogger(RolloutHandler.class);

    private final RolloutScorer scorer;
    private final AckedProducer producer;
    private final String scoredRollouts;
    private final EndedRuns endedRuns;
    private final ScoringMeters meters;

    RolloutHandler(
            RolloutScorer scorer,
            AckedProducer producer,
            String scoredRollouts,
            EndedRuns endedRuns,
            ScoringMeters meters) {
        this.scorer = scorer;
        this.producer = producer;
        this.scoredRollouts = scoredRollouts;
        this.endedRuns = endedRuns;
        this.meters = meters;
    }

    @Override
    public LogSubject subject(Rollout message) {
        return new LogSubject(
                message.getPrompt().getRunId(), message.getPrompt().getRolloutId());
    }

    @Override
    public CompletionStage<?> handle(Received<Rollout> record) {
        Rollout message = record.value();
        if (endedRuns.contains(message.getPrompt().getRunId())) {
            return CompletableFuture.completedFuture(null);
        }
        macaw.records.Rollout rollout;
        try {
            rollout = RolloutCodec.decode(message);
        } catch (CodedException e) {
            LOG.warnf("The rollout is refused: %s", e);
            return refuse(record, e);
        }
        return scorer.score(rollout, record.trace()).thenCompose(scored -> {
            meters.count(scored);
            log(record, scored);
            return send(record, RolloutCodec.encode(scored));
        });
    }

    @Override
    public CompletionStage<?> onCrashed(Received<Rollout> record) {
        return refuse(
                record,
                new CodedException(
                        ErrorCode.CRASHED_CONSUMER, "the reward service died twice while it scored this rollout"));
    }

    /**
     * A message that is none of ours, or one that names no rollout, nobody waits for: dead-letter. What the generator refused stays refused
     * for its reason.
     */
    private CompletionStage<?> refuse(Received<Rollout> record, CodedException e) {
        Rollout message = record.value();
        if (message.getPrompt().getRolloutId().isEmpty()) {
            return CompletableFuture.failedFuture(
                    new CodedException(ErrorCode.MESSAGE_UNDECODABLE, "the message names no rollout", e));
        }
        Failure failure = message.hasFailure() ? RolloutCodec.decode(message.getFailure()) : Failure.of(e);
        meters.count(failure);
        var scored = macaw.v1.ScoredRollout.newBuilder()
                .setContractRevision(ContractRevision.CURRENT)
                .setRollout(message)
                .setFailure(RolloutCodec.encode(failure))
                .build();
        return send(record, scored);
    }

    private CompletionStage<?> send(Received<Rollout> record, macaw.v1.ScoredRollout scored) {
        return producer.send(
                scoredRollouts, record.value().getPrompt().getRolloutId(), scored.toByteArray(), record.trace());
    }

    private void log(Received<Rollout> record, ScoredRollout scored) {
        if (scored.outcome() instanceof Failure(String code, String text, boolean retryable)) {
            try (var lines = LogContext.of(subject(record.value()).in(record.trace()))) {
                LOG.warnf("The rollout has no score: %s: %s", code, text);
            }
        }
    }
}
