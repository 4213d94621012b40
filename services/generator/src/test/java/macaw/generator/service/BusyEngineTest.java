package macaw.generator.service;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.hamcrest.Matchers.equalTo;

import io.grpc.Context;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.StreamObserver;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.specification.RequestSpecification;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import macaw.chassis.access.Roles;
import macaw.chassis.errors.GrpcErrors;
import macaw.chassis.metrics.Metric;
import macaw.chassis.rpc.ServiceChannels;
import macaw.chassis.testing.TestKeys;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.engine.Engine;
import macaw.generator.policies.PolicyCatalog;
import macaw.generator.policies.PolicyLease;
import macaw.generator.policies.PolicyPool;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.records.FinishReason;
import macaw.records.VersionName;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerationServiceGrpc;
import macaw.v1.LogProbabilitiesRequest;
import macaw.v1.SamplingSettings;
import macaw.v1.TokenIds;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What becomes of callers while the engine computes; a sequence of the test's own lets it go on step by step. */
@QuarkusTest
@QuarkusTestResource(TestStack.class)
@Tag("integration")
class BusyEngineTest {
    /** Tokens that the answers here have if nobody ends them; the pacer has more. */
    private static final int ANSWER = 70;

    private static final int STEPS = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TestHTTPResource
    URI address;

    @Inject
    Engine engine;

    @Inject
    PolicyPool policies;

    @Inject
    PolicyCatalog catalog;

    @Inject
    MeterRegistry meters;

    private final Semaphore steps = new Semaphore(0);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch mayBegin = new CountDownLatch(1);
    private PolicyLease lease;
    private Sequence pacer;
    private ManagedChannel channel;
    private GenerationServiceGrpc.GenerationServiceStub generation;

    @BeforeEach
    void open() throws InterruptedException {
        channel = ServiceChannels.open(address.getAuthority(), Optional.of(TestKeys.key(Roles.SERVICE)));
        generation = GenerationServiceGrpc.newStub(channel);
        lease = policies.lease(catalog.resolve(VersionName.parse("base")));
        pacer = sequence(new Pacing());
        engine.submit(pacer);
        assertThat(begun.await(1, TimeUnit.MINUTES)).isTrue();
    }

    @AfterEach
    void close() {
        mayBegin.countDown();
        steps.release(1000);
        engine.cancel(pacer);
        channel.shutdownNow();
        await(() -> engine.running() + engine.waiting() == 0);
        lease.close();
    }

    @Test
    void whoWaitsForTheWholeAnswerAndHangsUpIsNotWrittenTo() throws Exception {
        try (Socket caller = ask("")) {
            untilWritten();
        }
        leaves();
    }

    @Test
    void whoReadsAStreamAndHangsUpIsNotWrittenTo() throws Exception {
        try (Socket caller = ask(", \"stream\": true")) {
            untilWritten();
            assertThat(caller.getInputStream().read()).isPositive();
        }
        leaves();
    }

    @Test
    void whoHangsUpInTheQueueGetsNoSlot() throws Exception {
        try (Socket caller = ask("")) {
            await(() -> engine.waiting() == 1);
        }
        mayBegin.countDown();
        leaves();
    }

    @Test
    void anRpcThatIsCancelledEndsTheAnswerThoughItsConnectionStays() {
        var call = Context.current().withCancellation();
        var request = GenerateRequest.newBuilder()
                .setPolicy("base")
                .setText("Write a")
                .setSampling(SamplingSettings.newBuilder().setTemperature(0).setMaxTokens(ANSWER))
                .build();
        call.run(() -> generation.generate(request, new Ignoring<>()));
        untilWritten();
        call.cancel(null);
        leaves();
        assertThat(channel.isShutdown()).isFalse();
    }

    @Test
    void anRpcThatAsksHowLikelyAnswersAreIsCancelledTheSameWay() {
        var call = Context.current().withCancellation();
        var answer = TokenIds.newBuilder();
        IntStream.range(0, ANSWER).forEach(i -> answer.addIds(5));
        var request = LogProbabilitiesRequest.newBuilder()
                .setPolicy("base")
                .setText("Write a")
                .addCompletions(answer)
                .build();
        call.run(() -> generation.logProbabilities(request, new Ignoring<>()));
        untilWritten();
        call.cancel(null);
        leaves();
    }

    @Test
    void aFullQueueIsTooManyRequestsAndAnExhaustedResource() {
        List<Sequence> waiting = new ArrayList<>();
        assertThatThrownBy(() -> {
                    while (true) {
                        Sequence next = sequence(new Pacing());
                        engine.submit(next);
                        waiting.add(next);
                    }
                })
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.OVERLOADED));
        request()
                .body(body(""))
                .post("/v1/completions")
                .then()
                .statusCode(429)
                .header("Retry-After", equalTo("1"))
                .body("error.code", equalTo("OVERLOADED"));
        var blocking = GenerationServiceGrpc.newBlockingStub(channel);
        assertThatThrownBy(() -> blocking.generate(GenerateRequest.newBuilder()
                                .setPolicy("base")
                                .setText("Write a")
                                .setSampling(SamplingSettings.newBuilder()
                                        .setTemperature(1)
                                        .setMaxTokens(4))
                                .build())
                        .hasNext())
                .isInstanceOfSatisfying(StatusRuntimeException.class, e -> {
                    assertThat(e.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
                    assertThat(GrpcErrors.fromStatus(e, ErrorCode.GENERATOR_UNAVAILABLE)
                                    .code())
                            .isEqualTo(ErrorCode.OVERLOADED);
                });
        waiting.forEach(engine::cancel);
    }

    /** Once the caller's request is there, lets the engine write until it is written to. */
    private void untilWritten() {
        await(() -> engine.waiting() == 1);
        mayBegin.countDown();
        await(() -> step() == 2);
    }

    /** The pacer is alone again long before the answer would have ended. */
    private void leaves() {
        mayBegin.countDown();
        for (int i = 0; i < 5; i++) {
            step();
        }
        int left = STEPS;
        while (step() > 1) {
            left--;
            assertThat(left).as("steps left").isPositive();
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
    }

    /** Lets the engine go on to the next token of the pacer; how many tokens there were in between. */
    private double step() {
        double before = written();
        steps.release();
        await(() -> written() > before);
        return written() - before;
    }

    private double written() {
        return meters.get(Metric.GENERATION_TOKENS.meter())
                .tag("phase", "decode")
                .counter()
                .count();
    }

    private static void await(BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited " + PATIENCE).isLessThan(end);
            LockSupport.parkNanos(2_000_000);
        }
    }

    /** Asks over a connection of its own, and reads nothing. */
    private Socket ask(String members) throws IOException {
        String body = body(members);
        var socket = new Socket(address.getHost(), address.getPort());
        socket.getOutputStream()
                .write(("""
                        POST /v1/completions HTTP/1.1\r
                        Host: localhost\r
                        Authorization: Bearer %s\r
                        Content-Type: application/json\r
                        Content-Length: %d\r
                        \r
                        %s""")
                        .formatted(TestKeys.key(Roles.OPERATOR), body.length(), body)
                        .getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String body(String members) {
        return """
                {"model": "base", "prompt": "Write a", "temperature": 0, "max_tokens": %d%s}""".formatted(ANSWER, members);
    }

    private static RequestSpecification request() {
        return given().auth().oauth2(TestKeys.key(Roles.OPERATOR)).contentType("application/json");
    }

    private Sequence sequence(SequenceListener listener) {
        int[] tokens = new int[ANSWER + 20];
        Arrays.fill(tokens, 5);
        return new Sequence(
                lease.policy().version(),
                lease.policy().writing(),
                new Audience.Person(),
                new int[] {1, 6},
                new Choice.Given(tokens),
                listener);
    }

    /** Begins when it may, and then each of its tokens waits for a step. */
    private final class Pacing implements SequenceListener {
        @Override
        public void begun() {
            begun.countDown();
            try {
                mayBegin.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public boolean drawn(Drawn drawn) {
            steps.acquireUninterruptibly();
            return false;
        }

        @Override
        public void finished(FinishReason reason) {}

        @Override
        public void failed(CodedException failure) {}
    }

    private static final class Ignoring<T> implements StreamObserver<T> {
        @Override
        public void onNext(T value) {}

        @Override
        public void onError(Throwable failure) {}

        @Override
        public void onCompleted() {}
    }
}
