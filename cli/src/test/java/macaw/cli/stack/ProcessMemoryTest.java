package macaw.cli.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import macaw.localstack.ProcessIdentity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    private Process parent;

    @BeforeEach
    void aProcessWithAChild() throws IOException {
        parent = new ProcessBuilder("sh", "-c", "sleep 600 & echo started; wait").start();
        assertThat(parent.inputReader().readLine()).isEqualTo("started");
    }

    @AfterEach
    void end() {
        parent.descendants().forEach(ProcessHandle::destroyForcibly);
        parent.destroyForcibly();
    }

    @Test
    void theMemoryOfAPartIsThatOfAllItsProcesses() {
        ProcessIdentity root = ProcessIdentity.of(parent.pid()).orElseThrow();
        Set<ProcessIdentity> tree = ProcessMemory.tree(root);

        assertThat(tree).hasSize(2).contains(root);
        assertThat(ProcessMemory.kilobytes(List.of(root))).isPositive();
        assertThat(ProcessMemory.kilobytes(tree)).isGreaterThan(ProcessMemory.kilobytes(List.of(root)));
    }

    @Test
    void whatHasEndedTakesNone() throws InterruptedException {
        ProcessIdentity root = ProcessIdentity.of(parent.pid()).orElseThrow();
        end();
        parent.waitFor();
        assertThat(ProcessMemory.kilobytes(ProcessMemory.tree(root))).isZero();
    }
}
