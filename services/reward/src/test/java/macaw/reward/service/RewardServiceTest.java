package macaw.reward.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.specification.RequestSpecification;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.errors.ErrorCode;
import macaw.reward.TestStore;
import macaw.v1.ListRewardsRequest;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreItem;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;
import macaw.v1.TokenIds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The running service over REST and gRPC, without a broker. */
@QuarkusTest
@QuarkusTestResource(value = RewardProfile.class, restrictToAnnotatedClass = true)
class RewardServiceTest {
    @TestHTTPResource
    URI address;

    @TestHTTPResource(value = "/health", management = true)
    URI health;

    private ManagedChannel channel;

    @BeforeEach
    void connect() {
        channel = ServiceChannels.open(
                address.getHost() + ":" + address.getPort(), Optional.of(TestKeys.key(Roles.SERVICE)));
    }

    @AfterEach
    void disconnect() {
        channel.shutdownNow();
    }

    @Test
    void answersAreScoredOverRest() {
        as(Roles.OPERATOR)
                .contentType("application/json")
                .body("""
                        {"reward":"milk","items":[{"prompt":"Write a shopping list","response":"Milk, bread."},
                        {"messages":[{"role":"user","content":"Write a list"}],"response":"Bread."},
                        {"prompt":"Write a list","response":" "}]}""")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .body("reward.name", equalTo("milk"))
                .body("reward.number", equalTo(1))
                .body("scores[0].value", equalTo(1f))
                .body("scores[1].value", equalTo(0f))
                .body("scores[2].failure.code", equalTo("RESPONSE_EMPTY"));
    }

    @Test
    void aScoreThatIsNoNumberIsACodedFailureOfItsItemOnly() {
        String items = IntStream.range(0, 40)
                .mapToObj(i -> "{\"prompt\":\"a list\",\"response\":\"" + "milk and bread ".substring(i % 8)
                        + "x".repeat(1 + i / 8) + "\"}")
                .collect(Collectors.joining(","));
        JsonPath reply = as(Roles.OPERATOR)
                .contentType("application/json")
                .body("{\"reward\":\"overflowing\",\"items\":[" + items + "]}")
                .post("/v1/score")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<Map<String, Object>> scores = reply.getList("scores");
        assertThat(scores).hasSize(40).allSatisfy(score -> assertThat(score).hasSize(1));
        assertThat(scores)
                .filteredOn(score -> score.containsKey("failure"))
                .isNotEmpty()
                .allSatisfy(score -> assertThat(score.get("failure").toString()).contains("SCORE_NOT_FINITE"));
        assertThat(scores)
                .filteredOn(score -> score.containsKey("value"))
                .isNotEmpty()
                .allSatisfy(score ->
                        assertThat(((Number) score.get("value")).doubleValue()).isFinite());
    }

    @Test
    void whatIsWrongWithARequestIsACodedProblem() {
        problem("{\"reward\":\"silver\",\"items\":[{\"prompt\":\"a\",\"response\":\"b\"}]}", 404, "REWARD_UNKNOWN");
        problem("{\"reward\":\"a b\",\"items\":[{\"prompt\":\"a\",\"response\":\"b\"}]}", 400, "NAME_INVALID");
        problem("{\"reward\":\"milk\",\"items\":[]}", 400, "REQUEST_INVALID");
        problem("{\"items\":[]}", 400, "REQUEST_INVALID");
        problem("{\"reward\":\"milk\"}", 400, "REQUEST_INVALID");
        problem("{\"reward\":\"milk\",\"items\":[null]}", 400, "REQUEST_INVALID");
        problem("{\"reward\":\"milk\",\"items\":[{\"messages\":[{}]}]}", 400, "REQUEST_INVALID");
        problem("", 400, "REQUEST_INVALID");
        problem("{\"reward\":7}", 400, "REQUEST_INVALID");
        problem("[", 400, "REQUEST_INVALID");
    }

    @Test
    void rewardVersionsAreListed() {
        as(Roles.LABELER)
                .get("/v1/rewards")
                .then()
                .statusCode(200)
                .body("rewards.version.name", hasItems("golden", "milk"))
                .body("rewards.kind", hasItems("local", "rule"));
        var listed = RewardServiceGrpc.newBlockingStub(channel).listRewards(ListRewardsRequest.getDefaultInstance());
        assertThat(listed.getRewardsList())
                .extracting(reward -> reward.getVersion().getName())
                .contains("golden", "milk");
    }

    @Test
    void tokensAreScoredOverGrpcAsTransformersScoresThem() {
        var golden = TestStore.goldenValues();
        int[] sequence = TestStore.tokens(golden.path("input_ids").get(0), 24);
        ScoreResponse reply = RewardServiceGrpc.newBlockingStub(channel)
                .score(request("r1", "golden@1").addItems(item(sequence)).build());
        assertThat(reply.getRequestId()).isEqualTo("r1");
        assertThat(reply.getReward().getManifestSha256()).hasSize(64);
        assertThat(reply.getScores(0).getValue())
                .isCloseTo(golden.path("scores").get(0).asDouble(), within(1e-4));
    }

    @Test
    void aStreamAnswersEachRequestByItsIdAndSurvivesBadOnes() {
        Map<String, ScoreResponse> replies = new ConcurrentHashMap<>();
        var completed = new CompletableFuture<Void>();
        var requests = RewardServiceGrpc.newStub(channel).scoreStream(new StreamObserver<>() {
            @Override
            public void onNext(ScoreResponse reply) {
                replies.put(reply.getRequestId(), reply);
            }

            @Override
            public void onError(Throwable t) {
                completed.completeExceptionally(t);
            }

            @Override
            public void onCompleted() {
                completed.complete(null);
            }
        });
        for (int i = 0; i < 50; i++) {
            requests.onNext(request("r" + i, i == 7 ? "silver" : "golden")
                    .addItems(item(new int[] {1, 5, 10 + i}))
                    .build());
        }
        requests.onCompleted();
        completed.orTimeout(60, TimeUnit.SECONDS).join();
        assertThat(replies).hasSize(50);
        assertThat(replies.get("r7").getScores(0).getFailure().getCode()).isEqualTo("REWARD_UNKNOWN");
        assertThat(replies.get("r8").getScores(0).getValue()).isFinite();
    }

    @Test
    void errorsOfAnRpcAreCoded() {
        var failed = catchThrowableOfType(
                StatusRuntimeException.class,
                () -> RewardServiceGrpc.newBlockingStub(channel)
                        .score(request("r1", "silver")
                                .addItems(item(new int[] {1, 5, 7}))
                                .build()));
        assertThat(GrpcErrors.fromStatus(failed, ErrorCode.SCORER_UNAVAILABLE).code())
                .isEqualTo(ErrorCode.REWARD_UNKNOWN);
    }

    @Test
    void withoutABrokerItScoresAndIsAliveButNotReady() {
        given().get(health + "/live").then().statusCode(200);
        given().get(health + "/ready").then().statusCode(503).body(containsString("broker"));
        given().get(URI.create(health.toString().replace("/health", "/metrics")))
                .then()
                .statusCode(200)
                .body(containsString("macaw_consumer_lag_records"));
    }

    @Test
    void everyRouteAndRpcWantsTheRightRole() {
        given().post("/v1/score").then().statusCode(401);
        given().get("/v1/rewards").then().statusCode(401);
        as(Roles.LABELER)
                .contentType("application/json")
                .body("{}")
                .post("/v1/score")
                .then()
                .statusCode(403);
        for (Optional<String> key : List.of(Optional.<String>empty(), Optional.of(TestKeys.key(Roles.LABELER)))) {
            ManagedChannel other = ServiceChannels.open(address.getHost() + ":" + address.getPort(), key);
            var refused = catchThrowableOfType(
                    StatusRuntimeException.class,
                    () -> RewardServiceGrpc.newBlockingStub(other)
                            .score(request("r", "milk").build()));
            assertThat(GrpcErrors.fromStatus(refused, ErrorCode.INTERNAL).code())
                    .isEqualTo(key.isEmpty() ? ErrorCode.UNAUTHENTICATED : ErrorCode.FORBIDDEN);
            other.shutdownNow();
        }
    }

    private static RequestSpecification as(String role) {
        return given().header("Authorization", "Bearer " + TestKeys.key(role));
    }

    private static void problem(String body, int status, String code) {
        as(Roles.OPERATOR)
                .contentType("application/json")
                .body(body)
                .post("/v1/score")
                .then()
                .statusCode(status)
                .contentType("application/problem+json")
                .body("code", equalTo(code));
    }

    private static ScoreRequest.Builder request(String id, String reward) {
        return ScoreRequest.newBuilder().setRequestId(id).setReward(reward);
    }

    private static ScoreItem item(int[] sequence) {
        var prompt = TokenIds.newBuilder();
        var response = TokenIds.newBuilder();
        for (int i = 0; i < sequence.length; i++) {
            (i < 2 ? prompt : response).addIds(sequence[i]);
        }
        return ScoreItem.newBuilder()
                .setPromptTokens(prompt)
                .setResponseTokens(response)
                .build();
    }
}
