package macaw.labeling.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import macaw.labeling.jsonl.JsonLineWriter;
import macaw.labeling.labelers.Labeler;
import macaw.labeling.projects.Project;
import macaw.labeling.snapshots.Filters;
import macaw.labeling.trl.Good;
import macaw.labeling.trl.Shape;
import macaw.labeling.trl.Shapes;
import macaw.localstack.testing.TestDatabase;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The real {@code datasets} and {@code trl} take what comes out; MACAW_PYTHON names a Python that has them, python3 otherwise. */
@Tag("slow")
class ExportsLoadTest {
    private static final String PYTHON =
            Optional.ofNullable(System.getenv("MACAW_PYTHON")).orElse("python3");

    private static String run(Path log, String... command) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start()
                .waitFor();
        String said = Files.readString(log);
        assertThat(exit).as(said).isZero();
        return said;
    }

    private static boolean hasLibraries(Path log) throws InterruptedException {
        try {
            run(log, PYTHON, "-c", "import datasets, trl, torch");
            return true;
        } catch (IOException | AssertionError e) {
            return false;
        }
    }

    @Test
    void datasetsAndTrlTakeEachShapeOfASnapshot(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        assumeTrue(hasLibraries(log), PYTHON + " lacks datasets, trl or torch: the exports are not loaded");
        try (TestDatabase postgres = LabelingRoom.startPostgres()) {
            var room = new LabelingRoom(LabelingRoom.source(postgres));
            Labeler anna = room.labeler("Anna");
            Project compare = room.comparisons("compare", 1, 4, 4);
            Project write = room.demonstrations("write", 1, 4);
            for (int i = 0; i < 4; i++) {
                room.submit(anna, room.next(compare, anna), "c" + i);
                room.submit(anna, room.next(write, anna), "w" + i);
            }
            for (String shape :
                    List.of("preference", "unpaired", "conversational-preference", "conversational-unpaired")) {
                export(room, compare, shape, directory);
            }
            export(room, write, "prompt-completion", directory);
            export(room, write, "conversational-prompt-completion", directory);
        }
        Path script = directory.resolve("exports.py");
        try (var text = ExportsLoadTest.class.getResourceAsStream("/python/exports.py")) {
            Files.copy(text, script);
        }
        String said = run(log, PYTHON, script.toString(), directory.toString());
        System.out.println(said);
        // four outputs with the last two tied: five pairs a prompt
        assertThat(said)
                .contains("\npreference: 20 rows, prompt, chosen, rejected\n")
                .contains("\nunpaired: 16 rows, prompt, completion, label\n")
                .contains("\nprompt-completion: 4 rows, prompt, completion\n")
                .contains("\nRewardTrainer on preference: 2 steps, loss ")
                .contains("\nDPOTrainer on preference: 2 steps, loss ")
                .contains("\nSFTTrainer on prompt-completion: 2 steps, loss ");
    }

    private static void export(LabelingRoom room, Project project, String shape, Path directory) throws IOException {
        var shapes = new Shapes(room.snapshots, new JsonLineWriter());
        try (BufferedWriter out = Files.newBufferedWriter(directory.resolve(shape + ".jsonl"), UTF_8)) {
            shapes.lines(
                    room.snapshots.create(project, Filters.NONE),
                    Shape.named(shape, Good.USUAL),
                    line -> write(out, line));
        }
    }

    private static void write(BufferedWriter out, String line) {
        try {
            out.write(line);
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
