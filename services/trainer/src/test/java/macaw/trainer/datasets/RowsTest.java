package macaw.trainer.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import macaw.artefacts.FileArtefactStore;
import macaw.errors.CodedException;
import macaw.errors.ErrorCode;
import macaw.languagemodel.Message;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RowsTest {
    @TempDir
    Path folder;

    private Path file(String content) throws IOException {
        return Files.writeString(folder.resolve("rows.jsonl"), content);
    }

    @Test
    void demonstrationsAndTheirSplits() throws IOException {
        assertThat(Rows.demonstrations(file("""
                        {"prompt":"Write a shopping list","response":"milk"}
                        {"prompt":"And one more","response":"bread","split":"test"}
                        """)))
                .containsExactly(
                        new Demonstration("Write a shopping list", "milk", Split.TRAIN),
                        new Demonstration("And one more", "bread", Split.TEST));
    }

    @Test
    void comparisonsWithTies() throws IOException {
        assertThat(Rows.comparisons(file("""
                        {"prompt":"p","outputs":["a","b","c"],"ranking":[[1],[2,0]],"labeler":"l1","split":"validation"}
                        """)))
                .containsExactly(new RankedOutputs(
                        "p", List.of("a", "b", "c"), List.of(List.of(1), List.of(2, 0)), "l1", Split.VALIDATION));
    }

    @Test
    void severalTurnsStandInPlaceOfAPrompt() throws IOException {
        var turns = new Conversation(List.of(
                new Message("system", "Be brief."),
                Message.user("Hi"),
                Message.assistant("Hello"),
                Message.user("A list?")));
        String messages = """
                "messages":[{"role":"system","content":"Be brief."},{"role":"user","content":"Hi"},\
                {"role":"assistant","content":"Hello"},{"role":"user","content":"A list?"}]""";
        assertThat(Rows.demonstrations(file("{" + messages + ",\"response\":\"Milk\"}")))
                .containsExactly(new Demonstration(turns, "Milk", Split.TRAIN));
        assertThat(Rows.comparisons(file("{" + messages + ",\"outputs\":[\"a\",\"b\"],\"ranking\":[[0],[1]]}")))
                .extracting(RankedOutputs::prompt)
                .containsExactly(turns);
        assertThat(Rows.prompts(file("{" + messages + "}\n{\"prompt\":\"Hi\"}")))
                .containsExactly(turns, Conversation.of("Hi"));
    }

    @Test
    void aConversationThatNobodyCouldAnswerIsRefused() {
        assertPrompt("\"prompt\":\"Hi\",\"messages\":[]", "either 'prompt' or 'messages'");
        assertPrompt("\"messages\":[]", "must end with a message of the user");
        assertPrompt(
                "\"messages\":[{\"role\":\"assistant\",\"content\":\"Hi\"}]", "must end with a message of the user");
        assertPrompt("\"messages\":[{\"role\":\"tool\",\"content\":\"Hi\"}]", "was 'tool'");
        assertPrompt("\"messages\":[{\"role\":\"user\",\"content\":\" \"}]", "a prompt is blank");
        assertPrompt("\"messages\":[{\"role\":\"user\"}]", "'content' is missing");
    }

    @Test
    void aBadRowIsReportedWithFileLineAndReason() {
        assertInvalid("{\"text\":\"a\"}\n\n{\"text\":1}\n", "rows.jsonl line 3: 'text' must be a string");
        assertInvalid("{\"text\":\"a\",\"txet\":\"b\"}", "rows.jsonl line 1: unknown key 'txet'");
        assertInvalid("{\"text\":\"a\"} {}", "rows.jsonl line 1");
        assertInvalid("{\"text\":", "rows.jsonl line 1");
        assertInvalid("[1]", "a row must be a JSON object");
        assertInvalid("{}", "'text' is missing");
        assertInvalid("{\"text\":\"  \"}", "'text' is blank");
    }

    @Test
    void rowsOfAnotherShapeAreToldOfTheConverter() throws IOException {
        for (String published : List.of(
                "{\"question\":\"milk?\",\"answer\":\"yes\"}",
                "{\"prompt\":\"milk?\"}",
                "[{\"prompt\":\"milk?\"}]",
                "[\n",
                "prompt,response\nmilk?,yes\n")) {
            Path file = file(published);
            assertCode(ErrorCode.ROW_INVALID, "`macaw convert`", () -> Rows.demonstrations(file));
        }
        Path gzipped = Files.write(folder.resolve("rows.jsonl"), new byte[] {0x1f, (byte) 0x8b, 8});
        assertCode(ErrorCode.ROW_INVALID, "`macaw convert`", () -> Rows.demonstrations(gzipped));
    }

    @Test
    void aRankingThatNamesAnOutputTwiceIsRefused() {
        assertCode(
                ErrorCode.ROW_INVALID,
                "line 1: a ranking names output 0 twice",
                () -> Rows.comparisons(file("{\"prompt\":\"p\",\"outputs\":[\"a\",\"b\"],\"ranking\":[[0],[0,1]]}")));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() throws IOException {
        Path file = Files.write(folder.resolve("rows.jsonl"), new byte[] {'{', (byte) 0xff});
        assertCode(ErrorCode.ROW_INVALID, "not UTF-8", () -> Rows.texts(file));
    }

    @Test
    void aFileWithoutRowsIsEmpty() {
        assertCode(ErrorCode.DATASET_EMPTY, "has no rows", () -> Rows.texts(file("\n\n")));
    }

    @Test
    void aDataSetIsNamedByItsBytesAndTakenOnce() {
        Datasets datasets = new Datasets(new FileArtefactStore(folder), 100);
        String sha256 = datasets.add("default", out -> out.write("{\"text\":\"a\"}\n".getBytes()));
        assertThat(datasets.add("default", out -> out.write("{\"text\":\"a\"}\n".getBytes())))
                .isEqualTo(sha256);
        assertThat(Rows.texts(datasets.open("default", sha256).resolve(Datasets.FILE)))
                .containsExactly("a");
        assertCode(ErrorCode.DATASET_UNKNOWN, "no data set", () -> datasets.open("default", "0".repeat(64)));
        assertCode(ErrorCode.DATASET_EMPTY, "no bytes", () -> datasets.add("default", out -> {}));
        assertCode(
                ErrorCode.TEXT_TOO_LONG, "100 bytes", () -> datasets.add("default", out -> out.write(new byte[101])));
    }

    private void assertInvalid(String content, String message) {
        assertCode(ErrorCode.ROW_INVALID, message, () -> Rows.texts(file(content)));
    }

    private void assertPrompt(String keys, String message) {
        assertCode(ErrorCode.ROW_INVALID, message, () -> Rows.prompts(file("{" + keys + "}")));
    }

    private static void assertCode(ErrorCode code, String message, ThrowingCallable call) {
        assertThatThrownBy(call)
                .hasMessageContaining(message)
                .isInstanceOfSatisfying(
                        CodedException.class, e -> assertThat(e.code()).isEqualTo(code));
    }
}
