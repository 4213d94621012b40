package macaw.reward.scoring;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class ScoringMetersTest {
    /** The alert MacawConsumerStalled asks for a rate of zero, which a counter that is not there does not have. */
    @Test
    void scoresAreCountedFromZeroBeforeTheFirst() {
        var registry = new SimpleMeterRegistry();
        new ScoringMeters(registry);
        assertThat(registry.get("macaw.scores").tag("outcome", "ok").counter().count())
                .isZero();
    }
}
