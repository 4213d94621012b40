package macaw.bench.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import macaw.languagemodel.ModelConfig;
import macaw.languagemodel.bpe.BpeTrainer;
import macaw.languagemodel.bpe.BytePairEncoding;
import macaw.torch.TorchEngine;
import macaw.trainer.pretrain.RandomWeights;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Every piece of work once on a tiny model without peers, so that none of them rots; nothing is timed. */
@Tag("integration")
class WorkTest {
    private static final int VOCABULARY = 512;

    @ParameterizedTest
    @EnumSource
    void theProductsSideMeasuresSomething(Work work, @TempDir Path folder) throws Exception {
        Path tokenizer = Files.createDirectory(folder.resolve("tokenizer"));
        BpeTrainer.train(Stream.of("a test needs a tokenizer"), VOCABULARY, BytePairEncoding.CONVERSATION_TOKENS)
                .write(tokenizer);
        ModelConfig config = ModelConfig.llama(VOCABULARY, 16, 32, 1, 2, 1, 512, true, 1, 2, 0);
        Path model = Files.createDirectory(folder.resolve("tiny"));
        RandomWeights.write(model, config, 1, tokenizer);
        Path nowhere = folder.resolve("nowhere");
        var peers = new Peers(nowhere, folder, 1, Optional.of(nowhere), Optional.of(nowhere));
        var run = new BenchRun(peers, TorchEngine.start("cpu", 1), folder, 1, 1);
        Row row = work.on(new BenchModel("tiny", model, config), run);
        assertThat(row.measured().getFirst().figures())
                .singleElement()
                .satisfies(figure -> assertThat(figure).isPositive().isFinite());
    }
}
