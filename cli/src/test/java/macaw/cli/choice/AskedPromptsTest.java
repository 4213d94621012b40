package macaw.cli.choice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AskedPromptsTest {
    @TempDir
    Path dir;

    @Test
    void whatIsAskedIsReadOnceOutOfRowsOfEveryKind() throws IOException {
        Path rows = Files.writeString(dir.resolve("rows.jsonl"), """
                {"prompt":"Hi","response":"Hello","split":"validation"}
                {"prompt":"Hi","outputs":["a","b"],"ranking":[[0],[1]],"split":"validation"}
                {"messages":[{"role":"user","content":"Ho"},{"role":"assistant","content":"Hm"},{"role":"user","content":"Well?"}]}
                """);
        assertThat(AskedPrompts.read(rows, "")).hasSize(2);
        assertThat(AskedPrompts.read(rows, "").getLast().getMessagesList())
                .extracting(message -> message.getRole() + " " + message.getContent())
                .containsExactly("user Ho", "assistant Hm", "user Well?");
        assertThat(AskedPrompts.read(rows, "validation")).hasSize(1);
        assertThatThrownBy(() -> AskedPrompts.read(rows, "test")).hasMessageContaining("no prompt of the split test");
    }

    @Test
    void aRowThatAsksNothingIsNamed() throws IOException {
        Path rows = Files.writeString(dir.resolve("rows.jsonl"), "{\"prompt\":\"Hi\"}\n{\"text\":\"Hi\"}\n");
        assertThatThrownBy(() -> AskedPrompts.read(rows, "")).hasMessageContaining("rows.jsonl:2: neither a prompt");
        Files.writeString(rows, "{\"prompt\":");
        assertThatThrownBy(() -> AskedPrompts.read(rows, "")).hasMessageContaining("rows.jsonl:1: no JSON object");
    }
}
