package macaw.chassis.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class EngineThreadTest {
    @Test
    void allTasksRunInOrderOnOnePlatformThreadOfThatName() {
        try (var engine = new EngineThread("engine-test")) {
            List<CompletableFuture<String>> results = new ArrayList<>();
            List<Integer> order = new ArrayList<>();
            for (int i = 0; i < 50; i++) {
                int number = i;
                results.add(engine.submit(() -> {
                    order.add(number);
                    return Thread.currentThread().getName()
                            + Thread.currentThread().isVirtual();
                }));
            }
            assertThat(results).allSatisfy(result -> assertThat(result.join()).isEqualTo("engine-testfalse"));
            assertThat(order).isSorted().hasSize(50);
        }
    }

    @Test
    void aTaskThatFailsFailsItsFutureAndNothingElse() {
        try (var engine = new EngineThread("engine-test")) {
            var failed = engine.submit(() -> {
                throw new IllegalStateException("no");
            });
            assertThatThrownBy(failed::join).hasRootCauseMessage("no");
            assertThat(engine.submit(() -> 7).join()).isEqualTo(7);
        }
    }

    @Test
    void theThreadsLogLinesAreNotAboutTheRunThatHappenedToStartIt() {
        try (var engine = new EngineThread("engine-test")) {
            try (var lines = LogContext.run("first")) {
                engine.submit(() -> 1).join();
            }
            assertThat(engine.submit(LogContext::current).join()).isEqualTo(LogSubject.NONE);
        }
    }

    @Test
    void closingFinishesWhatWaitsAndRefusesWhatComesAfter() {
        var engine = new EngineThread("engine-test");
        var gate = new CountDownLatch(1);
        var first = engine.submit(() -> {
            gate.await();
            return 1;
        });
        var second = engine.submit(() -> 2);
        assertThat(engine.waiting()).isEqualTo(1);
        engine.close(Duration.ZERO);
        assertThat(engine.isFinished()).isFalse();
        assertThatThrownBy(() -> engine.submit(() -> 3).join())
                .hasCauseInstanceOf(CodedException.class)
                .satisfies(
                        e -> assertThat(((CodedException) e.getCause()).code()).isEqualTo(ErrorCode.DRAINING));
        gate.countDown();
        engine.close();
        assertThat(engine.isFinished()).isTrue();
        assertThat(first.join() + second.join()).isEqualTo(3);
    }
}
