package macaw.torch;

import static org.assertj.core.api.Assertions.assertThat;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** What the allocator does with memory that a step has freed. */
class KeptMemoryTest extends TorchTest {
    private static final long MEBIBYTE = 1 << 20;

    @Test
    @EnabledOnOs(OS.LINUX)
    void whatAStepFreesStaysForTheNextOneUntilItIsGivenBack() throws IOException {
        TorchEngine.giveBackMemory();
        long before = resident();
        try (NDManager manager = engine.newManager()) {
            manager.ones(new Shape(200 * MEBIBYTE)); // 800 MiB
        }
        assertThat(resident() - before).isGreaterThan(700 * MEBIBYTE);
        TorchEngine.giveBackMemory();
        assertThat(resident() - before).isLessThan(100 * MEBIBYTE);
    }

    private static long resident() throws IOException {
        List<String> status = Files.readAllLines(Path.of("/proc/self/status"));
        String line = status.stream()
                .filter(s -> s.startsWith("RssAnon:"))
                .findFirst()
                .orElseThrow();
        return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
    }
}
