package macaw.reward.grpc;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.tracing.Tracing;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import macaw.reward.rewards.RemoteScorer;
import macaw.reward.rewards.RewardKind;
import macaw.v1.ItemScore;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;

/** A remote scorer behind RewardService. */
public final class GrpcRemoteScorer implements RemoteScorer {
    private final ManagedChannel channel;
    private final RewardKind.Remote remote;

    private GrpcRemoteScorer(ManagedChannel channel, RewardKind.Remote remote) {
        this.channel = channel;
        this.remote = remote;
    }

    /** A connection that shows this key. */
    public static GrpcRemoteScorer connect(RewardKind.Remote remote, Optional<String> key, Tracing tracing) {
        return new GrpcRemoteScorer(ServiceChannels.open(remote.target(), key, tracing), remote);
    }

    @Override
    public double score(List<Message> prompt, String answer) {
        var request = ScoreRequest.newBuilder()
                .setReward(remote.reward())
                .addItems(Exchanges.encode(prompt, answer))
                .build();
        try {
            return value(RewardServiceGrpc.newBlockingStub(channel)
                    .withDeadlineAfter(remote.deadline().toMillis(), TimeUnit.MILLISECONDS)
                    .score(request));
        } catch (StatusRuntimeException e) {
            throw GrpcErrors.fromStatus(e, ErrorCode.SCORER_UNAVAILABLE);
        }
    }

    private double value(ScoreResponse response) {
        if (response.getScoresCount() != 1) {
            throw new CodedException(
                    ErrorCode.INTERNAL,
                    remote.target() + " gave " + response.getScoresCount() + " scores for one item");
        }
        ItemScore score = response.getScores(0);
        return switch (score.getOutcomeCase()) {
            case VALUE -> score.getValue();
            case FAILURE ->
                throw new CodedException(
                        score.getFailure().getRetryable() ? ErrorCode.SCORER_UNAVAILABLE : ErrorCode.REQUEST_INVALID,
                        remote.target() + " refuses: " + score.getFailure().getCode() + " "
                                + score.getFailure().getMessage());
            case OUTCOME_NOT_SET ->
                throw new CodedException(ErrorCode.INTERNAL, remote.target() + " gave an empty score");
        };
    }

    @Override
    public void close() {
        channel.shutdown();
    }
}
