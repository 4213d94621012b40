package macaw.chassis.access;

import io.grpc.stub.StreamObserver;
import io.quarkus.grpc.GrpcService;
import macaw.chassis.access.grpc.AllowedRoles;
import macaw.chassis.access.grpc.RpcAccess;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.v1.ListRewardsRequest;
import macaw.v1.ListRewardsResponse;
import macaw.v1.RewardInfo;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;

/** An RPC service as Macaw has them, for {@link AccessTest}. ScoreStream carries no annotation: it has to be refused. */
@GrpcService
public class GuardedRewards extends RewardServiceGrpc.RewardServiceImplBase {
    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void score(ScoreRequest request, StreamObserver<ScoreResponse> reply) {
        if (request.getReward().equals("bug")) {
            throw new IllegalStateException("a secret of the inside");
        }
        if (request.getReward().equals("later")) {
            reply.onError(new CodedException(ErrorCode.OVERLOADED, "come back later"));
            return;
        }
        throw new CodedException(ErrorCode.REWARD_UNKNOWN, "no reward named '" + request.getReward() + "'");
    }

    @Override
    @AllowedRoles({Roles.OPERATOR, Roles.SERVICE})
    public void listRewards(ListRewardsRequest request, StreamObserver<ListRewardsResponse> reply) {
        String kind = RpcAccess.caller().orElseThrow().subject()
                + (Thread.currentThread().isVirtual() ? " virtual" : "");
        reply.onNext(ListRewardsResponse.newBuilder()
                .addRewards(RewardInfo.newBuilder().setKind(kind))
                .build());
        reply.onCompleted();
    }
}
