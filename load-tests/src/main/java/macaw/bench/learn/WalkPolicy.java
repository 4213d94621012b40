package macaw.bench.learn;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import macaw.languagemodel.ModelConfig;
import macaw.records.TokenIds;
import macaw.torch.TorchEngine;
import macaw.trainer.learning.TokenSequence;
import macaw.trainer.pretrain.RandomWeights;
import macaw.trainer.settings.SettingsReader;
import macaw.trainer.settings.SftSettings;
import macaw.trainer.sft.SftLearner;

/** Paths as tokens, one a node, and a small Llama that has learnt to imitate random walks. */
final class WalkPolicy {
    private static final int PAD = 0;
    private static final int BOS = 1;
    private static final int EOS = 2;
    static final int FIRST_NODE = 3;
    private static final List<String> SPECIAL = List.of("<pad>", "<s>", "</s>");

    private static final int WALKS = 1000;
    private static final int WIDTH = 64;
    private static final int LAYERS = 2;
    private static final int HEADS = 4;

    private WalkPolicy() {}

    /** What the policy continues. */
    static TokenIds prompt(int start) {
        return TokenIds.of(BOS, FIRST_NODE + start);
    }

    /** The nodes of prompt and answer, up to the end token; −1 for a token that stands for none. */
    static int[] path(TokenIds prompt, TokenIds answer) {
        return IntStream.concat(Arrays.stream(prompt.toArray()).skip(1), Arrays.stream(answer.toArray()))
                .takeWhile(token -> token != EOS)
                .map(token -> token < FIRST_NODE ? -1 : token - FIRST_NODE)
                .toArray();
    }

    /** Behaviour cloning: random weights, trained by the trainer's SFT on {@value #WALKS} walks; returns the checkpoint's folder. */
    static Path imitate(TorchEngine engine, WalkGraph graph, long seed, int epochs, Path work) throws IOException {
        Path blank = Files.createDirectory(work.resolve("blank"));
        Path tokenizer = Files.createDirectory(work.resolve("tokenizer"));
        writeTokenizer(tokenizer, graph.nodes());
        var config = ModelConfig.llama(
                FIRST_NODE + graph.nodes(), WIDTH, 3 * WIDTH, LAYERS, HEADS, HEADS, 16, true, BOS, EOS, PAD);
        RandomWeights.write(blank, config, seed, tokenizer);
        SftSettings settings = SettingsReader.read("""
                {"output": "walks", "model": "blank", "data": "sha256:%s", "seed": %d, "epochs": %d, "batchSize": 50, "microbatchSize": 50,
                 "packing": 0, "heldOutFraction": 0, "optimizer": {"learningRate": 3e-3, "warmupSteps": 20}}""".formatted(LearnRun.NO_DATA, seed, epochs), SftSettings.class);
        List<TokenSequence> walks = new ArrayList<>();
        for (int i = 0; i < WALKS; i++) {
            walks.add(sequence(graph.walk(seed, i)));
        }
        Path cloned = Files.createDirectory(work.resolve("cloned"));
        try (var learner = new SftLearner(engine, blank, walks, List.of(), 0, List.of(), settings)) {
            for (long step = 0; step < learner.totalSteps(); step++) {
                learner.step(step);
            }
            learner.writeModel(cloned);
        }
        return cloned;
    }

    private static TokenSequence sequence(int[] walk) {
        int[] answer = IntStream.concat(Arrays.stream(walk).skip(1).map(node -> FIRST_NODE + node), IntStream.of(EOS))
                .toArray();
        return TokenSequence.of(prompt(walk[0]).toArray(), answer);
    }

    /** A letter a node, so that transformers and TRL can read and write paths too. */
    private static void writeTokenizer(Path folder, int nodes) throws IOException {
        var json = new ObjectMapper();
        ObjectNode tokenizer = json.createObjectNode().put("version", "1.0");
        ArrayNode added = tokenizer.putArray("added_tokens");
        ObjectNode model = json.createObjectNode().put("type", "WordLevel").put("unk_token", SPECIAL.getFirst());
        ObjectNode vocabulary = model.putObject("vocab");
        for (int id = 0; id < SPECIAL.size(); id++) {
            vocabulary.put(SPECIAL.get(id), id);
            added.addObject()
                    .put("id", id)
                    .put("content", SPECIAL.get(id))
                    .put("single_word", false)
                    .put("lstrip", false)
                    .put("rstrip", false)
                    .put("normalized", false)
                    .put("special", true);
        }
        for (int node = 0; node < nodes; node++) {
            vocabulary.put(Character.toString('a' + node), FIRST_NODE + node);
        }
        ObjectNode split = tokenizer.putObject("pre_tokenizer").put("type", "Split");
        split.putObject("pattern").put("Regex", ".");
        split.put("behavior", "Isolated").put("invert", false);
        tokenizer.putObject("decoder").put("type", "Fuse");
        tokenizer.set("model", model);
        json.writeValue(folder.resolve("tokenizer.json").toFile(), tokenizer);
        ObjectNode config = json.createObjectNode()
                .put("tokenizer_class", "PreTrainedTokenizerFast")
                .put("pad_token", SPECIAL.get(PAD))
                .put("bos_token", SPECIAL.get(BOS))
                .put("eos_token", SPECIAL.get(EOS));
        json.writeValue(folder.resolve("tokenizer_config.json").toFile(), config);
    }
}
