package macaw.chassis.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadinessLogTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private final ReadinessLog log = new ReadinessLog(() -> now);

    private List<String> lines(Map<String, String> down) {
        return log.lines(down).stream().map(ReadinessLog.Line::text).toList();
    }

    @Test
    void aWaitIsSaidOnceNowAndThenAndWhenItIsOver() {
        assertThat(lines(Map.of())).isEmpty();
        assertThat(lines(Map.of("store", "is not there")))
                .containsExactly("Not ready, waiting for store: is not there");
        now = now.plusSeconds(5);
        assertThat(lines(Map.of("store", "is still not there"))).isEmpty();
        now = now.plus(ReadinessLog.AGAIN);
        assertThat(lines(Map.of("store", "is not there")))
                .containsExactly("Not ready since 2026-01-01T00:00:00Z, still waiting for store: is not there");
        now = now.plus(Duration.ofSeconds(5));
        assertThat(lines(Map.of())).containsExactly("Ready again: store was waited for 610 s");
        assertThat(lines(Map.of())).isEmpty();
    }

    @Test
    void eachCheckIsSaidForItself() {
        assertThat(lines(Map.of("store", "a"))).hasSize(1);
        assertThat(lines(Map.of("store", "a", "kafka", "b"))).containsExactly("Not ready, waiting for kafka: b");
        assertThat(lines(Map.of("kafka", "b"))).containsExactly("Ready again: store was waited for 0 s");
    }
}
