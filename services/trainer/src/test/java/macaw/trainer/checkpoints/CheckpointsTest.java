package macaw.trainer.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.Epochs;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.StorePath;
import macaw.trainer.history.History;
import macaw.trainer.learning.Learner;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    static final int LARGE = 1 << 20;
    private static final int SMALL = 1 << 10;
    /** In blocks of 512 bytes: more than a small checkpoint and what a JVM needs, less than a large one. */
    private static final String LARGEST_FILE = "1024";

    @TempDir
    Path root;

    private ArtefactStore store;
    private Checkpoints checkpoints;

    @BeforeEach
    void begin() {
        store = new FileArtefactStore(root);
        new Epochs(store).claim("default", "run", "test");
        checkpoints = new Checkpoints(store, "default", "run");
    }

    /** A learner whose state is so many bytes. */
    private record Bytes(int count) implements Learner {
        @Override
        public void save(Path directory) {
            write(directory.resolve("state"));
        }

        @Override
        public void load(Path directory) {}

        @Override
        public void writeModel(Path directory) {
            write(directory.resolve("model.safetensors"));
        }

        private void write(Path file) {
            try {
                Files.write(file, new byte[count]);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {}
    }

    static void save(Checkpoints checkpoints, long step, int size) {
        var state = new CheckpointState(step, 0, new TreeMap<>(), Optional.empty(), Optional.empty(), false);
        checkpoints.save(1, state, History.empty(), List.of(), new Bytes(size));
    }

    private Optional<Long> latest() {
        return checkpoints.latest().map(checkpoint -> checkpoint.state().step());
    }

    /** The operating system refuses to let a file grow in the middle of a write, as it does when a disk is full. */
    @Test
    void aFullDiskLeavesTheCheckpointBeforeAndTheNextTryWritesTheWhole() throws Exception {
        save(checkpoints, 1, SMALL);

        Process process = new ProcessBuilder(
                        "sh",
                        "-c",
                        "ulimit -f " + LARGEST_FILE + " && exec \"$0\" -XX:-UsePerfData -cp \"$1\" \"$2\" \"$3\"",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        System.getProperty("java.class.path"),
                        FillsTheDisk.class.getName(),
                        root.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(said).contains("STORE_UNAVAILABLE").contains("File too large");
        assertThat(root.resolve("default/runs/run/checkpoints/000002-000001/learner/state"))
                .as("it failed in the middle")
                .isNotEmptyFile();
        assertThat(latest()).contains(1L);

        save(checkpoints, 2, LARGE);
        assertThat(latest()).contains(2L);
    }

    @Test
    void onlyACheckpointThatIsPublishedHoldsAModel() {
        save(checkpoints, 1, SMALL);
        var state = new CheckpointState(2, 0, new TreeMap<>(), Optional.empty(), Optional.empty(), true);
        checkpoints.save(1, state, History.empty(), List.of(), new Bytes(SMALL));
        assertThat(root.resolve("default/runs/run/checkpoints/000001-000001/model"))
                .doesNotExist();
        assertThat(root.resolve("default/runs/run/checkpoints/000002-000001/model/model.safetensors"))
                .exists();
    }

    @Test
    void aCheckpointWithOtherBytesThanItsManifestSaysIsPassedOver() throws IOException {
        save(checkpoints, 1, SMALL);
        save(checkpoints, 2, SMALL);
        Path state = root.resolve("default/runs/run/checkpoints/000002-000001/learner/state");
        byte[] content = Files.readAllBytes(state);
        content[SMALL / 2] ^= 1;
        Files.write(state, content);
        assertThat(latest()).contains(1L);
    }

    @Test
    void theLastOnesThatAreWholeStay() throws IOException {
        for (int step = 1; step <= 4; step++) {
            save(checkpoints, step, SMALL);
        }
        Files.delete(root.resolve("default/runs/run/checkpoints/000004-000001/manifest.json"));
        checkpoints.prune(2);
        assertThat(store.list(StorePath.of("default", "runs", "run", "checkpoints")))
                .containsExactly("000002-000001", "000003-000001", "000004-000001");
        assertThat(latest()).contains(3L);
    }
}
