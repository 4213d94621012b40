package macaw.cycle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.grpc.StatusRuntimeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import macaw.localstack.LocalStack;
import macaw.localstack.Service;
import macaw.v1.ChatMessage;
import macaw.v1.ChatMessages;
import macaw.v1.GenerateRequest;
import macaw.v1.GenerateResponse;
import macaw.v1.ListVersionsRequest;
import macaw.v1.SamplingSettings;
import macaw.v1.VersionKind;
import macaw.v1.VersionPublished;
import macaw.v1.VersionRef;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What cannot be right is refused with its code, loses nothing and stops nothing. */
@Tag("cycle")
@ExtendWith(OneStack.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadInputTest {
    private static final String POLICY = "sound";

    private Path directory;
    private Caller trainer;
    private Caller generator;

    @BeforeAll
    void aSoundPolicy(LocalStack stack, @TempDir Path temporary) throws IOException {
        directory = temporary;
        trainer = new Caller(stack.address(Service.TRAINER), stack.keys().operator());
        generator = new Caller(stack.address(Service.GENERATOR), stack.keys().operator());
        Uploads.checkpoint(trainer, VersionKind.VERSION_KIND_POLICY, POLICY, sound("first"));
    }

    @ParameterizedTest
    @EnumSource(Service.class)
    void aBodyThatIsNotWhatARouteTakesIsItsSendersFault(Service service, LocalStack stack) {
        RestDoor door = new RestDoor(stack.address(service));
        List<String> unexpected = new ArrayList<>();
        for (String route : door.routes()) {
            for (String body : List.of("", "{}", "null", "[]", "[null]", "5", "\"text\"", "{", "no JSON", "\0\0\0\0")) {
                for (String key : List.of(stack.keys().operator(), stack.keys().labeler())) {
                    int status = route.startsWith("GET") ? 200 : door.status(route, key, body);
                    if (status >= 500) {
                        unexpected.add(route + " answers " + status + " to '" + body + "'");
                    }
                }
            }
        }
        assertThat(unexpected).isEmpty();
    }

    @Test
    void anEmptyPromptIsRefused() {
        assertThat(refusal(ask("").toBuilder().setText("").build())).isEqualTo("PROMPT_EMPTY");
    }

    @Test
    void aPromptLongerThanTheContextIsRefused() {
        assertThat(refusal(ask("eggs ".repeat(500)))).isEqualTo("PROMPT_TOO_LONG");
    }

    @Test
    void anUnknownPolicyIsRefused() {
        assertThat(refusal(ask("Write a list.").toBuilder().setPolicy("nobody").build()))
                .isEqualTo("POLICY_UNKNOWN");
    }

    @Test
    void aTemperatureBelowZeroIsRefused() {
        GenerateRequest request = ask("Write a list.").toBuilder()
                .setSampling(SamplingSettings.newBuilder().setTemperature(-1).setMaxTokens(4))
                .build();
        assertThat(refusal(request)).isEqualTo("SAMPLING_INVALID");
    }

    @Test
    void aTruncatedCheckpointIsRefused() throws IOException {
        Path checkpoint = sound("truncated");
        Path weights = checkpoint.resolve("model.safetensors");
        byte[] bytes = Files.readAllBytes(weights);
        Files.write(weights, Arrays.copyOf(bytes, bytes.length - 100));
        assertThat(importRefusal(checkpoint)).isEqualTo("SAFETENSORS_INVALID");
    }

    @Test
    void aCheckpointWithANumberThatIsNoneIsRefused() throws IOException {
        Path checkpoint = sound("nan");
        Path weights = checkpoint.resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(bytes.capacity() - 4, Float.NaN);
        Files.write(weights, bytes.array());
        assertThat(importRefusal(checkpoint)).isEqualTo("WEIGHTS_NOT_FINITE");
    }

    @Test
    void aTokenizerThatDoesNotFitTheModelIsRefused() throws IOException {
        Path checkpoint = sound("misfit");
        Path tokenizer = checkpoint.resolve("tokenizer.json");
        String json = Files.readString(tokenizer);
        Files.writeString(tokenizer, json.replaceFirst("\"vocab\"\\s*:\\s*\\{", "\"vocab\": {\"toobig\": 99999,"));
        assertThat(importRefusal(checkpoint)).isEqualTo("TOKENIZER_MISMATCH");
    }

    @Test
    void aVersionWhoseFilesAreNotWhatItsManifestSaysIsNotServed(LocalStack stack) throws IOException {
        // a running generator may load what is published before it is spoilt
        stack.kill(Service.GENERATOR);
        VersionPublished version =
                Uploads.checkpoint(trainer, VersionKind.VERSION_KIND_POLICY, "spoilt", sound("spoilt"));
        Path weights = stack.store().resolve(version.getPath()).resolve("model.safetensors");
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(weights)).order(ByteOrder.LITTLE_ENDIAN);
        bytes.putFloat(bytes.capacity() - 4, 0.125f);
        weights.toFile().setWritable(true);
        Files.write(weights, bytes.array());
        stack.restart(Service.GENERATOR);
        assertThat(refusal(ask("Write a list.").toBuilder().setPolicy("spoilt").build()))
                .isEqualTo("MANIFEST_MISMATCH");
        assertThat(answer(ask("Write a list."))).isNotEmpty();
    }

    @Test
    void aVersionNumberPublishedTwiceIsOneVersionAndWithOtherContentItIsRefused() throws IOException {
        Path checkpoint = sound("twice");
        VersionRef first = publish("twice", 7, checkpoint);
        assertThat(publish("twice", 7, checkpoint)).isEqualTo(first);

        Path other = TinyCheckpoints.policy(directory.resolve("other"), 4);
        StatusRuntimeException refused =
                catchThrowableOfType(StatusRuntimeException.class, () -> publish("twice", 7, other));
        assertThat(Caller.codeOf(refused)).isEqualTo("VERSION_CONFLICT");
        assertThat(published("twice")).containsExactly(first);
        assertThat(answer(ask("Write a list.").toBuilder().setPolicy("twice@7").build()))
                .isNotEmpty();
        assertThat(publish("twice", 0, other).getNumber())
                .as("the next free number")
                .isEqualTo(8);
    }

    private VersionRef publish(String name, long number, Path checkpoint) throws IOException {
        return Uploads.checkpoint(trainer, VersionKind.VERSION_KIND_POLICY, name, number, checkpoint)
                .getVersion();
    }

    private List<VersionRef> published(String name) {
        return trainer
                .training()
                .listVersions(ListVersionsRequest.newBuilder()
                        .setNamespace("default")
                        .setKind(VersionKind.VERSION_KIND_POLICY)
                        .setName(name)
                        .build())
                .getVersionsList()
                .stream()
                .map(VersionPublished::getVersion)
                .toList();
    }

    @Test
    void theSameDataSetTwiceIsOne() {
        List<String> rows = IntStream.range(0, 3)
                .mapToObj(i -> "{\"prompt\": \"" + i + "\"}")
                .toList();
        assertThat(Uploads.rows(trainer, rows)).isEqualTo(Uploads.rows(trainer, rows));
    }

    @Test
    void aDataSetWithoutRowsAndOneWithARowThatIsNoneAreRefused() {
        assertThat(uploadRefusal("")).isEqualTo("DATASET_EMPTY");
        assertThat(uploadRefusal("\n\n")).isEqualTo("DATASET_EMPTY");
        assertThat(uploadRefusal("{\"prompt\": \"Write a list.\"}\n{not json\n"))
                .isEqualTo("ROW_INVALID");
    }

    private String uploadRefusal(String rows) {
        return Caller.codeOf(catchThrowableOfType(StatusRuntimeException.class, () -> Uploads.dataset(trainer, rows)));
    }

    private Path sound(String name) throws IOException {
        return TinyCheckpoints.policy(directory.resolve(name), 3);
    }

    private static GenerateRequest ask(String text) {
        return GenerateRequest.newBuilder()
                .setPolicy(POLICY)
                .setMessages(ChatMessages.newBuilder()
                        .addMessages(ChatMessage.newBuilder().setRole("user").setContent(text)))
                .setSampling(SamplingSettings.newBuilder().setTemperature(1).setMaxTokens(4))
                .setSeed(1)
                .build();
    }

    private String refusal(GenerateRequest request) {
        return Caller.codeOf(catchThrowableOfType(StatusRuntimeException.class, () -> answer(request)));
    }

    private String importRefusal(Path checkpoint) {
        return Caller.codeOf(catchThrowableOfType(
                StatusRuntimeException.class,
                () -> Uploads.checkpoint(trainer, VersionKind.VERSION_KIND_POLICY, "refused", checkpoint)));
    }

    private List<Integer> answer(GenerateRequest request) {
        List<Integer> tokens = new ArrayList<>();
        Iterator<GenerateResponse> pieces = generator
                .generation()
                .withWaitForReady()
                .withDeadlineAfter(1, TimeUnit.MINUTES)
                .generate(request);
        pieces.forEachRemaining(piece -> tokens.addAll(piece.getTokensList()));
        return tokens;
    }
}
