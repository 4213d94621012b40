package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PaceTest {
    private Instant now = Instant.EPOCH;

    @Test
    void tokensASecondAreThoseOfTheLastStretch() {
        Pace pace = new Pace(() -> now);
        now = now.plusSeconds(4);
        assertThat(pace.after(1000)).as("too short to say").isEmpty();
        now = now.plusSeconds(1);
        assertThat(pace.after(1000)).isEqualTo(Map.of("tokens_per_second", 400.0));
        now = now.plusSeconds(1);
        assertThat(pace.after(9000)).as("still the last one").isEqualTo(Map.of("tokens_per_second", 400.0));
        now = now.plusSeconds(9);
        assertThat(pace.after(1000)).isEqualTo(Map.of("tokens_per_second", 1000.0));
    }
}
