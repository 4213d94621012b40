package macaw.generator.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.IntStream;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.generator.sampling.Drawn;
import macaw.generator.scheduling.Audience;
import macaw.generator.scheduling.Choice;
import macaw.generator.scheduling.Limits;
import macaw.generator.scheduling.Scheduler;
import macaw.generator.scheduling.Sequence;
import macaw.generator.scheduling.SequenceListener;
import macaw.languagemodel.Checkpoint;
import macaw.onnx.Decoder;
import macaw.records.FinishReason;
import macaw.records.Sampling;
import macaw.records.VersionRef;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class EngineTest {
    private static final int EOS = 2;
    private static final int CONTEXT = 64;
    private static final int VOCABULARY = 256;
    private static final int CHUNK = 8;
    private static final VersionRef LLAMA = version("llama");
    private static final VersionRef ROPE = version("llama3_rope");

    private static Checkpoint llama;
    private static Checkpoint rope;

    /** What a rollout is a function of, and what it is. */
    private record Request(VersionRef policy, Audience audience, int[] prompt, Choice choice) {}

    private record Written(List<Drawn> drawn, FinishReason reason) {}

    @BeforeAll
    static void open() {
        llama = Checkpoint.open(fixture("llama"));
        rope = Checkpoint.open(fixture("llama3_rope"));
    }

    @AfterAll
    static void close() {
        llama.close();
        rope.close();
    }

    @Test
    void tokensAndLogProbabilitiesAreEqualAloneAndInAnyCompany() throws Exception {
        var random = new Random(1);
        List<Request> requests = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            requests.add(request(random, i));
        }
        List<Written> alone = new ArrayList<>();
        try (Running running = running(new Limits(1, 0, 100, 100))) {
            for (Request request : requests) {
                alone.add(running.write(request).get(1, TimeUnit.MINUTES));
            }
        }
        assertThat(alone.stream().map(Written::reason).distinct()).contains(FinishReason.EOS, FinishReason.LENGTH);
        for (int trial = 0; trial < 3; trial++) {
            List<Integer> order =
                    new ArrayList<>(requests.stream().map(requests::indexOf).toList());
            Collections.shuffle(order, random);
            try (Running running = running(new Limits(2 + 5 * trial, 1, 100, 100))) {
                List<CompletableFuture<Written>> together = new ArrayList<>(Collections.nCopies(60, null));
                for (int index : order) {
                    together.set(index, running.write(requests.get(index)));
                }
                for (int i = 0; i < requests.size(); i++) {
                    assertThat(together.get(i).get(1, TimeUnit.MINUTES))
                            .as("request %d", i)
                            .isEqualTo(alone.get(i));
                }
            }
        }
    }

    @Test
    void samplesThatShareTheirPromptAreAsIfEachHadComputedIt() throws Exception {
        var random = new Random(2);
        List<Request> requests = new ArrayList<>();
        for (int prompt = 0; prompt < 12; prompt++) {
            Request one = request(random, prompt);
            int samples = 1 + random.nextInt(8);
            for (int i = 0; i < samples; i++) {
                Choice choice = random.nextInt(8) == 0
                        ? new Choice.Given(random.ints(1 + random.nextInt(5), 0, VOCABULARY)
                                .toArray())
                        : request(random, prompt).choice();
                requests.add(new Request(one.policy(), one.audience(), one.prompt(), choice));
            }
        }
        List<Written> alone = new ArrayList<>();
        var computed = new Tokens();
        try (Running running = running(new Limits(1, 0, 100, 100), computed)) {
            for (Request request : requests) {
                alone.add(running.write(request).get(1, TimeUnit.MINUTES));
            }
        }
        assertThat(computed.copied).isZero();
        int prompts = computed.computed;
        for (int trial = 0; trial < 4; trial++) {
            List<Integer> order =
                    new ArrayList<>(IntStream.range(0, requests.size()).boxed().toList());
            if (trial > 0) {
                Collections.shuffle(order, random);
            }
            var shared = new Tokens();
            try (Running running = running(new Limits(2 + 4 * trial, 1, 100, 100, 16), shared)) {
                List<CompletableFuture<Written>> together = new ArrayList<>(Collections.nCopies(requests.size(), null));
                for (int index : order) {
                    together.set(index, running.write(requests.get(index)));
                }
                for (int i = 0; i < requests.size(); i++) {
                    assertThat(together.get(i).get(1, TimeUnit.MINUTES))
                            .as("request %d", i)
                            .isEqualTo(alone.get(i));
                }
            }
            assertThat(shared.copied).isPositive();
            assertThat(shared.computed + shared.copied).isEqualTo(prompts);
        }
    }

    @Test
    void givenTokensGetTheLogProbabilitiesThatTheyWereDrawnWith() throws Exception {
        try (Running running = running(new Limits(3, 0, 10, 10))) {
            int[] prompt = {1, 30, 31, 32};
            Written drawn = running.write(new Request(
                            LLAMA, new Audience.Person(), prompt, new Choice.Sampled(Sampling.plain(1, 20), 8)))
                    .get(1, TimeUnit.MINUTES);
            int[] tokens = drawn.drawn().stream().mapToInt(Drawn::token).toArray();
            Written given = running.write(new Request(LLAMA, new Audience.Person(), prompt, new Choice.Given(tokens)))
                    .get(1, TimeUnit.MINUTES);
            for (int i = 0; i < tokens.length; i++) {
                assertThat(given.drawn().get(i).token()).isEqualTo(tokens[i]);
                assertThat(given.drawn().get(i).logProbability())
                        .isCloseTo(drawn.drawn().get(i).logProbability(), within(1e-5f));
            }
        }
    }

    @Test
    void aCancelledSequenceEndsAndItsSlotServesTheNext() throws Exception {
        var cancelled = new CountDownLatch(1);
        try (Running running = running(new Limits(1, 0, 10, 10), GenerationMeter.SILENT, cancelled)) {
            Sequence endless = running.sequence(
                    new Request(
                            LLAMA,
                            new Audience.Person(),
                            new int[] {1, 5},
                            new Choice.Sampled(Sampling.plain(0, 1000), 1)),
                    new CompletableFuture<>());
            var ended = new CompletableFuture<Written>();
            Sequence first = running.sequence(
                    new Request(
                            LLAMA,
                            new Audience.Person(),
                            new int[] {1, 5, 6},
                            new Choice.Sampled(Sampling.plain(1, 50), 1)),
                    ended);
            running.engine.submit(endless);
            running.engine.submit(first);
            running.engine.cancel(endless);
            running.engine.cancel(first);
            cancelled.countDown();
            assertThatThrownBy(() -> ended.get(1, TimeUnit.MINUTES))
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(CodedException.class);
            Request next = new Request(
                    LLAMA, new Audience.Person(), new int[] {1, 9}, new Choice.Sampled(Sampling.plain(1, 4), 1));
            assertThat(running.write(next).get(1, TimeUnit.MINUTES).drawn()).isNotEmpty();
        }
    }

    @Test
    void whoIsToldOfACancellationMayCancelAnother() throws Exception {
        var cancelled = new CountDownLatch(1);
        try (Running running = running(new Limits(2, 0, 10, 10), GenerationMeter.SILENT, cancelled)) {
            Request request = new Request(
                    LLAMA, new Audience.Person(), new int[] {1, 5}, new Choice.Sampled(Sampling.plain(0, 1000), 1));
            var first = new CompletableFuture<Written>();
            var second = new CompletableFuture<Written>();
            Sequence one = running.sequence(request, first);
            Sequence other = running.sequence(request, second);
            first.whenComplete((written, failure) -> running.engine.cancel(other));
            running.engine.submit(one);
            running.engine.submit(other);
            running.engine.cancel(one);
            cancelled.countDown();
            assertThatThrownBy(() -> second.get(1, TimeUnit.MINUTES))
                    .hasCauseInstanceOf(CodedException.class)
                    .hasMessageContaining("nobody waits");
            assertThat(running.engine.isAlive()).isTrue();
        }
    }

    @Test
    void whatIsNotFinishedWhenTheEngineClosesFailsAsDraining() {
        CompletableFuture<Written> written;
        try (Running running = running(new Limits(1, 0, 10, 10))) {
            running.engine.close();
            assertThatThrownBy(() -> running.write(new Request(
                            LLAMA, new Audience.Person(), new int[] {1}, new Choice.Sampled(Sampling.plain(1, 4), 1))))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.DRAINING));
        }
        try (Running running = running(new Limits(1, 0, 10, 10))) {
            running.write(new Request(
                    LLAMA, new Audience.Person(), new int[] {1}, new Choice.Sampled(Sampling.plain(1, 60), 1)));
            written = running.write(new Request(
                    LLAMA, new Audience.Person(), new int[] {1}, new Choice.Sampled(Sampling.plain(1, 60), 2)));
        }
        assertThat(written).isDone();
    }

    private static Request request(Random random, int index) {
        Audience audience = random.nextInt(3) == 0 ? new Audience.Person() : new Audience.Run("run" + index % 2);
        int[] prompt = random.ints(1 + random.nextInt(40), 0, VOCABULARY).toArray();
        int maxTokens = 1 + random.nextInt(70);
        Sampling sampling = switch (random.nextInt(3)) {
            case 0 -> Sampling.plain(1, maxTokens);
            case 1 -> Sampling.plain(0.6, maxTokens);
            default -> new Sampling(1.2, maxTokens, 40, 0.95, 0.01, List.of());
        };
        return new Request(
                index % 3 == 0 ? ROPE : LLAMA, audience, prompt, new Choice.Sampled(sampling, random.nextLong()));
    }

    private static Running running(Limits limits) {
        return running(limits, GenerationMeter.SILENT);
    }

    private static Running running(Limits limits, GenerationMeter meter) {
        return running(limits, meter, new CountDownLatch(0));
    }

    /** @param begin nothing is computed before it: what a test does until then, no sequence can be done with */
    private static Running running(Limits limits, GenerationMeter meter, CountDownLatch begin) {
        var shape = new Decoder.Shape(limits.slots(), CONTEXT, CHUNK);
        Map<VersionRef, Decoder> decoders =
                Map.of(LLAMA, Decoder.open(llama, shape, 2), ROPE, Decoder.open(rope, shape, 1));
        Function<VersionRef, Decoder> afterwards = policy -> {
            try {
                begin.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return decoders.get(policy);
        };
        return new Running(decoders, new Engine(new Scheduler(limits), afterwards, meter));
    }

    /** Counts tokens of prompts; read when the engine has ended. */
    private static final class Tokens implements GenerationMeter {
        private int computed;
        private int copied;

        @Override
        public void promptComputed(int tokens) {
            computed += tokens;
        }

        @Override
        public void promptCopied(int tokens) {
            copied += tokens;
        }

        @Override
        public void written(VersionRef policy, int tokens) {}

        @Override
        public void firstToken(Duration waited) {}

        @Override
        public void overloaded() {}

        @Override
        public void stepBegins() {}

        @Override
        public void stepEnds() {}
    }

    private record Running(Map<VersionRef, Decoder> decoders, Engine engine) implements AutoCloseable {
        CompletableFuture<Written> write(Request request) {
            var written = new CompletableFuture<Written>();
            engine.submit(sequence(request, written));
            return written;
        }

        Sequence sequence(Request request, CompletableFuture<Written> written) {
            return new Sequence(
                    request.policy(),
                    new Sequence.Writing(CONTEXT, VOCABULARY, CHUNK, Set.of(EOS)),
                    request.audience(),
                    request.prompt(),
                    request.choice(),
                    new Recording(written));
        }

        @Override
        public void close() {
            engine.close();
            decoders.values().forEach(Decoder::close);
        }
    }

    private static final class Recording implements SequenceListener {
        private final List<Drawn> drawn = new ArrayList<>();
        private final CompletableFuture<Written> written;

        Recording(CompletableFuture<Written> written) {
            this.written = written;
        }

        @Override
        public boolean drawn(Drawn one) {
            drawn.add(one);
            return false;
        }

        @Override
        public void finished(FinishReason reason) {
            written.complete(new Written(drawn, reason));
        }

        @Override
        public void failed(CodedException failure) {
            written.completeExceptionally(failure);
        }
    }

    private static Path fixture(String name) {
        return Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", name);
    }

    private static VersionRef version(String name) {
        return new VersionRef("default", name, 1, "0".repeat(64));
    }
}
