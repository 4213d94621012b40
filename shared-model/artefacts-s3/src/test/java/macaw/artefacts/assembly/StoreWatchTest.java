package macaw.artefacts.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.junit.jupiter.api.Test;

class StoreWatchTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger looks = new AtomicInteger();
    private final AtomicReference<String> trouble = new AtomicReference<>();

    private void look() {
        looks.incrementAndGet();
        if (trouble.get() != null) {
            throw new CodedException(ErrorCode.STORE_UNAVAILABLE, trouble.get());
        }
    }

    @Test
    void whatIsKnownHoldsForAWhile() {
        var watch = new StoreWatch(this::look, Duration.ofNanos(10), now::get);
        assertThat(watch.trouble()).isEmpty();
        trouble.set("away");
        now.set(9);
        assertThat(watch.trouble()).isEmpty();
        now.set(10);
        assertThat(watch.trouble()).contains("away");
        assertThat(looks).hasValue(2);
        trouble.set(null);
        now.set(20);
        assertThat(watch.trouble()).isEmpty();
    }

    @Test
    void aDirectoryIsLookedAtEachTime() {
        var watch = new StoreWatch(this::look, Duration.ZERO, now::get);
        watch.trouble();
        trouble.set("away");
        assertThat(watch.trouble()).contains("away");
    }

    @Test
    void aStoreThatDoesNotAnswerKeepsNobodyWaiting() throws InterruptedException {
        var answers = new CountDownLatch(1);
        var asked = new CountDownLatch(1);
        var watch = new StoreWatch(
                () -> {
                    asked.countDown();
                    try {
                        answers.await();
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                },
                Duration.ofNanos(10),
                now::get);
        assertThat(watch.trouble()).isEqualTo(Optional.of("the store has not been looked at yet"));
        asked.await();
        answers.countDown();
        assertThat(watch.trouble()).isEmpty();
    }

    @Test
    void aStoreThatStopsAnsweringIsInTroubleLongBeforeItsLastTry() throws InterruptedException {
        var hangs = new CountDownLatch(1);
        var watch = new StoreWatch(
                () -> {
                    if (looks.incrementAndGet() == 2) {
                        try {
                            hangs.await();
                        } catch (InterruptedException e) {
                            throw new IllegalStateException(e);
                        }
                    }
                },
                Duration.ofSeconds(10),
                now::get);
        assertThat(watch.trouble()).isEmpty();
        now.set(Duration.ofSeconds(10).toNanos());
        assertThat(watch.trouble()).isEmpty();
        now.set(Duration.ofSeconds(20).toNanos());
        assertThat(watch.trouble()).contains("the store has not answered for 10 s");
        hangs.countDown();
        assertThat(watch.trouble()).isEmpty();
    }
}
