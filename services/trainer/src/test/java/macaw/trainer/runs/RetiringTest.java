package macaw.trainer.runs;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import macaw.artefacts.Aliases;
import macaw.artefacts.ArtefactStore;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.Provenance;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.VersionKind;
import macaw.artefacts.Versions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetiringTest {
    private static final int KEEP = 3;

    @TempDir
    Path root;

    private final AtomicInteger manifestsRead = new AtomicInteger();
    private final RunPlan plan = new RunPlan(
            VersionKind.POLICY,
            "out",
            Map.of(),
            Map.of(),
            List.of(),
            1,
            1,
            KEEP,
            Optional.empty(),
            0,
            3,
            OptionalDouble.empty());
    private Versions versions;
    private Aliases aliases;
    private Retiring retiring;

    @BeforeEach
    void open() {
        ArtefactStore store = counting(new FileArtefactStore(root));
        versions = new Versions(store);
        aliases = new Aliases(store);
        retiring = new Retiring(
                store, "default", new RunRegister(run -> {}, InstantSource.system(), new SimpleMeterRegistry()));
    }

    private ArtefactStore counting(ArtefactStore store) {
        return (ArtefactStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ArtefactStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("find")) {
                        manifestsRead.incrementAndGet();
                    }
                    try {
                        return method.invoke(store, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private PublishedVersion publish(String name, long number, String content) {
        return versions.publish(
                VersionKind.POLICY,
                "default",
                name,
                number,
                Provenance.ofRun("run", 1, number, List.of(), Map.of()),
                directory -> Files.writeString(directory.resolve("config.json"), content));
    }

    private List<Long> numbers(String name) {
        return versions.list(VersionKind.POLICY, "default", name).stream()
                .map(version -> version.ref().number())
                .toList();
    }

    @Test
    void theRequestsOfAnIterationDoNotGrowWithTheStore() {
        LongStream.rangeClosed(1, 40).forEach(number -> publish("others", number, "other"));
        LongStream.rangeClosed(1, KEEP).forEach(number -> publish("out", number, "out"));
        manifestsRead.set(0);
        retiring.tidy(plan);
        assertThat(manifestsRead).as("nothing can go, so nothing else is read").hasValue(KEEP);

        publish("out", 4, "out");
        retiring.tidy(plan);
        publish("out", 5, "out");
        manifestsRead.set(0);
        retiring.tidy(plan);
        assertThat(manifestsRead)
                .as("the new version, twice, and the one that goes")
                .hasValueLessThanOrEqualTo(3);
        assertThat(numbers("out")).containsExactly(3L, 4L, 5L);
        assertThat(numbers("others")).hasSize(40);
    }

    @Test
    void aNumberThatHoldsAnotherVersionByNowIsNotDeleted() throws Exception {
        LongStream.rangeClosed(1, 4).forEach(number -> publish("out", number, "out"));
        retiring.tidy(plan);
        assertThat(numbers("out")).containsExactly(2L, 3L, 4L);

        new FileArtefactStore(root)
                .remove(versions.find(VersionKind.POLICY, "default", "out", 2)
                        .orElseThrow()
                        .content()
                        .folder());
        aliases.set(VersionKind.POLICY, "best", publish("out", 2, "by hand").ref());
        publish("out", 5, "out");
        retiring.tidy(plan);
        retiring.tidy(plan);
        assertThat(numbers("out")).containsExactly(2L, 3L, 4L, 5L);
    }
}
