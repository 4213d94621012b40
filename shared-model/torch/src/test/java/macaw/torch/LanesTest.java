package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LanesTest extends TorchTest {
    @Test
    void eachLaneHasHalfOfTheThreadsAndTheCallerAllOfThem() throws InterruptedException {
        var inFirst = new AtomicInteger();
        var inSecond = new AtomicInteger();
        try (var lanes = Lanes.two(engine)) {
            for (int i = 0; i < 2; i++) {
                lanes.both(() -> inFirst.set(threadsAfterAnOperator()), () -> inSecond.set(threadsAfterAnOperator()));
                assertThat(inFirst).hasValue(1);
                assertThat(inSecond).hasValue(1);
                assertThat(threadsAfterAnOperator()).isEqualTo(2);
            }
        }
        var ofANewThread = new AtomicInteger();
        Thread thread = Thread.ofPlatform().start(() -> ofANewThread.set(threadsAfterAnOperator()));
        thread.join();
        assertThat(ofANewThread).hasValue(2);
    }

    @Test
    void twoLanesAreAtWorkAtOnceAndOneIsTheCaller() {
        var meeting = new CyclicBarrier(2);
        try (var lanes = Lanes.two(engine)) {
            lanes.both(() -> meet(meeting), () -> meet(meeting));
        }
        Thread caller = Thread.currentThread();
        try (var lane = Lanes.one()) {
            lane.both(
                    () -> assertThat(Thread.currentThread()).isSameAs(caller),
                    () -> assertThat(Thread.currentThread()).isSameAs(caller));
        }
    }

    /** In a module that nothing has run in yet: an executor that rewrites what it has seen once would differ between the first two times. */
    @ParameterizedTest
    @ValueSource(strings = {"llama", "qwen3", "phi3"})
    void aLaneComputesTheBitsOfAnEngineWithItsThreads(String fixture) {
        Map<String, float[]> expected;
        JniUtils.setNumThreads(1);
        try (var own = new Aten(engine)) {
            expected = gradients(fixture, own);
        } finally {
            JniUtils.setNumThreads(engine.threads());
        }
        try (var lanes = Lanes.two(engine);
                var own = new Aten(engine)) {
            for (int time = 0; time < 3; time++) {
                Map<String, float[]> inFirst = new HashMap<>();
                Map<String, float[]> inSecond = new HashMap<>();
                lanes.both(
                        () -> inFirst.putAll(gradients(fixture, own)), () -> inSecond.putAll(gradients(fixture, own)));
                expected.forEach((name, gradient) -> {
                    assertThat(inFirst.get(name)).as(name).isEqualTo(gradient);
                    assertThat(inSecond.get(name)).as(name).isEqualTo(gradient);
                });
            }
        }
    }

    private static Map<String, float[]> gradients(String fixture, Aten own) {
        TokenBatch batch = TokenBatch.of(Models.sequences(Models.golden(fixture)));
        Map<String, float[]> gradients = new HashMap<>();
        try (var model = TorchModel.open(engine, own, Models.fixture(fixture), true);
                NDManager manager = engine.newManager();
                var recorded = Gradients.recorded()) {
            var pass = new TrainingPass(model, manager, batch, new long[] {1, 2, 3});
            double ignored = new TokenLogProbabilities(model, 0.7, TokenLogProbabilities.DEFAULT_MAX_LOGITS)
                    .backward(pass, new long[] {1, 5, 9}, (logp, from, to) -> logp.sum());
            model.parameters()
                    .names()
                    .forEach(name -> gradients.put(name, model.parameters().gradient(name)));
        }
        return gradients;
    }

    @Test
    void whatALaneThrowsIsThrownWhenTheOtherHasEnded() {
        var ended = new AtomicInteger();
        try (var lanes = Lanes.two(engine)) {
            assertThatThrownBy(() -> lanes.both(
                            () -> {
                                throw new IllegalStateException("first");
                            },
                            ended::incrementAndGet))
                    .isExactlyInstanceOf(IllegalStateException.class)
                    .hasMessage("first");
            assertThat(ended).hasValue(1);
            assertThatThrownBy(() -> lanes.both(ended::incrementAndGet, () -> {
                        throw new IllegalStateException("second");
                    }))
                    .hasMessage("second");
            assertThat(ended).hasValue(2);
        }
    }

    private static int threadsAfterAnOperator() {
        try (NDManager manager = engine.newManager()) {
            manager.ones(new Shape(64, 64)).matMul(manager.ones(new Shape(64, 64)));
            return JniUtils.getNumThreads();
        }
    }

    private static void meet(CyclicBarrier meeting) {
        try {
            int ignored = meeting.await();
        } catch (InterruptedException | BrokenBarrierException e) {
            throw new IllegalStateException(e);
        }
    }
}
