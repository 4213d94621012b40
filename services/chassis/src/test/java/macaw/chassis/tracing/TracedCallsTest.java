package macaw.chassis.tracing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.opentelemetry.proto.trace.v1.Span.SpanKind;
import io.opentelemetry.proto.trace.v1.Status.StatusCode;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import macaw.chassis.access.Roles;
import macaw.chassis.logs.LogContext;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.chassis.testing.TraceReceiver;
import macaw.chassis.testing.TraceReceiver.Seen;
import macaw.v1.ListRewardsRequest;
import macaw.v1.RewardServiceGrpc;
import macaw.v1.ScoreRequest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** RPCs and requests of a running service, as its collector sees them. */
@QuarkusTest
@TestProfile(TracedService.class)
@Tag("integration")
class TracedCallsTest {
    private static final TraceContext CALLER =
            new TraceContext("4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7", true);

    TraceReceiver receiver;

    @TestHTTPResource
    URI address;

    @Inject
    Tracing tracing;

    @Test
    void anRpcGoesOnWithItsCallersTraceThroughItsClient() {
        ManagedChannel channel = open();
        try (var lines = LogContext.span(CALLER)) {
            RewardServiceGrpc.newBlockingStub(channel).listRewards(ListRewardsRequest.getDefaultInstance());
        } finally {
            channel.shutdownNow();
        }
        String rpc = "macaw.v1.RewardService/ListRewards";
        List<Seen> spans = receiver.await(
                seen -> seen.stream().filter(named(rpc)).filter(within(CALLER)).count() == 2);
        Seen client =
                only(spans, named(rpc).and(kind(SpanKind.SPAN_KIND_CLIENT)).and(within(CALLER)));
        Seen server =
                only(spans, named(rpc).and(kind(SpanKind.SPAN_KIND_SERVER)).and(within(CALLER)));
        assertThat(client.parent()).isEqualTo(CALLER.spanId());
        assertThat(server.parent()).isEqualTo(client.id());
        assertThat(server.attribute("rpc.method")).isEqualTo("ListRewards");
        assertThat(server.attribute("rpc.grpc.status_code")).isEqualTo("0");
    }

    @Test
    void anRpcThatFailsIsSeenToWithItsStatus() {
        ManagedChannel channel = open();
        try {
            RewardServiceGrpc.newBlockingStub(channel)
                    .score(ScoreRequest.newBuilder().setReward("later").build());
            throw new AssertionError("it was to be refused");
        } catch (StatusRuntimeException refused) {
            String rpc = "macaw.v1.RewardService/Score";
            Seen server = only(
                    receiver.await(seen -> seen.stream().filter(named(rpc)).count() == 2),
                    named(rpc).and(kind(SpanKind.SPAN_KIND_SERVER)));
            assertThat(server.span().getStatus().getCode()).isEqualTo(StatusCode.STATUS_CODE_ERROR);
            assertThat(server.attribute("error.type"))
                    .isEqualTo(refused.getStatus().getCode().name());
        } finally {
            channel.shutdownNow();
        }
    }

    @Test
    void aRequestGoesOnWithItsCallersTraceAndARefusalIsSeen() {
        given().header("traceparent", CALLER.header())
                .header("Authorization", "Bearer " + TestKeys.key(Roles.OPERATOR))
                .get("/v1/trace")
                .then()
                .statusCode(200)
                .body(org.hamcrest.Matchers.startsWith(CALLER.traceId()));
        given().get("/v1/operators").then().statusCode(401);
        List<Seen> spans = receiver.await(seen ->
                seen.stream().anyMatch(named("GET /v1/trace")) && seen.stream().anyMatch(named("GET /v1/operators")));
        Seen answered = only(spans, named("GET /v1/trace"));
        assertThat(answered.trace()).isEqualTo(CALLER.traceId());
        assertThat(answered.parent()).isEqualTo(CALLER.spanId());
        assertThat(answered.attribute("http.response.status_code")).isEqualTo("200");
        Seen refused = only(spans, named("GET /v1/operators"));
        assertThat(refused.attribute("http.response.status_code")).isEqualTo("401");
        assertThat(refused.parent()).isEmpty();
    }

    @Test
    void whatIsOfNoRequestIsInNoTrace() {
        assertThat(LogContext.current().trace()).isEqualTo(TraceContext.NONE);
        given().get("/v1/operators");
        assertThat(LogContext.current().trace()).isEqualTo(TraceContext.NONE);
    }

    private ManagedChannel open() {
        return ServiceChannels.open(address.getAuthority(), Optional.of(TestKeys.key(Roles.SERVICE)), tracing);
    }

    private static Seen only(List<Seen> spans, Predicate<Seen> wanted) {
        List<Seen> found = spans.stream().filter(wanted).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private static Predicate<Seen> named(String name) {
        return seen -> seen.span().getName().equals(name);
    }

    private static Predicate<Seen> kind(SpanKind kind) {
        return seen -> seen.span().getKind() == kind;
    }

    private static Predicate<Seen> within(TraceContext trace) {
        return seen -> seen.trace().equals(trace.traceId());
    }
}
