package macaw.chassis.logs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogContextTest {
    @Test
    void anEndedContextGivesBackTheOneAroundIt() {
        try (var run = LogContext.run("r")) {
            try (var rollout = LogContext.rollout("r", "r-0-1-0")) {
                assertThat(LogContext.current()).isEqualTo(new LogSubject("r", "r-0-1-0"));
            }
            assertThat(LogContext.current()).isEqualTo(new LogSubject("r", ""));
            try (var neither = LogContext.of(LogSubject.NONE)) {
                assertThat(LogContext.current()).isEqualTo(LogSubject.NONE);
            }
            assertThat(LogContext.current()).isEqualTo(new LogSubject("r", ""));
        }
        assertThat(LogContext.current()).isEqualTo(LogSubject.NONE);
    }
}
