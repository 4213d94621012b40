package macaw.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.MessageDigest;
import java.util.HexFormat;
import macaw.languagemodel.Checkpoint;
import macaw.languagemodel.ModelHead;
import org.junit.jupiter.api.Test;

/** A rollout names the graph that wrote it by its revision: who changes a decoder's graph raises it, and writes down here what the graphs are then. */
class GraphRevisionTest {
    private static final int REVISION = 2;
    private static final String GRAPHS = "50ee7b05d5e38b58415dff74d4ffdf7c484b072199d33a0fe2165a638de9de95";

    @Test
    void whoChangesADecodersGraphRaisesItsRevision() throws Exception {
        MessageDigest digest = MessageDigest.getInstance("SHA-256");
        for (String name : Checkpoints.fixtures(ModelHead.CAUSAL_LM)) {
            try (Checkpoint checkpoint = Checkpoint.open(Checkpoints.fixture(name))) {
                for (Precision precision : Precision.values()) {
                    digest.update(ModelGraph.decoder(checkpoint, 32, precision));
                }
            }
        }
        assertThat(ModelGraph.REVISION).isEqualTo(REVISION);
        assertThat(HexFormat.of().formatHex(digest.digest()))
                .as("the decoders' graphs of revision %d", REVISION)
                .isEqualTo(GRAPHS);
    }
}
