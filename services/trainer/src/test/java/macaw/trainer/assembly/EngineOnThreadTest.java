package macaw.trainer.assembly;

import static org.assertj.core.api.Assertions.assertThat;

import macaw.chassis.engine.EngineThread;
import macaw.chassis.logs.LogContext;
import macaw.chassis.logs.LogSubject;
import org.junit.jupiter.api.Test;

class EngineOnThreadTest {
    @Test
    void nativeWorkLogsUnderTheRunThatAsksForIt() {
        try (var thread = new EngineThread("engine-test")) {
            var engine = new EngineOnThread(thread);
            for (String run : new String[] {"first", "second"}) {
                try (var lines = LogContext.run(run)) {
                    assertThat(engine.call(LogContext::current)).isEqualTo(new LogSubject(run, ""));
                }
            }
            assertThat(engine.call(LogContext::current)).isEqualTo(LogSubject.NONE);
        }
    }
}
