package macaw.cli.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import macaw.v1.Prompt;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;

class WireTextTest {
    @Test
    void aMessageIsOneLineOfItsFields() {
        byte[] prompt =
                Prompt.newBuilder().setRolloutId("r-1").setIteration(3).build().toByteArray();
        assertThat(WireText.of("macaw.v1.Prompt", prompt)).isEqualTo("rollout_id: \"r-1\" iteration: 3");
    }

    @Test
    void whatIsNoMessageIsSaidToBeSo() {
        assertThat(WireText.of("macaw.v1.Prompt", "not a message".getBytes(StandardCharsets.UTF_8)))
                .isEqualTo("13 bytes that are no macaw.v1.Prompt");
    }

    @Test
    void aDeadLetterShowsItsErrorAndWhereItComesFrom() {
        var headers = new RecordHeaders();
        headers.add("macaw-error-code", "MESSAGE_UNDECODABLE".getBytes(StandardCharsets.UTF_8));
        headers.add("macaw-origin-topic", "macaw.default.prompts".getBytes(StandardCharsets.UTF_8));
        assertThat(WireText.of("bytes", new byte[22]) + WireText.headers(headers))
                .isEqualTo(
                        "22 bytes  macaw-error-code: MESSAGE_UNDECODABLE  macaw-origin-topic: macaw.default.prompts");
    }
}
