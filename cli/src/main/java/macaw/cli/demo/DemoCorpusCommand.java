package macaw.cli.demo;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import macaw.demo.corpus.CorpusWriter;
import macaw.demo.world.World;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the text that the demonstration's base model is trained on. */
@Command(
        name = "corpus",
        description = {
            "Writes the corpus of the demonstration's base model as canonical rows.",
            "`macaw run pretrain --config demo/base-model/pretrain.yaml --data FILE` makes a base model of it."
        },
        mixinStandardHelpOptions = true)
final class DemoCorpusCommand implements Callable<Integer> {
    @Parameters(paramLabel = "FILE", description = "where to write; JSON lines {\"text\"}")
    private Path file = Path.of("corpus.jsonl");

    @Option(
            names = "--documents",
            paramLabel = "N",
            description =
                    "how many, of about 35 tokens each (default: ${DEFAULT-VALUE}, what the committed weights saw)")
    private long documents = 500_000;

    @Option(names = "--corpus-seed", paramLabel = "N", description = "seed of the corpus (default: ${DEFAULT-VALUE})")
    private long seed = 1;

    @Override
    public Integer call() throws IOException {
        new CorpusWriter(World.load(), seed).write(file, documents);
        System.out.println(documents + " documents in " + file);
        return 0;
    }
}
