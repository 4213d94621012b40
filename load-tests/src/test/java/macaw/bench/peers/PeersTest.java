package macaw.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import macaw.bench.peers.Row.Measured;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PeersTest {
    private static final Measured PRODUCT = new Measured("macaw", List.of(6.0, 8.0, 9.0));
    private static final Measured SLOW = new Measured("slow 1", List.of(1.0, 2.0, 9.0));
    private static final Measured FAST = new Measured("fast 2", List.of(3.0, 2.0, 3.0));

    @TempDir
    private Path folder;

    @Test
    void aPeerMeasuresWheneverItIsAskedAndSaysWhoItIs() throws Exception {
        Optional<Contender> peer = peers("""
                echo '{"ready": "somebody 1.2"}'; n=0
                while read line; do n=$((n + 1)); echo "{\\"value\\": $n.5}"; done""").transformers("train.py", folder);
        try (Contender somebody = peer.orElseThrow()) {
            assertThat(somebody.name()).isEqualTo("somebody 1.2");
            assertThat(somebody.measure()).isEqualTo(1.5);
            assertThat(somebody.measure()).isEqualTo(2.5);
        }
    }

    @Test
    void onePeerThatCannotStartIsNamedWithTheLastThatItSaid() throws Exception {
        Peers peers = peers("echo Traceback >&2; echo \"ModuleNotFoundError: No module named 'torch'\" >&2; exit 1");
        assertThat(peers.transformers("train.py", folder)).isEmpty();
        assertThat(peers.llamaCpp("f32", folder, new LlamaCpp.Size(1, 1, 1))).isEmpty();
        assertThat(peers.skipped())
                .contains("transformers: ModuleNotFoundError: No module named 'torch'")
                .anySatisfy(line -> assertThat(line).startsWith("llama.cpp: "));
    }

    @Test
    void contendersTakeTurnsAndAreClosed() throws Exception {
        List<String> seen = new ArrayList<>();
        List<Product> both = List.of(product("a", seen), product("b", seen));
        List<Measured> measured = Turns.take("work", 2, both);
        assertThat(seen).containsExactly("a", "b", "a", "b", "a closed", "b closed");
        assertThat(measured)
                .containsExactly(new Measured("a", List.of(1.0, 3.0)), new Measured("b", List.of(2.0, 4.0)));
    }

    @Test
    void theFasterPeerIsTheOneWithTheHigherMedian() {
        Row row = row(new Wanted.OverTheBest(3, 4));
        assertThat(row.goals()).singleElement().satisfies(goal -> {
            assertThat(goal.name()).isEqualTo("work / fast 2");
            assertThat(goal.figures()).containsExactly(2.0, 4.0, 3.0);
            assertThat(goal.atLeast()).isTrue();
        });
    }

    @Test
    void aNamedPeerIsComparedWithWhereItIsThere() {
        assertThat(row(new Wanted.Over("slow", 1, 2)).goals())
                .singleElement()
                .satisfies(goal -> assertThat(goal.figures()).containsExactly(6.0, 4.0, 1.0));
        assertThat(row(new Wanted.Over("absent", 1, 2)).goals()).isEmpty();
        assertThat(Row.of("work", "s", List.of(PRODUCT), List.of(new Wanted.OverTheBest(1, 2)))
                        .goals())
                .isEmpty();
    }

    @Test
    void anAbsoluteBoundIsOfTheProductsOwnFigures() {
        assertThat(row(new Wanted.AtMost(8, 6)).goals()).singleElement().satisfies(goal -> {
            assertThat(goal.figures()).containsExactly(6.0, 8.0, 9.0);
            assertThat(goal.atLeast()).isFalse();
        });
    }

    private static Row row(Wanted wanted) {
        return Row.of("work", "tokens/s", List.of(PRODUCT, SLOW, FAST), List.of(wanted));
    }

    private static Product product(String name, List<String> seen) {
        return new Product(
                name,
                () -> {
                    seen.add(name);
                    return seen.size();
                },
                () -> seen.add(name + " closed"));
    }

    /** Peers whose Python runs this, whatever the script is. */
    private Peers peers(String shell) throws IOException {
        Path python = Files.createDirectories(folder.resolve("venv/bin")).resolve("python");
        Files.writeString(python, "#!/bin/sh\n" + shell + "\n");
        Files.setPosixFilePermissions(python, PosixFilePermissions.fromString("rwx------"));
        Path program = folder.resolve("llama-batched-bench");
        Files.writeString(program, "#!/bin/sh\nexit 1\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        return new Peers(folder, folder, 1, Optional.of(folder.resolve("venv")), Optional.of(folder));
    }
}
