package macaw.artefacts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import macaw.errors.ErrorCode;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VersionsTest {
    @TempDir
    Path root;

    private ArtefactStore store;
    private Versions versions;
    private Aliases aliases;

    @BeforeEach
    void open() {
        store = new FileArtefactStore(root);
        versions = new Versions(store);
        aliases = new Aliases(store);
    }

    private PublishedVersion publish(String name, long number, VersionRef... parents) {
        return versions.publish(
                VersionKind.POLICY,
                "default",
                name,
                number,
                Provenance.ofRun("run", 1, number, List.of(parents), Map.of()),
                ArtefactStoreContract.files("config.json", name + number));
    }

    @Test
    void numbersGoOnAfterTheHighest() {
        assertThat(versions.nextNumber(VersionKind.POLICY, "default", "demo")).isEqualTo(1);
        publish("demo", 1);
        publish("demo", 41);
        assertThat(versions.nextNumber(VersionKind.POLICY, "default", "demo")).isEqualTo(42);
        assertThat(versions.list(VersionKind.POLICY, "default", "demo"))
                .extracting(version -> version.ref().number())
                .containsExactly(1L, 41L);
    }

    @Test
    void aNumberIsTakenOnce() {
        publish("demo", 1);
        ArtefactStoreContract.assertCode(
                ErrorCode.VERSION_CONFLICT,
                () -> versions.publish(
                        VersionKind.POLICY,
                        "default",
                        "demo",
                        1,
                        Provenance.NONE,
                        ArtefactStoreContract.files("config.json", "other")));
    }

    @Test
    void namesMeanNumbersAliasesOrTheLatest() {
        VersionRef first = publish("demo", 1).ref();
        VersionRef second = publish("demo", 2).ref();
        aliases.set(VersionKind.POLICY, "best", second);
        aliases.set(VersionKind.POLICY, "best", first);

        assertThat(resolve("demo")).isEqualTo(second);
        assertThat(resolve("demo@1")).isEqualTo(first);
        assertThat(resolve("demo@best")).isEqualTo(first);
        assertThat(resolve("best")).isEqualTo(first);
        assertThat(aliases.list(VersionKind.POLICY, "default")).containsExactly(Map.entry("best", first));
        for (String unknown : List.of("other", "demo@3", "demo@worst", "other@best", "elsewhere/demo")) {
            ArtefactStoreContract.assertCode(ErrorCode.POLICY_UNKNOWN, () -> resolve(unknown));
        }
    }

    private VersionRef resolve(String name) {
        return versions.resolve(VersionKind.POLICY, VersionName.parse(name));
    }

    @Test
    void aLaterEpochSupersedesEveryEarlierOne() {
        Epochs epochs = new Epochs(store);
        long first = epochs.claim("default", "run", "one");
        epochs.requireCurrent("default", "run", first);
        long second = epochs.claim("default", "run", "two");
        assertThat(second).isGreaterThan(first);
        epochs.requireCurrent("default", "run", second);
        ArtefactStoreContract.assertCode(
                ErrorCode.EPOCH_SUPERSEDED, () -> epochs.requireCurrent("default", "run", first));
    }

    @Test
    void onlyWhatNothingHoldsMayGo() {
        PublishedVersion base = publish("base", 1);
        publish("base", 2);
        publish("base", 3);
        List<PublishedVersion> ppo =
                List.of(publish("ppo", 1), publish("ppo", 2), publish("ppo", 3), publish("ppo", 4), publish("ppo", 5));
        PublishedVersion child = publish("child", 1, base.ref());
        List<PublishedVersion> all = new java.util.ArrayList<>(versions.list(VersionKind.POLICY, "default", "base"));
        all.addAll(ppo);
        all.add(child);

        List<PublishedVersion> removable = new Retention(1)
                .removable(
                        all,
                        new Retention.Holds(
                                Set.of(ppo.get(0).ref()),
                                Set.of(ppo.get(1).ref()),
                                Set.of(ppo.get(2).ref())));

        assertThat(removable)
                .extracting(
                        version -> version.ref().name() + "@" + version.ref().number())
                .as("base@1 is child's lineage, base@3, child@1 and ppo@5 the last, ppo@1..3 are held")
                .containsExactly("base@2", "ppo@4");
    }
}
