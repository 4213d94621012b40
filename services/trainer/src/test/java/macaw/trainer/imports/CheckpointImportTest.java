package macaw.trainer.imports;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import macaw.artefacts.FileArtefactStore;
import macaw.artefacts.LocalCopy;
import macaw.artefacts.PublishedVersion;
import macaw.artefacts.StorePath;
import macaw.artefacts.VersionKind;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.Tokenizer;
import macaw.languagemodel.gguf.GgufCheckpoint;
import macaw.records.VersionName;
import macaw.records.VersionRef;
import macaw.trainer.publishing.VersionEvents;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointImportTest {
    private static final Path FIXTURES = Path.of(System.getProperty("macaw.root"), "shared-model", "gguf-fixtures");

    private static final Path ADAPTERS =
            Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures", "lora", "llama");

    @TempDir
    Path dir;

    private final List<PublishedVersion> told = new ArrayList<>();
    private FileArtefactStore store;

    @BeforeEach
    void makeStore() throws Exception {
        store = new FileArtefactStore(Files.createDirectory(dir.resolve("store")));
    }

    @Test
    void aGgufFileBecomesAVersionThatOpens() throws Exception {
        importFile("llama.gguf", bytes -> bytes, Long.MAX_VALUE);
        LocalCopy version = store.open(StorePath.of("default", "policies", "base", "000001"), "");
        try (Checkpoint checkpoint = Checkpoint.open(version.directory());
                Tokenizer tokenizer = Tokenizer.open(version.directory())) {
            assertThat(checkpoint.config().layers()).isEqualTo(2);
            assertThat(tokenizer.encode(" the")).hasSize(1);
        }
        assertThat(version.directory().resolve("chat_template.jinja")).exists();
        assertThat(version.directory().resolve("llama.gguf")).doesNotExist();
        assertThat(told).hasSize(1);
        assertThat(dir.resolve("work")).isEmptyDirectory();
    }

    @Test
    void aGgufFileThatIsCutOffLeavesNothing() {
        assertRefused(
                () -> importFile("llama.gguf", bytes -> Arrays.copyOf(bytes, bytes.length - 64), Long.MAX_VALUE),
                ErrorCode.GGUF_INVALID,
                "is it truncated?");
        assertRefused(
                () -> importFile(
                        "qwen3.gguf", bytes -> bytes, 60_000), // enough for the file, whose weights have 8 bits
                ErrorCode.CHECKPOINT_INVALID,
                "at most 60000 are taken");
        assertThat(told).isEmpty();
        assertThat(dir.resolve("work")).isEmptyDirectory();
    }

    @Test
    void aGgufFileComesAlone() {
        assertRefused(
                () -> {
                    try (CheckpointImport upload = imports(Long.MAX_VALUE).begin(target())) {
                        upload.file("config.json");
                        upload.bytes(new byte[] {'{', '}'});
                        upload.file("llama.gguf");
                        upload.bytes(Files.readAllBytes(FIXTURES.resolve("llama.gguf")));
                        upload.finish();
                    }
                },
                ErrorCode.CHECKPOINT_INVALID,
                "without other files");
    }

    @Test
    void adaptersAreMergedIntoTheFilesOfTheirBase() throws Exception {
        Path base = Files.createDirectory(dir.resolve("base"));
        GgufCheckpoint.write(FIXTURES.resolve("llama.gguf"), base, Long.MAX_VALUE);
        importFiles(target(), List.of(base, ADAPTERS));
        assertMerged("base");
    }

    @Test
    void adaptersAreMergedIntoAVersionInTheStore() throws Exception {
        importFile("llama.gguf", bytes -> bytes, Long.MAX_VALUE);
        importFiles(onto("base"), List.of(ADAPTERS));
        assertMerged("tuned");
        assertThat(told.getLast().provenance().parents())
                .extracting(VersionRef::name)
                .containsExactly("base");
    }

    @Test
    void aRewardModelsAdaptersTakeABaseOfEitherKindAndNoneThatTwoAreCalled() throws Exception {
        Path adapters = ADAPTERS.resolveSibling("llama_reward");
        Path causal = Files.createDirectory(dir.resolve("causal"));
        GgufCheckpoint.write(FIXTURES.resolve("llama.gguf"), causal, Long.MAX_VALUE);
        importFiles(Imports.Target.next(VersionKind.POLICY, "default", "causal"), List.of(causal));
        Path judge = Files.createDirectory(dir.resolve("judge"));
        for (String file : List.of("config.json", "model.safetensors")) {
            Files.copy(ADAPTERS.resolve("../../llama_reward").resolve(file), judge.resolve(file));
        }
        for (String file : List.of("tokenizer.json", "tokenizer_config.json")) {
            Files.copy(causal.resolve(file), judge.resolve(file));
        }
        importFiles(Imports.Target.next(VersionKind.REWARD, "default", "judge"), List.of(judge));
        importFiles(onto(VersionKind.REWARD, "causal"), List.of(adapters));
        importFiles(onto(VersionKind.REWARD, "judge"), List.of(adapters));
        assertThat(told.subList(2, 4))
                .extracting(version -> version.provenance().parents().getFirst().name())
                .containsExactly("causal", "judge");
        importFiles(Imports.Target.next(VersionKind.POLICY, "default", "judge"), List.of(causal));
        assertRefused(
                () -> importFiles(onto(VersionKind.REWARD, "judge"), List.of(adapters)),
                ErrorCode.REQUEST_INVALID,
                "judge is the name of a policy and of a reward model");
        assertRefused(
                () -> importFiles(onto(VersionKind.REWARD, "nosuch"), List.of(adapters)),
                ErrorCode.POLICY_UNKNOWN,
                "nosuch");
    }

    @Test
    void adaptersWithoutTheirBaseAreRefused() throws Exception {
        importFile("llama.gguf", bytes -> bytes, Long.MAX_VALUE);
        assertRefused(
                () -> importFiles(target(), List.of(ADAPTERS)), ErrorCode.REQUEST_INVALID, "adapters need a base");
        assertRefused(() -> importFiles(onto("nosuch"), List.of(ADAPTERS)), ErrorCode.POLICY_UNKNOWN, "default/nosuch");
        assertRefused(
                () -> importFiles(onto("base"), List.of(ADAPTERS.resolveSibling("gpt2"))),
                ErrorCode.CONFIG_UNSUPPORTED,
                "adapter_config.json: fan_in_fan_out true does not fit the base");
        assertRefused(
                () -> {
                    try (CheckpointImport upload = imports(Long.MAX_VALUE).begin(onto("base"))) {
                        upload.file("llama.gguf");
                        upload.bytes(Files.readAllBytes(FIXTURES.resolve("llama.gguf")));
                        upload.finish();
                    }
                },
                ErrorCode.REQUEST_INVALID,
                "a base is for adapters");
        assertThat(told).hasSize(1);
        assertThat(dir.resolve("work")).isEmptyDirectory();
    }

    private void assertMerged(String name) throws Exception {
        LocalCopy version = store.open(StorePath.of("default", "policies", name, "000001"), "");
        String adapted = "model.layers.0.self_attn.q_proj.weight";
        JsonNode golden = new ObjectMapper()
                .readTree(ADAPTERS.resolve("golden.json").toFile())
                .at("/merged")
                .get(adapted);
        try (Checkpoint checkpoint = Checkpoint.open(version.directory())) {
            assertThat((double) checkpoint.floats(adapted)[0])
                    .isCloseTo(golden.get(0).asDouble(), within(1e-6));
        }
        assertThat(version.directory().resolve("tokenizer.json")).exists();
        assertThat(version.directory().resolve("chat_template.jinja")).exists();
        assertThat(version.directory().resolve("adapter_config.json")).doesNotExist();
        assertThat(dir.resolve("work")).isEmptyDirectory();
    }

    private static Imports.Target onto(String base) {
        return onto(VersionKind.POLICY, base);
    }

    private static Imports.Target onto(VersionKind kind, String base) {
        return new Imports.Target(kind, "default", "tuned", 0, Optional.of(VersionName.parse(base)));
    }

    private void importFiles(Imports.Target target, List<Path> folders) throws Exception {
        try (CheckpointImport upload = imports(Long.MAX_VALUE).begin(target)) {
            for (Path folder : folders) {
                try (Stream<Path> files = Files.list(folder)) {
                    for (Path file :
                            files.filter(each -> !each.endsWith("golden.json")).toList()) {
                        upload.file(file.getFileName().toString());
                        upload.bytes(Files.readAllBytes(file));
                    }
                }
            }
            upload.finish();
        }
    }

    private void importFile(String name, UnaryOperator<byte[]> change, long maxBytes) throws Exception {
        try (CheckpointImport upload = imports(maxBytes).begin(target())) {
            upload.file(name);
            upload.bytes(change.apply(Files.readAllBytes(FIXTURES.resolve(name))));
            upload.finish();
        }
    }

    private static Imports.Target target() {
        return Imports.Target.next(VersionKind.POLICY, "default", "base");
    }

    private Imports imports(long maxBytes) {
        return new Imports(store, new Told(), dir.resolve("work"), maxBytes);
    }

    private static void assertRefused(ThrowableAssert.ThrowingCallable action, ErrorCode code, String reason) {
        assertThatThrownBy(action)
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private final class Told implements VersionEvents {
        @Override
        public void published(PublishedVersion version) {
            told.add(version);
        }

        @Override
        public void present(PublishedVersion version) {
            told.add(version);
        }

        @Override
        public void aliasChanged(VersionKind kind, String alias, VersionRef version) {}
    }
}
