package macaw.languagemodel.safetensors;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsWriterTest {
    @Test
    void oneTensorIsHeldAtATime(@TempDir Path directory) {
        List<MemorySegment> held = new ArrayList<>();
        var tensors = new LinkedHashMap<String, TensorData>();
        for (String name : List.of("a", "b", "c")) {
            tensors.put(name, new TensorData(Dtype.F32, new long[] {16}, segment -> {
                assertThat(held).noneMatch(before -> before.scope().isAlive());
                held.add(segment);
            }));
        }
        SafetensorsWriter.write(directory.resolve("state.safetensors"), tensors);
        assertThat(held).hasSize(3).noneMatch(segment -> segment.scope().isAlive());
    }
}
