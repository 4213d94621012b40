package macaw.reward.grpc;

import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.grpc.GrpcService;
import java.util.List;
import java.util.function.Supplier;
import macaw.chassis.access.Roles;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.records.Failure;
import macaw.records.VersionName;
import macaw.records.wire.RolloutCodec;
import macaw.reward.rewards.Exchange;
import macaw.reward.rewards.RewardCatalogue;
import macaw.reward.scoring.RequestScorer;
import macaw.reward.scoring.ScoringMeters;
import macaw.v1.ItemScore;
import macaw.v1.ListRewardsRequest;
import macaw.v1.ListRewardsResponse;
import macaw.v1.RewardInfo;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;

/** RewardService. */
@GrpcService
public class RewardRpc extends RewardServiceGrpc.RewardServiceImplBase {
    private final RequestScorer scorer;
    private final RewardCatalogue catalogue;
    private final ScoringMeters meters;

    RewardRpc(RequestScorer scorer, RewardCatalogue catalogue, MeterRegistry registry) {
        this.scorer = scorer;
        this.catalogue = catalogue;
        this.meters = new ScoringMeters(registry);
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void score(ScoreRequest request, StreamObserver<ScoreResponse> reply) {
        reply.onNext(answer(request));
        reply.onCompleted();
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public StreamObserver<ScoreRequest> scoreStream(StreamObserver<ScoreResponse> reply) {
        return new ScoreStream((ServerCallStreamObserver<ScoreResponse>) reply, this::answer);
    }

    @Override
    @AllowedRoles({Roles.LABELER, Roles.REVIEWER, Roles.OPERATOR, Roles.SERVICE})
    public void listRewards(ListRewardsRequest request, StreamObserver<ListRewardsResponse> reply) {
        String namespace = request.getNamespace().isEmpty() ? VersionName.DEFAULT_NAMESPACE : request.getNamespace();
        var response = ListRewardsResponse.newBuilder();
        catalogue
                .list(namespace)
                .forEach(entry -> response.addRewards(RewardInfo.newBuilder()
                        .setVersion(RolloutCodec.encode(entry.version()))
                        .setKind(entry.kind())
                        .setLoaded(entry.loaded())
                        .addAllAliases(entry.aliases())));
        reply.onNext(response.build());
        reply.onCompleted();
    }

    private ScoreResponse answer(ScoreRequest request) {
        List<Supplier<Exchange>> items = request.getItemsList().stream()
                .<Supplier<Exchange>>map(item -> () -> Exchanges.decode(item))
                .toList();
        RequestScorer.Answer answer = scorer.score(request.getReward(), items);
        meters.count(answer);
        var response = ScoreResponse.newBuilder()
                .setRequestId(request.getRequestId())
                .setReward(RolloutCodec.encode(answer.reward()));
        answer.outcomes().forEach(outcome -> response.addScores(encode(outcome)));
        return response.build();
    }

    private static ItemScore encode(RequestScorer.ItemOutcome outcome) {
        return switch (outcome) {
            case RequestScorer.ItemOutcome.Value(double score) ->
                ItemScore.newBuilder().setValue(score).build();
            case RequestScorer.ItemOutcome.Refused(Failure failure) ->
                ItemScore.newBuilder().setFailure(RolloutCodec.encode(failure)).build();
        };
    }
}
