package macaw.cli.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files an import sends. */
class CheckpointUploadTest {
    private static final Path FIXTURES = Path.of(System.getProperty("macaw.root"), "shared-model", "fixtures");

    @TempDir
    Path dir;

    @Test
    void adaptersGoWithTheFilesOfTheirBase() throws Exception {
        Path adapters = adapters("any/hub-name");
        Path base = folder("base", "config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");
        CheckpointUpload upload = CheckpointUpload.of(adapters, base.toString());
        assertThat(upload.base()).isEmpty();
        assertThat(names(upload))
                .containsExactlyInAnyOrder(
                        "config.json",
                        "model.safetensors",
                        "tokenizer.json",
                        "tokenizer_config.json",
                        "adapter_config.json",
                        "adapter_model.safetensors");
    }

    @Test
    void theTokenizerOfTheAdaptersIsSentInPlaceOfTheBases() throws Exception {
        Path adapters = adapters("any");
        Files.writeString(adapters.resolve("tokenizer.json"), "{}");
        Files.writeString(adapters.resolve("trainer_state.json"), "{}");
        Path base = folder("base", "config.json", "model.safetensors", "tokenizer.json", "chat_template.jinja");
        CheckpointUpload upload = CheckpointUpload.of(adapters, base.toString());
        assertThat(upload.files())
                .contains(adapters.resolve("tokenizer.json"))
                .doesNotContain(base.resolve("tokenizer.json"), base.resolve("chat_template.jinja"));
        assertThat(names(upload)).doesNotHaveDuplicates().doesNotContain("trainer_state.json");
    }

    @Test
    void adaptersGoAloneWhereTheirBaseIsAVersion() throws Exception {
        CheckpointUpload upload = CheckpointUpload.of(adapters("any"), "base@3");
        assertThat(upload.base()).isEqualTo("base@3");
        assertThat(names(upload)).containsExactly("adapter_config.json", "adapter_model.safetensors");
    }

    @Test
    void theBaseThatTheAdaptersNameIsTakenWhereItIsAFolder() throws Exception {
        Path base = folder("base", "config.json", "model.safetensors");
        assertThat(names(CheckpointUpload.of(adapters(base.toString()), ""))).contains("config.json");
    }

    @Test
    void aBaseThatCannotBeAPathIsNoFolder() throws Exception {
        Path adapters = adapters("a\\u0000b");
        assertRefused(
                () -> CheckpointUpload.of(adapters, ""), ErrorCode.CHECKPOINT_INVALID, "say with --base which folder");
    }

    @Test
    void whatHasNoBaseOrNeedsNoneIsRefused() throws Exception {
        Path adapters = adapters("meta-llama/Llama-3.2-1B");
        assertRefused(
                () -> CheckpointUpload.of(adapters, ""),
                ErrorCode.CHECKPOINT_INVALID,
                "base_model_name_or_path meta-llama/Llama-3.2-1B is no folder here: say with --base");
        assertRefused(
                () -> CheckpointUpload.of(adapters, "../no/such/folder"),
                ErrorCode.NAME_INVALID,
                "../no/such/folder is neither a folder here nor the name of a version");
        assertRefused(
                () -> CheckpointUpload.of(FIXTURES.resolve("llama"), "base"),
                ErrorCode.CHECKPOINT_INVALID,
                "only adapters have a --base");
    }

    private static void assertRefused(ThrowableAssert.ThrowingCallable action, ErrorCode code, String reason) {
        assertThatThrownBy(action)
                .hasMessageContaining(reason)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private Path adapters(String base) throws Exception {
        Path folder = folder("adapters", "adapter_model.safetensors");
        Files.writeString(
                folder.resolve("adapter_config.json"), "{\"base_model_name_or_path\": \"" + base + "\", \"r\": 2}");
        return folder;
    }

    private Path folder(String name, String... files) throws Exception {
        Path folder = Files.createDirectory(dir.resolve(name));
        for (String file : files) {
            Files.writeString(folder.resolve(file), "{}");
        }
        return folder;
    }

    private static List<String> names(CheckpointUpload upload) {
        return upload.files().stream()
                .map(file -> file.getFileName().toString())
                .toList();
    }
}
