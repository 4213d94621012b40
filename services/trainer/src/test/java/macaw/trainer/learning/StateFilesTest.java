package macaw.trainer.learning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.InstructionSet;
import macaw.torch.TorchEngine;
import macaw.trainer.settings.ResumeElsewhere;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFilesTest {
    private static final TorchEngine ENGINE = TinyModels.engine();

    @TempDir
    Path directory;

    private record Counters(int next) {}

    @BeforeEach
    void write() {
        StateFiles.write(directory, ENGINE, new LinkedHashMap<>(), new Counters(7));
    }

    private int read(ResumeElsewhere elsewhere) {
        int[] next = new int[1];
        StateFiles.read(directory, ENGINE, elsewhere, Counters.class, (tensors, counters) -> next[0] = counters.next());
        return next[0];
    }

    private void movedFrom(String numerics) throws IOException {
        Path file = directory.resolve("state.json");
        Files.writeString(file, Files.readString(file).replace(ENGINE.numerics(), numerics));
    }

    @Test
    void aStateNamesBuildThreadsAndInstructionSet() throws IOException {
        assertThat(Files.readString(directory.resolve("state.json")))
                .contains("libtorch ", ENGINE.threads() + " threads", InstructionSet.widest());
    }

    @Test
    void whereItWasWrittenAStateIsReadWhateverTheSetting() {
        assertThat(read(ResumeElsewhere.REFUSE)).isEqualTo(7);
    }

    @Test
    void elsewhereItIsReadOrRefusedAsTheSettingSays() throws IOException {
        movedFrom("libtorch 1.0, cpu(), 64 threads, amd64 avx512f");
        assertThat(read(ResumeElsewhere.WARN)).isEqualTo(7);
        assertThatThrownBy(() -> read(ResumeElsewhere.REFUSE))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.NUMERICS_DIFFER))
                .hasMessageContaining("64 threads")
                .hasMessageContaining(ENGINE.numerics());
    }
}
