package macaw.chassis.access;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.not;

import grpc.health.v1.HealthGrpc;
import grpc.health.v1.HealthOuterClass.HealthCheckRequest;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.protobuf.StatusProto;
import io.grpc.stub.StreamObserver;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import macaw.chassis.access.grpc.RpcRoleTable;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.errors.ErrorCode;
import macaw.v1.ListRewardsRequest;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreRequest;
import macaw.v1.ScoreResponse;
import org.junit.jupiter.api.Test;

@QuarkusTest
@QuarkusTestResource(TestKeys.class)
class AccessTest {
    @TestHTTPResource
    URI address;

    @Inject
    RpcRoleTable rpcs;

    @Test
    void aRouteAnswersOnlyAKnownKeyWithTheRightRole() {
        when().get("/v1/operators")
                .then()
                .statusCode(401)
                .contentType("application/problem+json")
                .header("WWW-Authenticate", containsString("Bearer"))
                .body("code", equalTo("UNAUTHENTICATED"));
        as("mk_wrong").get("/v1/operators").then().statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
        as(TestKeys.key(Roles.LABELER))
                .get("/v1/operators")
                .then()
                .statusCode(403)
                .body("code", equalTo("FORBIDDEN"));
        as(TestKeys.key(Roles.OPERATOR))
                .get("/v1/operators")
                .then()
                .statusCode(200)
                .body(equalTo("for operators"));
    }

    @Test
    void aMethodThatSaysNothingIsRefusedToEverybody() {
        for (String role : Roles.ALL) {
            as(TestKeys.key(role)).get("/v1/forgotten").then().statusCode(403);
        }
    }

    @Test
    void aPathWhereNothingAnswersNeedsACredentialToo() {
        when().get("/no/such/page").then().statusCode(401);
        when().get("/q/dev-ui").then().statusCode(401);
        as(TestKeys.key(Roles.OPERATOR))
                .get("/no/such/page")
                .then()
                .statusCode(404)
                .body("code", equalTo("ROUTE_UNKNOWN"));
    }

    @Test
    void callingARequestAnRpcOpensNoDoor() {
        for (String type : new String[] {"application/grpc", "application/grpc-web", "application/grpc+proto"}) {
            given().contentType(type).get("/v1/operators").then().statusCode(401);
        }
        given().post("/macaw.v1.RewardService/Score/../../v1/operators").then().statusCode(401);
        given().post("/assets/../v1/amounts").then().statusCode(401);
        given().urlEncodingEnabled(false)
                .get("/assets/..%2fv1/operators")
                .then()
                .statusCode(not(200));
        given().urlEncodingEnabled(false).get("//v1/operators").then().statusCode(not(200));
    }

    @Test
    void theListedExceptionsAnswer() {
        when().get("/q/openapi").then().statusCode(200).body(containsString("/v1/operators"));
        when().get("/assets/nothing.css").then().statusCode(404);
        when().get("/session?token=nonsense").then().statusCode(401).body("code", equalTo("UNAUTHENTICATED"));
    }

    @Test
    void aSignInLinkGivesOneSession() {
        String link =
                as(TestKeys.key(Roles.OPERATOR)).post("/session").jsonPath().getString("link");
        Response first = given().redirects().follow(false).get(link);
        assertThat(first.statusCode()).isEqualTo(303);
        String cookie = first.getCookie("macaw_chassis_session");
        assertThat(first.getHeader("Set-Cookie")).contains("HttpOnly").contains("SameSite=Strict");
        given().cookie("macaw_chassis_session", cookie)
                .get("/v1/operators")
                .then()
                .statusCode(200);
        given().redirects().follow(false).get(link).then().statusCode(401);
    }

    @Test
    void everyAnswerSaysThatItStandsInNoFrame() {
        for (String path : new String[] {"/v1/operators", "/q/openapi", "/assets/nothing.css"}) {
            when().get(path).then().header("X-Frame-Options", "DENY").header("X-Content-Type-Options", "nosniff");
        }
    }

    @Test
    void aSessionChangesNothingFromAnotherSite() {
        String link =
                as(TestKeys.key(Roles.OPERATOR)).post("/session").jsonPath().getString("link");
        String cookie = given().redirects().follow(false).get(link).getCookie("macaw_chassis_session");
        String here = "http://" + address.getAuthority();
        assertThat(amount(cookie, Optional.of(here)).statusCode()).isEqualTo(200);
        assertThat(amount(cookie, Optional.of("https://elsewhere.example")).statusCode())
                .isEqualTo(401);
        assertThat(amount(cookie, Optional.empty()).statusCode()).isEqualTo(401);
    }

    @Test
    void aLinkLeadsNowhereElse() {
        String link =
                as(TestKeys.key(Roles.OPERATOR)).post("/session").jsonPath().getString("link");
        given().redirects()
                .follow(false)
                .get(link + "&to=//elsewhere.example")
                .then()
                .header("Location", equalTo("http://" + address.getAuthority() + "/"));
    }

    @Test
    void whatARecordRefusesIsACodedProblem() {
        as(TestKeys.key(Roles.OPERATOR))
                .contentType("application/json")
                .body("{\"amount\":-1}")
                .post("/v1/amounts")
                .then()
                .statusCode(400)
                .body("code", equalTo("REQUEST_INVALID"))
                .body("detail", equalTo("amount must be >= 0, was -1"));
        as(TestKeys.key(Roles.OPERATOR))
                .contentType("application/json")
                .body("{\"amount\":\"many\"}")
                .post("/v1/amounts")
                .then()
                .statusCode(400)
                .body("code", equalTo("REQUEST_INVALID"))
                .body("detail", containsString("amount"));
        as(TestKeys.key(Roles.OPERATOR))
                .contentType("application/json")
                .body("{")
                .post("/v1/amounts")
                .then()
                .statusCode(400)
                .body("code", equalTo("REQUEST_INVALID"));
        as(TestKeys.key(Roles.OPERATOR))
                .contentType("application/json")
                .body("{\"amout\":1}")
                .post("/v1/amounts")
                .then()
                .statusCode(400)
                .body("code", equalTo("REQUEST_INVALID"))
                .body("detail", containsString("amout"));
        as(TestKeys.key(Roles.OPERATOR))
                .contentType("text/plain")
                .body("1")
                .post("/v1/amounts")
                .then()
                .statusCode(415)
                .body("code", equalTo("REQUEST_INVALID"));
    }

    @Test
    void aBugTellsTheCallerItsIdAndNothingElse() {
        as(TestKeys.key(Roles.OPERATOR))
                .get("/v1/bug")
                .then()
                .statusCode(500)
                .body("code", equalTo("INTERNAL"))
                .body("detail", not(containsString("secret")));
    }

    @Test
    void anRpcAnswersOnlyAKnownKeyWithTheRightRole() {
        assertThat(failure(Optional.empty(), "x")).isEqualTo("UNAUTHENTICATED UNAUTHENTICATED");
        assertThat(failure(Optional.of("mk_wrong"), "x")).isEqualTo("UNAUTHENTICATED UNAUTHENTICATED");
        assertThat(failure(Optional.of(TestKeys.key(Roles.LABELER)), "x")).isEqualTo("PERMISSION_DENIED FORBIDDEN");
        assertThat(failure(Optional.of(TestKeys.key(Roles.SERVICE)), "x")).isEqualTo("NOT_FOUND REWARD_UNKNOWN");
    }

    @Test
    void anRpcKnowsItsCallerOnItsVirtualThread() {
        with(Optional.of(TestKeys.key(Roles.SERVICE)), channel -> {
            var reply = RewardServiceGrpc.newBlockingStub(channel).listRewards(ListRewardsRequest.getDefaultInstance());
            assertThat(reply.getRewards(0).getKind()).isEqualTo("service virtual");
            return "";
        });
    }

    @Test
    void anRpcWithoutAnEntryIsRefusedToEverybody() {
        assertThat(rpcs.table()).containsKey("macaw.v1.RewardService/ScoreStream");
        for (String role : Roles.ALL) {
            String status = with(Optional.of(TestKeys.key(role)), channel -> {
                var failed = new CompletableFuture<String>();
                var requests = RewardServiceGrpc.newStub(channel).scoreStream(new StreamObserver<ScoreResponse>() {
                    @Override
                    public void onNext(ScoreResponse value) {
                        failed.complete("answered");
                    }

                    @Override
                    public void onError(Throwable t) {
                        failed.complete(Status.fromThrowable(t).getCode().name());
                    }

                    @Override
                    public void onCompleted() {
                        failed.complete("completed");
                    }
                });
                requests.onNext(ScoreRequest.getDefaultInstance());
                return failed.orTimeout(10, TimeUnit.SECONDS).join();
            });
            assertThat(status).isEqualTo("PERMISSION_DENIED");
        }
    }

    @Test
    void errorsOfRpcsAreCodedWhetherThrownOrPassed() {
        assertThat(failure(Optional.of(TestKeys.key(Roles.SERVICE)), "later"))
                .isEqualTo("RESOURCE_EXHAUSTED OVERLOADED");
        assertThat(failure(Optional.of(TestKeys.key(Roles.SERVICE)), "bug")).isEqualTo("INTERNAL INTERNAL");
    }

    @Test
    void healthAnswersAnybody() {
        String status = with(
                Optional.empty(),
                channel -> HealthGrpc.newBlockingStub(channel)
                        .check(HealthCheckRequest.getDefaultInstance())
                        .getStatus()
                        .name());
        assertThat(status).isEqualTo("SERVING");
    }

    private static io.restassured.specification.RequestSpecification as(String key) {
        return given().header("Authorization", "Bearer " + key);
    }

    private static Response amount(String cookie, Optional<String> origin) {
        var request = given().cookie("macaw_chassis_session", cookie)
                .contentType("application/json")
                .body("{\"amount\":1}");
        origin.ifPresent(from -> request.header("Origin", from));
        return request.post("/v1/amounts");
    }

    private String failure(Optional<String> key, String reward) {
        return with(key, channel -> {
            var stub = RewardServiceGrpc.newBlockingStub(channel);
            var request = ScoreRequest.newBuilder().setReward(reward).build();
            var thrown = catchThrowableOfType(StatusRuntimeException.class, () -> stub.score(request));
            assertThat(StatusProto.fromThrowable(thrown).getMessage()).doesNotContain("secret");
            return thrown.getStatus().getCode() + " "
                    + GrpcErrors.fromStatus(thrown, ErrorCode.SCORER_UNAVAILABLE)
                            .code();
        });
    }

    private String with(Optional<String> key, java.util.function.Function<ManagedChannel, String> call) {
        ManagedChannel channel = ServiceChannels.open(address.getHost() + ":" + address.getPort(), key);
        try {
            return call.apply(channel);
        } finally {
            channel.shutdownNow();
        }
    }
}
