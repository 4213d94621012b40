package macaw.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GuardTest {
    @TempDir
    Path directory;

    @Test
    void whatItWatchesDiesWithIt() {
        Guard guard = Guard.start();
        ChildProcess child =
                ChildProcess.start("sleeper", List.of("sleep", "600"), Map.of(), directory.resolve("log"), guard);
        assertThat(child.alive()).isTrue();

        guard.close();

        assertThat(child.awaitEnd(Duration.ofSeconds(10))).isTrue();
    }

    @Test
    void aProcessThatOnlyHasTheSameNumberIsLeftAlone() throws Exception {
        Process other = new ProcessBuilder("sleep", "600").start();
        ProcessIdentity now = ProcessIdentity.of(other.pid()).orElseThrow();
        ProcessIdentity earlier = new ProcessIdentity(now.pid(), "another-boot:1");
        Guard guard = Guard.start();
        guard.watch(earlier);

        guard.close();
        earlier.kill();
        earlier.terminate();

        assertThat(earlier.alive()).isFalse();
        assertThat(now.alive()).isTrue();
        now.kill();
        other.waitFor();
        assertThat(now.alive()).isFalse();
    }

    @Test
    void theEndOfTheLogIsTold() throws Exception {
        Path log = directory.resolve("log");
        Files.writeString(log, "of an earlier start\n");
        try (Guard guard = Guard.start()) {
            ChildProcess child =
                    ChildProcess.start("service", List.of("sh", "-c", "echo why; exit 3"), Map.of(), log, guard);
            child.awaitEnd(Duration.ofSeconds(10));
            assertThat(child.obituary()).contains("status 3", "why").doesNotContain("earlier");
        }
    }
}
