package macaw.generator.policies;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.Provenance;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.onnx.Decoder;
import macaw.onnx.Precision;
import macaw.records.VersionRef;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PolicyPoolTest {
    @TempDir
    Path store;

    private final List<VersionRef> loads = Collections.synchronizedList(new ArrayList<>());
    private Versions versions;
    private PolicyPool pool;

    @BeforeEach
    void open() {
        versions = new Versions(new FileArtefactStore(store));
        var stored = new StoredPolicies(versions, new Decoder.Shape(2, 512, 16), 1, Precision.FP32);
        pool = new PolicyPool(
                version -> {
                    loads.add(version);
                    return stored.load(version);
                },
                2);
    }

    @AfterEach
    void close() {
        pool.close();
    }

    @Test
    void aVersionIsLoadedOnceAndSharedByItsLeases() throws Exception {
        VersionRef version = publish("a", 1);
        try (PolicyLease first = pool.lease(version);
                PolicyLease second = pool.lease(version)) {
            assertThat(first.policy()).isSameAs(second.policy());
            assertThat(first.policy().writing().contextLength()).isEqualTo(TinyCheckpoint.CONTEXT);
        }
        assertThat(loads).containsExactly(version);
        assertThat(pool.loaded()).containsExactly(version);
    }

    @Test
    void theLeastRecentlyUsedMakesRoom() throws Exception {
        VersionRef a = publish("a", 1);
        VersionRef b = publish("b", 2);
        VersionRef c = publish("c", 3);
        pool.lease(a).close();
        pool.lease(b).close();
        pool.lease(a).close();
        pool.lease(c).close();
        assertThat(pool.loaded()).containsExactlyInAnyOrder(a, c);
    }

    @Test
    void whatIsLeasedStaysAndWhoeverWantsRoomWaitsForIt() throws Exception {
        PolicyLease a = pool.lease(publish("a", 1));
        PolicyLease b = pool.lease(publish("b", 2));
        CompletableFuture<PolicyLease> waiting = pool.acquire(publish("c", 3));
        assertThat(loads).hasSize(2);
        assertThat(a.policy().tokenizer().encode("Milk")).isNotEmpty();
        b.close();
        assertThat(waiting.get(1, TimeUnit.MINUTES).policy().version().name()).isEqualTo("c");
        assertThat(pool.loaded()).extracting(VersionRef::name).containsExactlyInAnyOrder("a", "c");
        a.close();
        waiting.join().close();
    }

    @Test
    void aVersionThatCannotBeLoadedFailsWithItsCodeAndIsTriedAgain() throws Exception {
        VersionRef good = publish("a", 1);
        var missing = new VersionRef("default", "a", 9, good.manifestSha256());
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> pool.lease(missing))
                    .isInstanceOfSatisfying(
                            CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.VERSION_UNKNOWN));
        }
        assertThat(loads).hasSize(2);
        var other = new VersionRef("default", "a", 1, "0".repeat(64));
        assertThatThrownBy(() -> pool.lease(other))
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(ErrorCode.MANIFEST_MISMATCH));
        pool.lease(good).close();
    }

    private VersionRef publish(String name, long seed) throws IOException {
        Path checkpoint = TinyCheckpoint.write(seed);
        return versions.publish(VersionKind.POLICY, "default", name, 1, Provenance.NONE, folder -> {
                    try (Stream<Path> files = Files.list(checkpoint)) {
                        for (Path file : files.toList()) {
                            Files.copy(file, folder.resolve(file.getFileName()));
                        }
                    }
                })
                .ref();
    }
}
