package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

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
