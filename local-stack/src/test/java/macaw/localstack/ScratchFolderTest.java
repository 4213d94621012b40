package macaw.localstack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ScratchFolderTest {
    @TempDir
    Path directory;

    @Test
    void whatADeadProcessLeftGoesAndWhatItLinkedToStays() throws IOException {
        Path elsewhere = Files.createDirectory(directory.resolve("store"));
        Path model = Files.writeString(elsewhere.resolve("model.safetensors"), "weights");
        Path scratch = directory.resolve("services").resolve("generator").resolve("tmp");
        ScratchFolder.empty(scratch);
        Path natives =
                Files.createDirectories(scratch.resolve("onnxruntime-java1").resolve("deep"));
        Files.writeString(natives.resolve("libonnxruntime.so"), "left");
        Files.createSymbolicLink(scratch.resolve("link"), elsewhere);
        ScratchFolder.empty(scratch);
        assertThat(scratch).isEmptyDirectory();
        assertThat(model).hasContent("weights");
    }
}
